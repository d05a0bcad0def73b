"""Register the adapter `lake` with dbt."""

from dbt.adapters.base.plugin import AdapterPlugin

from dbt.adapters.lake.connections import LakeConnectionManager, LakeCredentials
from dbt.adapters.lake.ephemeral import quicken
from dbt.adapters.lake.impl import LakeAdapter
from dbt.include import lake

Plugin = AdapterPlugin(
    adapter=LakeAdapter,  # type: ignore[arg-type] # dbt's protocol is stricter than its classes
    credentials=LakeCredentials,
    include_path=lake.PACKAGE_PATH,
    dependencies=["spark"],
)
quicken()

__all__ = ["LakeAdapter", "LakeConnectionManager", "LakeCredentials", "Plugin"]
