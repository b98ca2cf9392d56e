"""Texts and fixtures as workspaces."""

from __future__ import annotations

import os
from pathlib import Path

from wfsim.spec.workspace import Workspace, load
from wfsim.text import Diagnostic, Source

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "fixtures" / "validity"
CONFORMANCE = Path(os.environ.get("WFSIM_CONFORMANCE") or ROOT.parent / "shared" / "conformance")


def given(*texts: str) -> Workspace:
    """A workspace of files a.yaml, b.yaml …"""
    return load(Source(f"{chr(97 + i)}.yaml", text) for i, text in enumerate(texts))


def workflow(body: str, name: str = "generateName: w-", kind: str = "Workflow") -> str:
    """An object whose spec is ``body``, written without indentation."""
    spec = "\n".join(f"  {line}" for line in body.strip("\n").split("\n"))
    return f"apiVersion: argoproj.io/v1alpha1\nkind: {kind}\nmetadata: {{{name}}}\nspec:\n{spec}\n"


def told(found: Diagnostic) -> str:
    """A finding in one line: place, code and message."""
    at = found.at.first
    return f"{found.at.source.name}:{at.line}:{at.column} {found.code}: {found.message}"
