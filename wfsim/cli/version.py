"""Print the version of wfsim and of the Argo Workflows that it follows."""

from __future__ import annotations

import argparse

from wfsim.cli.streams import Exit, Streams

ARGO = "v4.1.2"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No words of its own."""


def run(args: argparse.Namespace, streams: Streams) -> int:
    from wfsim.version import __version__

    streams.write(f"wfsim {__version__} (follows Argo Workflows {ARGO})\n")
    return Exit.FINE
