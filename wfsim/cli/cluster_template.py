"""Keep ClusterWorkflowTemplates beside the runs, as 'argo cluster-template' does; all namespaces may refer to them.

Exit code: 0, 1 it is not there, is there already or is refused, 2 wrong usage, 3 the store cannot be used.
"""

from __future__ import annotations

import argparse

from wfsim.cli import shelf, template
from wfsim.cli.streams import Streams


def add_arguments(parser: argparse.ArgumentParser) -> None:
    shelf.add_arguments(parser, template.ACTIONS)


def run(args: argparse.Namespace, streams: Streams) -> int:
    from wfsim.spec.model import Kind

    return shelf.run(Kind.CLUSTER_WORKFLOW_TEMPLATE, args, streams, template.describe, template.table)
