"""Argo's objects: the table of fields, shape checking, the model, the workspace, merging, schemas.

Layer 2, above ``text``, ``yamlio`` and ``lang``. Names are imported when they are first used: who looks up a table
pays for no model.
"""

from __future__ import annotations

from wfsim.text.records import TYPE_CHECKING

if TYPE_CHECKING:
    from wfsim.spec.model import Kind, Resource, Template, WorkflowSpec
    from wfsim.spec.workspace import Workspace, load

__all__ = ["Kind", "Resource", "Template", "WorkflowSpec", "Workspace", "load"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    home = "workspace" if name in ("Workspace", "load") else "model"
    return getattr(import_module(f"{__name__}.{home}"), name)
