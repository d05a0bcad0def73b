"""Register the adapter `lake` with dbt."""

import gc

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
# What dbt reads of a project stays until its end, and there is much of it: by Python's own measure
# the collector walks through all of it a dozen times in a build, and finds nothing.
gc.set_threshold(50_000, 20, 50)

__all__ = ["LakeAdapter", "LakeConnectionManager", "LakeCredentials", "Plugin"]
