"""Start the language server: findings, hover, definitions, completion and fixes in your editor.

It speaks the Language Server Protocol on standard input and output, and is started by editors: docs/editor.md says how.
It needs two more packages: pip install 'argo-wfsim[lsp]'. What goes wrong is logged on standard error, or to --log.
"""

from __future__ import annotations

import argparse
import logging
import sys
from importlib.util import find_spec

from wfsim.cli.streams import CannotDo, Exit, Streams


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--stdio", action="store_true", help="speak on standard input and output, as it always does")
    parser.add_argument("--log", metavar="FILE", help="append the log to FILE")


def run(args: argparse.Namespace, streams: Streams) -> int:
    if find_spec("pygls") is None or find_spec("lsprotocol") is None:
        raise CannotDo("the language server needs the package pygls: pip install 'argo-wfsim[lsp]'")
    reader, writer = (getattr(one, "buffer", None) for one in (streams.stdin, streams.stdout))
    if reader is None or writer is None:
        raise CannotDo("the language server needs binary standard streams")
    _log(args.log, args.debug, streams)
    # Nothing but messages may reach the client: whatever prints by mistake prints to the log.
    printed, sys.stdout = sys.stdout, sys.stderr
    try:
        from wfsim.lsp.server import Server

        Server().start_io(reader, writer)
    finally:
        sys.stdout = printed
    return Exit.FINE


def _log(path: str | None, debug: bool, streams: Streams) -> None:
    try:
        handler = logging.FileHandler(path, encoding="utf-8") if path else logging.StreamHandler(streams.stderr)
    except OSError as error:
        raise CannotDo(f"cannot write {path}: {error.strerror or error}") from error
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.INFO if debug else logging.WARNING, force=True)
    logging.getLogger("wfsim.lsp").setLevel(logging.INFO)
