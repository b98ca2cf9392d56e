"""Print the version of wfsim, of the Argo Workflows that it follows, and those that it knows the differences of."""

from __future__ import annotations

import argparse

from wfsim.cli.streams import Exit, Streams


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No words of its own."""


def run(args: argparse.Namespace, streams: Streams) -> int:
    from wfsim.spec import versions
    from wfsim.version import ARGO, __version__

    streams.write(f"wfsim {__version__} (follows Argo Workflows v{ARGO})\n")
    listed = ", ".join(versions.known())
    streams.write(f"lint --argo-version knows {listed}\n")
    return Exit.FINE
