"""Print what a cluster needs to run workflows, or bring it there with --apply.

That is: the CustomResourceDefinitions of Argo Workflows, the controller with a service account, and roles with exactly
what it calls. What is there and was not made by wfsim is left as it is; an installed Argo's definitions serve as well.
Applying it once more is an upgrade: workflows that run go on. Exit code: 0 done, 2 wrong usage, 3 the cluster refuses
something.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from wfsim.cli.streams import CannotDo, Exit, Streams, UsageError

if TYPE_CHECKING:
    from wfsim.drivers.kube.client import Api
    from wfsim.drivers.kube.install.objects import Installation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--print", action="store_true", help="print the objects as YAML (what it does anyway)")
    mode.add_argument("--apply", action="store_true", help="bring them to the cluster")
    add_installation(parser)
    add = parser.add_argument
    add("--image", default="", metavar="IMAGE", help="the controller's image (default: wfsim:VERSION)")
    add("--executor-image", default="", metavar="IMAGE", help="the image that brings and collects files")
    add("--image-pull-policy", default="", choices=("", "Always", "IfNotPresent", "Never"), help="of the controller")
    add("--replicas", type=int, default=1, metavar="N", help="how many controllers, of which one acts (default: 1)")
    add("--host-network", action="store_true", help="run the controller in the network of its node")


def add_installation(parser: argparse.ArgumentParser) -> None:
    """What tells one installation from another; ``uninstall`` has it, too."""
    add = parser.add_argument
    add("-n", "--namespace", default="wfsim", help="where the controller is (default: wfsim)")
    add("--context", default="", help="which context of the kubeconfig (default: the current one)")
    add("--namespaced", action="store_true", help="for workflows of that namespace only")
    add("--instance-id", default="wfsim", metavar="ID", help="the label of the workflows to run (default: wfsim)")
    add("--act-as", action="append", default=[], metavar="NAME", help="a service account for resource templates; any")
    add("--no-crds", action="store_true", help="without the CustomResourceDefinitions")


def installation(args: argparse.Namespace) -> Installation:
    """What is to be installed, or was."""
    from wfsim.drivers.kube.install.objects import DEFAULT_IMAGE, Installation
    from wfsim.drivers.kube.pods.request import DEFAULT_IMAGE as EXECUTOR_IMAGE

    given = vars(args)
    if given.get("replicas", 1) < 1:
        raise UsageError("--replicas is at least 1")
    return Installation(
        namespace=args.namespace,
        namespaced=args.namespaced,
        image=given.get("image") or DEFAULT_IMAGE,
        executor_image=given.get("executor_image") or EXECUTOR_IMAGE,
        instance=args.instance_id,
        replicas=given.get("replicas", 1),
        accounts=tuple(args.act_as),
        host_network=given.get("host_network", False),
        pull_policy=given.get("image_pull_policy", ""),
        with_definitions=not args.no_crds,
    )


def connected(args: argparse.Namespace, streams: Streams) -> Api:
    """The cluster, which is always named."""
    from wfsim.drivers.kube.client import connect
    from wfsim.drivers.kube.config import access
    from wfsim.drivers.kube.kubeconfig import NoAccess

    try:
        api = connect(access(args.context or None, args.namespace))
    except NoAccess as error:
        raise CannotDo(str(error)) from None
    streams.note(f"cluster {api.server}, namespace {args.namespace}")
    return api


def run(args: argparse.Namespace, streams: Streams) -> int:
    from wfsim.drivers.kube.errors import ApiError
    from wfsim.drivers.kube.install.applying import apply
    from wfsim.drivers.kube.install.objects import objects
    from wfsim.yamlio.writing import to_yaml

    wanted = list(objects(installation(args)))
    if not args.apply:
        streams.write("---\n".join(to_yaml(dict(one)) for one in wanted))
        return Exit.FINE
    try:
        for done in apply(connected(args, streams), wanted):
            streams.write(f"{done}\n")
    except ApiError as error:
        raise CannotDo(str(error)) from None
    return Exit.FINE
