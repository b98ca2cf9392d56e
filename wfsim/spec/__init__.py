"""Argo's objects: the table of fields, shape checking, the model, the workspace, merging, schemas.

Layer 2, above ``text``, ``yamlio`` and ``lang``.
"""

from wfsim.spec.model import Kind, Resource, Template, WorkflowSpec
from wfsim.spec.workspace import Workspace, load

__all__ = ["Kind", "Resource", "Template", "WorkflowSpec", "Workspace", "load"]
