"""Drive the workflows of a cluster: what runs in the Deployment that `wfsim install` makes.

All Workflow objects that carry the label workflows.argoproj.io/controller-instanceid with the instance id are run;
others are left to Argo's controller. The state of each run is in its object: when this ends, however it ends, the next
one goes on. SIGTERM ends it gracefully. Exit code: 0 it was asked to end, 3 something could not be read or reached, or
another controller took over.
"""

from __future__ import annotations

import argparse
import signal
import socket
import sys
from typing import TYPE_CHECKING
from uuid import uuid4

from wfsim.api.clock import now_ms
from wfsim.cli.streams import CannotDo, Exit, Streams, UsageError

if TYPE_CHECKING:
    from wfsim.drivers.kube.client import Api
    from wfsim.drivers.kube.control.logs import Log
    from wfsim.drivers.kube.control.loop import Control
    from wfsim.drivers.kube.control.metrics import Metrics
    from wfsim.drivers.kube.control.serving import Health


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("-n", "--namespace", default="", help="drive the workflows of this namespace only (default: of all)")
    add("--context", default="", help="which context of the kubeconfig (default: the current one)")
    add("--instance-id", default="wfsim", metavar="ID", help="which workflows are ours (default: wfsim)")
    add("--workers", type=int, default=8, metavar="N", help="how many requests at once (default: 8)")
    add("--parallelism", type=int, default=0, metavar="N", help="how many workflows at once (default: all)")
    add("--namespace-parallelism", type=int, default=0, metavar="N", help="how many of one namespace (default: all)")
    add("--executor-image", default="", metavar="IMAGE", help="the image that brings and collects files")
    add("--listen", default=":8080", metavar="[HOST]:PORT", help="where /metrics, /healthz and /readyz are")
    add("--lease-namespace", default="", help="where the Lease is that one of several controllers has")
    add("--no-lease", action="store_true", help="be the only controller, without asking")
    add("--log-level", choices=("debug", "info", "warning", "error"), default="info", help="what is logged")


def run(args: argparse.Namespace, streams: Streams) -> int:
    from wfsim.drivers.kube.client import connect
    from wfsim.drivers.kube.config import access
    from wfsim.drivers.kube.control.logs import Log
    from wfsim.drivers.kube.control.metrics import Metrics
    from wfsim.drivers.kube.control.serving import Health, Server
    from wfsim.drivers.kube.errors import ApiError
    from wfsim.drivers.kube.kubeconfig import NoAccess

    log, metrics, health = Log(sys.stderr, now_ms, args.log_level), Metrics(), Health()
    try:
        api = connect(access(args.context or None, args.namespace or None))
        server = Server(_address(args.listen), health, metrics.text)
    except NoAccess as error:
        raise CannotDo(str(error)) from None
    except OSError as error:
        raise CannotDo(f"cannot listen at {args.listen}: {error.strerror or error}") from None
    server.start()
    try:
        return _lead(args, api, log, metrics, health)
    except ApiError as error:
        raise CannotDo(str(error)) from None
    finally:
        server.stop()


def _lead(args: argparse.Namespace, api: Api, log: Log, metrics: Metrics, health: Health) -> int:
    from wfsim.drivers.kube.control.lease import Leader
    from wfsim.drivers.kube.metered import Metered

    identity = f"{socket.gethostname()}-{uuid4().hex[:8]}"
    lost: list[str] = []

    def abandon() -> None:
        lost.append("lease")
        control.abandon("the Lease is lost")

    where = args.lease_namespace or args.namespace or api.namespace
    name = f"wfsim-controller-{args.instance_id}"
    counted = Metered(api, metrics.asked)
    leader = Leader(counted, where, identity, abandon, name=name, trouble=lambda error: log.warning(str(error)))
    acting = counted if args.no_lease else Metered(api, metrics.asked, lambda: leader.holds)
    control = _control(args, acting, identity, log, metrics, health)

    def end(number: int, frame: object) -> None:
        leader.quit()
        control.stop()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    log.info("waiting for the Lease" if not args.no_lease else "begins", server=api.server, identity=identity)
    health.ready = not args.no_lease
    if not args.no_lease and not leader.wait():
        return Exit.FINE
    health.ready = False
    metrics.leader.set(1)
    log.info("leads", namespace=args.namespace or "all", instance=args.instance_id)
    try:
        control.run()
    finally:
        metrics.leader.set(0)
        leader.stop(release=not lost)
    log.info("ended")
    return Exit.FAILED if lost else Exit.FINE


def _control(args: argparse.Namespace, api: Api, identity: str, log: Log, metrics: Metrics, health: Health) -> Control:
    from wfsim.api.controlling import Preparer
    from wfsim.drivers.kube.control.loop import Control
    from wfsim.drivers.kube.control.settings import Settings
    from wfsim.drivers.kube.pods import Executor
    from wfsim.engine.throttle import Limits

    limits = Limits(args.parallelism, args.namespace_parallelism)
    executor = Executor(args.executor_image) if args.executor_image else Executor()
    instance = _instance(args.instance_id)
    settings = Settings(instance, identity, args.namespace, limits, args.workers, executor=executor)
    preparer = Preparer(api, args.instance_id, executor)
    return Control(api, settings, preparer.prepare, preparer.prepare_cron, now_ms, log, metrics, health)


def _instance(text: str) -> str:
    """The instance id; that of runs which somebody drives from a command line is nobody's else."""
    from wfsim.drivers.kube.labels import BY_HAND

    if text == BY_HAND:
        raise UsageError(f"the instance id {text!r} is that of `wfsim run`, whose workflows are driven from elsewhere")
    return text


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not port.isdecimal() or int(port) > 65535:
        raise UsageError(f"{text!r} is no address to listen at: [HOST]:PORT, such as :8080")
    return host.strip("[]"), int(port)
