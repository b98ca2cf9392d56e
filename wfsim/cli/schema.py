"""Print a JSON Schema: of Argo's kinds, for editors and other programs, or of wfsim's own files.

  wfsim schema                    what there is
  wfsim schema all                one schema for any file: documents of Argo's kinds are held to theirs
  wfsim schema workflow
  wfsim schema mocks -o mocks.schema.json

All are of draft 7, which the YAML extensions of editors take. docs/editor.md says how they are told of it.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Final

from wfsim.cli.streams import Exit, Streams
from wfsim.spec import kindschema
from wfsim.spec.kindschema import DRAFT, KINDS, Schema


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("topic", nargs="?", choices=tuple(_TOPICS), help="whose schema; without it, the topics")


def run(args: argparse.Namespace, streams: Streams) -> int:
    if args.topic is None:
        width = max(map(len, _TOPICS))
        streams.write("".join(f"{name:<{width}}  {about}\n" for name, (about, _) in _TOPICS.items()))
        return Exit.FINE
    import json

    streams.write(json.dumps(_TOPICS[args.topic][1](), indent=2, ensure_ascii=False) + "\n")
    return Exit.FINE


def _mocks() -> Schema:
    from wfsim.drivers.sim.schema import SCHEMA

    return {**SCHEMA, "$schema": DRAFT}


def _config() -> Schema:
    from wfsim import checks
    from wfsim.cli.config import schema

    return {"$schema": DRAFT, "title": "wfsim.toml", **schema(checks.CODES)}


def _baseline() -> Schema:
    from wfsim.checks.baseline import SCHEMA

    return {"$schema": DRAFT, "title": "wfsim baseline", **SCHEMA}


def _kind(name: str) -> Callable[[], Schema]:
    return lambda: kindschema.of_kind(name)


_TOPICS: Final[dict[str, tuple[str, Callable[[], Schema]]]] = {
    "all": ("any file: documents of Argo's kinds are held to theirs, others pass", kindschema.of_all),
    **{kind.lower(): (f"a {kind}", _kind(kind)) for kind in KINDS},
    "mocks": ("what containers do in a simulation", _mocks),
    "config": ("wfsim.toml", _config),
    "baseline": ("findings that are known", _baseline),
}
