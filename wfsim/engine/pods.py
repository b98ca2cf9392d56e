"""Pods: the node of a container, script, data, resource or container set template, from start to verdict.

In: sites with such a template, and events about their pods. Out: nodes, commands.
"""

from __future__ import annotations

from typing import cast

from wfsim.engine import cleanup, ids, leaf, limits, outputs, volumes
from wfsim.engine.commands import ApplyResource, StartPod
from wfsim.engine.errors import CallTimedOut
from wfsim.engine.events import PodFinished, PodPending, PodStarted
from wfsim.engine.phases import NodeType, Phase
from wfsim.engine.run import Run
from wfsim.engine.sites import Site
from wfsim.engine.state import NodeState
from wfsim.spec.model import Template, TemplateKind
from wfsim.yamlio.nodes import Json


def execute(run: Run, site: Site, template: Template, name: str) -> NodeState:
    """The pod of a container, script, resource, data or container set template."""
    node = leaf.executable(run, site, template, name)
    if node.phase is not Phase.PENDING or node.has_pod:
        return node
    if run.state.shutdown and not (run.state.shutdown == "Stop" and site.on_exit):
        return run.mark(node, Phase.FAILED, f"workflow shutdown with strategy: {run.state.shutdown}")
    deadline = limits.pod_deadline(run, site, template, node)
    if deadline is not None and deadline <= run.state.now_ms:
        if template.timeout:
            run.drop_timer(f"{limits.PENDING}{node.id}")
            raise CallTimedOut(f"{name} exceeded its deadline")
        limits.end_if_late(run, site)
        return node
    volumes.check(run, template)
    node.pod_name = ids.pod_name(
        run.state.name, name, site.resolved.template.name if site.resolved else "", run.definitions.pod_names
    )
    node.has_pod, node.pod_kept = True, cleanup.keeps(run, template)
    run.active_pods += 1
    run.changed = True
    if template.kind is TemplateKind.CONTAINER_SET:
        _containers(run, template, node)
    run.commands.append(_command(site, template, node, deadline))
    return node


def _command(site: Site, template: Template, node: NodeState, deadline: int | None) -> StartPod | ApplyResource:
    attempt = max(site.attempt, 0)
    resource = template.kind is TemplateKind.RESOURCE
    if resource:
        return ApplyResource(
            node.id, node.name, site.name, attempt, template.name, node.pod_name, template.data, deadline
        )
    captures = template.kind is TemplateKind.DATA or site.result_read
    return StartPod(
        node.id, node.name, site.name, attempt, template.name, node.pod_name, template.data, captures, deadline
    )


def _containers(run: Run, template: Template, node: NodeState) -> None:
    """The nodes of a container set's containers."""
    rows = [one for one in cast("list[Json]", template.body().get("containers") or []) if isinstance(one, dict)]
    for row in rows:
        name = f"{node.name}.{row.get('name')}"
        made = run.create(name, NodeType.CONTAINER, Phase.PENDING, boundary=node.id)
        made.template_name, made.template_scope = node.template_name, node.template_scope
        made.template_ref, made.hooked, made.retried = node.template_ref, node.hooked, node.retried
    for row in rows:
        name = f"{node.name}.{row.get('name')}"
        needs = [str(one) for one in cast("list[Json]", row.get("dependencies") or [])]
        for parent in [run.node(f"{node.name}.{one}") for one in needs] or [node]:
            if parent is not None:
                run.link(parent, name)


def pending(run: Run, node: NodeState, event: PodPending) -> None:
    if node.phase is Phase.PENDING and not node.lock:
        run.mark(node, Phase.PENDING, event.message)


def started(run: Run, node: NodeState, event: PodStarted) -> None:
    """The pod runs; of a daemon the node is now as good as fulfilled."""
    node.host = event.host or node.host
    run.mark(node, Phase.RUNNING, "")
    run.drop_timer(f"{limits.PENDING}{node.id}")
    _containers_started(run, node)
    if (node.body or {}).get("daemon") is True and not node.daemoned and node.named:
        node.pod_ip = event.ip
        run.daemon(node)


def _containers_started(run: Run, node: NodeState) -> None:
    """The containers of a set run from the beginning: those that depend on others wait inside of themselves."""
    for inside in run.children(node):
        if inside.type is NodeType.CONTAINER and inside.phase is Phase.PENDING:
            run.mark(inside, Phase.RUNNING)
            _containers_started(run, inside)


def finished(run: Run, node: NodeState, event: PodFinished) -> None:
    """The pod ended: its outputs, then its phase."""
    template = leaf.template_of(run, node)
    if template.kind is TemplateKind.RESOURCE and not (event.exit_code or event.error or event.pod_message):
        from wfsim.engine import resources  # its languages are seldom needed

        event = resources.settled(event, template)
    collect(node, template, event)
    if template.kind is TemplateKind.CONTAINER_SET:
        _containers_ended(run, node, event)
    outputs.export(run, node.outputs)
    phase, message = _verdict(template, event, daemon=template.daemon and node.named)
    codes = event.containers.values()
    if node.daemoned:
        run.fall(node)
    leaf.undaemon(run, node)
    node.finished_ms = _ended_ms(node, event)
    waited = node.phase is Phase.PENDING  # its message says for what, and that is past
    run.mark(node, phase, message if message or waited or phase is not Phase.SUCCEEDED else None)
    cleanup.pod_ended(run, node, well=not (event.error or event.pod_message or event.exit_code or any(codes)))


def _ended_ms(node: NodeState, event: PodFinished) -> int | None:
    """When main ended. Told in whole seconds, it may seem to lie before the node began, in the same second."""
    told, began = event.finished_ms, node.started_ms
    if told is None or began is None or told // 1000 != began // 1000:
        return told
    return max(told, began)


def _verdict(template: Template, event: PodFinished, *, daemon: bool) -> tuple[Phase, str]:
    if event.error:
        return Phase.ERROR, event.error
    if event.pod_message:
        return Phase.FAILED, event.pod_message
    if event.exit_code == 0:
        failed = next(((name, code) for name, code in event.containers.items() if code), None)
        if failed is not None:
            return Phase.FAILED, f"{failed[0]}: {event.reason} (exit code {failed[1]})"
        return (Phase.FAILED, "") if daemon else (Phase.SUCCEEDED, "")
    tail = f": {event.container_message}" if event.container_message else ""
    return Phase.FAILED, f"main: {event.reason} (exit code {event.exit_code}){tail}"


def collect(node: NodeState, template: Template, event: PodFinished) -> None:
    """What the pod left, with what the template declares."""
    found: dict[str, Json] = {}
    parameters: list[Json] = []
    declared = {one.name: one for one in template.outputs.parameters}
    for one in declared.values():
        value = event.parameters.get(one.name)
        if value is None and one.value_from is not None:
            value = one.value_from.default
        if value is not None or event.error:  # an executor that fails reports names without values
            row: dict[str, Json] = {"name": one.name, **({} if value is None else {"value": value})}
            parameters.append(row | ({"globalName": one.global_name} if one.global_name else {}))
    artifacts = [
        cast(Json, _stored(node, dict(one.data), event.keys.get(one.name, "")))
        for one in template.outputs.artifacts
        if event.artifacts is None or one.name in event.artifacts
    ]
    if parameters:
        found["parameters"] = parameters
    if artifacts:
        found["artifacts"] = artifacts
    if event.result is not None:
        found["result"] = event.result
    if template.kind is not TemplateKind.CONTAINER_SET or "main" in container_names(template):
        found["exitCode"] = str(event.exit_code)
    node.outputs = found or None


def container_names(template: Template) -> list[str]:
    """The containers of a container set."""
    rows = cast("list[Json]", template.body().get("containers") or [])
    return [str(one.get("name")) for one in rows if isinstance(one, dict)]


def _stored(node: NodeState, data: dict[str, Json], key: str) -> dict[str, Json]:
    """An output artifact with the key under which the default repository keeps it: ``key``, else the usual one."""
    if any(
        kind in data for kind in ("s3", "gcs", "oss", "azure", "hdfs", "http", "artifactory", "git", "raw", "plugin")
    ):
        return data
    if key:
        return data | {"s3": {"key": key}}
    name, path = str(data.get("name", "")), str(data.get("path", ""))
    archive = data.get("archive")
    kind = next(iter(archive), "tar") if isinstance(archive, dict) else "tar"
    file = {"none": path.rstrip("/").rpartition("/")[2], "zip": f"{name}.zip"}.get(kind, f"{name}.tgz")
    workflow = node.id if node.id == node.name else node.id.rpartition("-")[0]  # the root's id is the run's name
    return data | {"s3": {"key": f"{workflow}/{node.pod_name or node.id}/{file}"}}


def _containers_ended(run: Run, node: NodeState, event: PodFinished) -> None:
    for inside in run.children(node):
        _container_ended(run, inside, node, event)


def _container_ended(run: Run, inside: NodeState, node: NodeState, event: PodFinished) -> None:
    if inside.type is not NodeType.CONTAINER or inside.boundary_id != node.id or inside.phase.fulfilled:
        return
    short = inside.name[len(node.name) + 1 :]
    code = event.exit_code if short == "main" else event.containers.get(short, 0)
    if code == 0:
        run.mark(inside, Phase.SUCCEEDED)
    else:
        phase = Phase.ERROR if code == 64 else Phase.FAILED
        run.mark(inside, phase, f"{short}: {event.reason} (exit code {code}): {event.container_message}")
    for below in run.children(inside):
        _container_ended(run, below, node, event)
