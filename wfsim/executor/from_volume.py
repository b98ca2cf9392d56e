"""Artifacts kept on a volume of the cluster: what there is before anybody has set up a store."""

from __future__ import annotations

import os
import shutil
from pathlib import Path, PurePosixPath
from typing import Any
from uuid import uuid4

from .failure import Failure, NotThere
from .layout import Layout


def fetch(body: dict[str, Any], target: Path, layout: Layout) -> None:
    """Copy out of the volume."""
    source = _place(body, layout)
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True)
    elif source.is_file():
        shutil.copyfile(source, target)
    else:
        raise NotThere(f"there is no {body.get('key')} on the volume of artifacts")


def keep(source: Path, body: dict[str, Any], layout: Layout) -> None:
    """Copy onto the volume; what is there under this name is whole or not there at all."""
    place = _place(body, layout)
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = place.with_name(f".{uuid4().hex}")
    if source.is_dir():
        shutil.copytree(source, fresh, symlinks=True)
        shutil.rmtree(place, ignore_errors=True)
    else:
        shutil.copyfile(source, fresh)
    os.replace(fresh, place)


def remove(body: dict[str, Any], layout: Layout) -> None:
    """Take it off the volume. Folders that it leaves empty stay: somebody may be about to put something there."""
    place = _place(body, layout)
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)


def listed(body: dict[str, Any], layout: Layout) -> list[str]:
    """All files below a key, as keys; all of the volume where the key is empty."""
    place = _place(body, layout) if str(body.get("key", "")).strip("/") else layout.store
    if not place.exists():
        raise NotThere(f"no key found of name {body.get('key')}")
    files = (one for one in place.rglob("*") if one.is_file() and not one.is_symlink())
    return sorted(str(one.relative_to(layout.store)) for one in files)


def _place(body: dict[str, Any], layout: Layout) -> Path:
    key = PurePosixPath(str(body.get("key", "")).lstrip("/"))
    if not key.parts or ".." in key.parts:
        raise Failure(f"the key {body.get('key')!r} leads outside the volume of artifacts")
    return layout.store / key
