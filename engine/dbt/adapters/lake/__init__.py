"""Register the adapter `lake` with dbt."""

from dbt.adapters.base import AdapterPlugin
from dbt.adapters.lake.connections import LakeConnectionManager, LakeCredentials
from dbt.adapters.lake.impl import LakeAdapter
from dbt.include import lake

Plugin = AdapterPlugin(
    adapter=LakeAdapter,
    credentials=LakeCredentials,
    include_path=lake.PACKAGE_PATH,
    dependencies=["spark"],
)

__all__ = ["LakeAdapter", "LakeConnectionManager", "LakeCredentials", "Plugin"]
