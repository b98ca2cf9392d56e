"""Where artifacts come from and go to: a row for each kind of location.

In: a location as JSON data. Out: a fetched file or folder, or something kept or removed. What a kind needs is imported
only where it is used.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from .failure import Failure
from .layout import Layout

# Kind → the module with ``fetch(location, target, layout)`` and, where it can keep, ``keep(source, location, layout)``
# ``remove(location, layout)`` and ``listed(location, layout)``.
_KINDS = {"s3": "s3", "volume": "volume", "raw": "raw", "http": "http", "git": "git"}


def fetch(location: dict[str, Any], target: Path, layout: Layout) -> None:
    """Bring an artifact to a path, where nothing is yet."""
    _, body, module = _kind(location)
    module.fetch(body, target, layout)


def keep(source: Path, location: dict[str, Any], layout: Layout) -> None:
    """Put a file or folder where it is kept."""
    kind, body, module = _kind(location)
    if not hasattr(module, "keep"):
        raise Failure(f"nothing can be kept at a location of kind '{kind}'")
    module.keep(source, body, layout)


def remove(location: dict[str, Any], layout: Layout) -> None:
    """Take away what is kept somewhere; what is not there is no trouble."""
    kind, body, module = _kind(location)
    if not hasattr(module, "remove"):
        raise Failure(f"nothing can be removed from a location of kind '{kind}'")
    module.remove(body, layout)


def listed(location: dict[str, Any], layout: Layout) -> list[str]:
    """The keys of all that lies below a place. NotThere where there is nothing."""
    kind, body, module = _kind(location)
    if not hasattr(module, "listed"):
        raise Failure(f"a location of kind '{kind}' cannot be listed")
    keys: list[str] = module.listed(body, layout)
    return keys


def _kind(location: dict[str, Any]) -> tuple[str, dict[str, Any], Any]:
    for kind, name in _KINDS.items():
        if kind in location:
            return kind, location[kind], import_module(f".from_{name}", __package__)
    raise Failure(f"location of an unknown kind: {', '.join(location)}")
