"""Take away what `wfsim install --apply` brought to a cluster, and nothing else.

With the CustomResourceDefinitions all Workflows and templates of the cluster go, too: where there are any, --yes is
needed, or --keep-crds, with which they stay. The namespace stays. Exit code: 0 done, 1 there are workflows and nothing
was deleted, 2 wrong usage, 3 the cluster refuses something.
"""

from __future__ import annotations

import argparse

from wfsim.cli.install import add_installation, connected, installation
from wfsim.cli.streams import CannotDo, Exit, Streams


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_installation(parser)
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--yes", action="store_true", help="delete the definitions though there are workflows")
    choice.add_argument("--keep-crds", action="store_true", help="leave the definitions, and all workflows")


def run(args: argparse.Namespace, streams: Streams) -> int:
    from wfsim.drivers.kube.errors import ApiError
    from wfsim.drivers.kube.install.applying import InUse, remove
    from wfsim.drivers.kube.install.objects import objects

    api = connected(args, streams)
    wanted = list(objects(installation(args)))
    too = not (args.keep_crds or args.no_crds)
    try:
        for done in remove(api, wanted, definitions_too=too, even_if_used=args.yes):
            streams.write(f"{done}\n")
    except InUse as error:
        streams.complain(
            f"nothing was deleted: with the CustomResourceDefinitions {error} would go; "
            "--yes deletes them, --keep-crds leaves them"
        )
        return Exit.FINDINGS
    except ApiError as error:
        raise CannotDo(str(error)) from None
    return Exit.FINE
