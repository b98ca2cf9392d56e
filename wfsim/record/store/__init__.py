"""Where runs are kept: SQLite in one file, or PostgreSQL by its URL.

In: the address of a store. Out: ``open(url) -> Store``, which keeps ``StoredRun`` and the objects that runs refer to.
Several processes may use one store. What goes wrong with it is a ``StoreError`` with a way out. Called by
``api.targets``.
"""

from wfsim.record.store.addresses import default_address, open
from wfsim.record.store.errors import AlreadyThere, Changed, StoreError
from wfsim.record.store.runs import Store
from wfsim.record.store.stored import KeptObject, Query, StoredRun, Summary

__all__ = (
    "AlreadyThere",
    "Changed",
    "KeptObject",
    "Query",
    "Store",
    "StoreError",
    "StoredRun",
    "Summary",
    "default_address",
    "open",
)
