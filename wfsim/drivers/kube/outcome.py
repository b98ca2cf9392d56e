"""What became of a pod, in the events of the engine and the words of Argo.

In: a Pod as the API has it, and the report of its executor. Out: ``PodPending``, ``PodStarted``, ``PodFinished``, of an
http template ``TaskReplied``, or None where there is nothing to tell yet. Pure: the same pod says the same.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from wfsim.drivers.kube import labels
from wfsim.drivers.kube.pods import names
from wfsim.drivers.kube.pods.agent import is_agent
from wfsim.drivers.kube.pods.data import transformed
from wfsim.drivers.kube.read import body, objects, text, texts
from wfsim.drivers.kube.report import Report
from wfsim.engine.events import PodFinished, PodPending, PodStarted, TaskReplied
from wfsim.spec.model import JsonObject

NO_PROGRAM = 64  # what Argo's executor exits with where it cannot run a command
KILLED = 137
KILLED_SIDECAR = (137, 143)
_NEVER_RAN = ("StartError", "ContainerCannotRun", "RunContainerError", "CreateContainerError")
_NO_PROGRAM = re.compile(
    r'exec: ".*?": (?:stat \S+: |executable file not found in \$PATH|permission denied)[^\n]*', re.S
)
_KNOWN = ("Pending", "Running", "Succeeded", "Failed")


POD_DELETED: Final = "pod deleted"


def of_pod(pod: JsonObject, report: Report | None, at_ms: int) -> PodPending | PodStarted | PodFinished | None:
    """What a pod tells at an instant."""
    node, phase = node_of(pod), text(body(pod, "status"), "phase")
    if phase in ("Succeeded", "Failed") or _is_done(pod):
        return _finished(pod, node, report, at_ms)
    if phase == "Pending" or not phase:
        return PodPending(at_ms, node, _waits_for(pod))
    if phase == "Running":
        return _started(pod, node, at_ms)
    return PodFinished(at_ms, node, error=f"Unexpected pod phase for {_name(pod)}: {phase}")


def of_task(pod: JsonObject, answer: JsonObject | None, at_ms: int) -> TaskReplied | None:
    """What the pod of an http template tells: nothing before it ends. ``answer``: what it reports."""
    phase, node = text(body(pod, "status"), "phase"), node_of(pod)
    if answer is not None and not answer.get("error"):
        status, headers = answer.get("status"), texts(answer, "headers")
        return TaskReplied(at_ms, node, status if isinstance(status, int) else 0, text(answer, "body"), headers)
    if answer is not None:
        return TaskReplied(at_ms, node, phase="Failed", message=text(answer, "error"))
    if phase not in ("Succeeded", "Failed"):
        return None
    return unanswered(pod, text(body(pod, "status"), "message") or _told(_main(pod))[2] or "it left no answer", at_ms)


def unanswered(pod: JsonObject, why: str, at_ms: int) -> TaskReplied:
    """The pod of an http template ended without an answer."""
    return TaskReplied(at_ms, node_of(pod), phase="Error", message=f'agent pod failed with reason:"{why}"')


def gone(pod: JsonObject, at_ms: int) -> PodFinished | TaskReplied:
    """A pod vanished, and no other is made in its place."""
    if is_agent(pod):
        return unanswered(pod, POD_DELETED, at_ms)
    return PodFinished(at_ms, node_of(pod), exit_code=1, artifacts=(), error=POD_DELETED)


def of_deleted(pod: JsonObject, at_ms: int) -> PodFinished | None:
    """What the disappearance of a pod means: None where it never started, so that it can be made again."""
    if is_agent(pod):
        return None  # a request is sent again, as by an agent of Argo's
    if not body(pod, "status").get("containerStatuses") and text(body(pod, "status"), "phase") in ("", "Pending"):
        return None
    return PodFinished(at_ms, node_of(pod), exit_code=_code(_main(pod)), error=POD_DELETED)


def is_stuck(pod: JsonObject) -> bool:
    """Whether a container of the user never ran while ``wait`` waits for it: the driver has to stop such a pod."""
    waits = bool(_wait(pod)) and not _ended(_wait(pod))
    return waits and any(text(_ended(one), "reason") in _NEVER_RAN for one in _mains(pod))


def node_of(pod: JsonObject) -> str:
    """The node that a pod was made for."""
    return texts(body(pod, "metadata"), "annotations").get(names.NODE_ID, "")


# --- before it ends


def _waits_for(pod: JsonObject) -> str:
    """The first container that waits and why, else why there is no node for the pod."""
    status = body(pod, "status")
    said = _waiting(objects(status, "containerStatuses"))
    if said in ("", "PodInitializing"):
        said = _waiting(objects(status, "initContainerStatuses"), ("PodInitializing",)) or said
    if said:
        return said
    unschedulable = next((one for one in objects(status, "conditions") if text(one, "reason") == "Unschedulable"), None)
    return _with_message(unschedulable) if unschedulable else ""


def _waiting(statuses: list[JsonObject], but: tuple[str, ...] = ()) -> str:
    states = (body(body(one, "state"), "waiting") for one in statuses)
    return next((_with_message(one) for one in states if one and text(one, "reason") not in but), "")


def _with_message(state: JsonObject) -> str:
    reason, message = text(state, "reason"), text(state, "message")
    return f"{reason}: {message}" if message else reason


def _started(pod: JsonObject, node: str, at_ms: int) -> PodStarted | None:
    status = body(pod, "status")
    is_daemon = texts(body(pod, "metadata"), "annotations").get(names.DAEMON) == "true"
    counted = [*objects(status, "containerStatuses"), *_sidecars(pod)]
    if is_daemon and not all(one.get("ready") is True for one in counted):
        return None
    return PodStarted(at_ms, node, text(status, "podIP"), text(body(pod, "spec"), "nodeName"))


# --- after it


def _is_done(pod: JsonObject) -> bool:
    """Whether all that counts of a running pod has ended: what remains are sidecars that take their time."""
    statuses = objects(body(pod, "status"), "containerStatuses")
    expected = len(objects(body(pod, "spec"), "containers"))
    if not statuses or len(statuses) < expected or not all(_ended(one) for one in statuses):
        return False
    return all(_ended(one) for one in _sidecars(pod, under_wrapper=True))


def _finished(pod: JsonObject, node: str, report: Report | None, at_ms: int) -> PodFinished:
    report = report or Report()
    main = _main(pod)
    code, reason, message = _told(main)
    if text(body(pod, "status"), "reason") == "DeadlineExceeded" and not _ended(main):
        code = KILLED  # what the kubelet says of a container that it never started, a moment later
    others = {text(one, "name"): _code(one) for one in _mains(pod) if one is not main}
    failing = next((one for one in _mains(pod) if _code(one)), None)
    if failing is not None and not code:
        _, reason, message = _told(failing)
    error, pod_message = _blame(pod, report)
    result = report.result
    if report.keys is not None:
        made = transformed(pod, [*report.keys])
        result, code = (None, NO_PROGRAM) if made.error else (made.result, code)
        reason, message = ("Error", made.error) if made.error else (reason, "")
    return PodFinished(
        at_ms,
        node,
        exit_code=code,
        result=result,
        parameters=dict(report.parameters),
        artifacts=tuple(report.artifacts),
        reason=reason,
        container_message=message,
        pod_message=pod_message,
        error=error,
        containers=others,
        keys=_keys(pod, report),
        finished_ms=_instant(_ended(main)),
    )


def _keys(pod: JsonObject, report: Report) -> dict[str, str]:
    """The keys of artifacts that the repository puts elsewhere than below the names of run and pod."""
    about = body(pod, "metadata")
    usual = f"{texts(about, 'labels').get(labels.WORKFLOW, '')}/{text(about, 'name')}/"
    found = {
        name: text(next((one for one in where.values() if isinstance(one, dict)), {}), "key")
        for name, where in report.artifacts.items()
    }
    return {name: key for name, key in found.items() if key and not key.startswith(usual)}


def _blame(pod: JsonObject, report: Report) -> tuple[str, str]:
    """The executor's failure and the pod's own message: at most one of them, and none where main tells enough."""
    status = body(pod, "status")
    if _was_deleted(pod):
        return "pod deleted", ""
    if text(status, "phase") == "Failed" and text(status, "message"):
        return "", text(status, "message")
    if text(status, "phase") == "Failed" and not objects(status, "containerStatuses"):
        place = body(pod, "metadata")
        return "", f"can't find failed message for pod {_name(pod)} namespace {text(place, 'namespace')}"
    for rule in (_of_inits, _of_mains, _of_wait, _of_sidecars, _of_nobody):
        found = rule(pod, report)
        if found is not None:
            return found
    return "", ""


_Verdict = tuple[str, str] | None  # the first rule that has one decides; ("", "") leaves it to main's exit code


def _of_inits(pod: JsonObject, report: Report) -> _Verdict:
    sidecars = {text(one, "name") for one in _sidecars(pod)}
    for one in objects(body(pod, "status"), "initContainerStatuses"):
        if text(one, "name") not in sidecars and (found := _failure(one)):
            return found, ""
    return None


def _of_mains(pod: JsonObject, report: Report) -> _Verdict:
    for one in _mains(pod):
        waiting = body(body(one, "state"), "waiting")
        if waiting:
            return _before_start(one, waiting), ""
        if _code(one) and text(one, "name") == names.MAIN:
            return "", ""
        if _code(one):
            code, reason, message = _told(one)
            return "", _sentence(text(one, "name"), reason, code, message)
    return None


def _of_wait(pod: JsonObject, report: Report) -> _Verdict:
    wait = _wait(pod)
    if not wait:
        return None
    if report.error:
        return f"{names.WAIT}: {_told(wait)[1]} (exit code {_code(wait) or NO_PROGRAM}): {report.error}", ""
    found = _failure(wait)
    return (found, "") if found else None


def _of_sidecars(pod: JsonObject, report: Report) -> _Verdict:
    for one in _sidecars(pod):
        code, reason, message = _told(one)
        if code and code not in KILLED_SIDECAR:
            return "", _sentence(text(one, "name"), reason, code, message)
    return None


def _of_nobody(pod: JsonObject, report: Report) -> _Verdict:
    """The pod failed and no container tells why: their node is gone."""
    if text(body(pod, "status"), "phase") != "Failed":
        return None
    waits = not _wait(pod) or bool(_ended(_wait(pod)))
    ran = all(_ended(one) for one in _mains(pod))
    if ran and waits:
        return None
    who = {
        (True, False): "wait container did not complete successfully",
        (False, True): "main container did not complete successfully",
        (False, False): "neither main nor wait container completed successfully",
    }[ran, waits and bool(_wait(pod))]
    lost = next((one for one in objects(body(pod, "status"), "conditions") if _lost(one)), None)
    return "", f"pod failed: {who}" + (f": {text(lost, 'message')}" if lost and text(lost, "message") else "")


def _lost(condition: JsonObject) -> bool:
    return text(condition, "type") == "DisruptionTarget" and text(condition, "status") == "True"


def _was_deleted(pod: JsonObject) -> bool:
    """Whether somebody deleted the pod before main was well done."""
    if not text(body(pod, "metadata"), "deletionTimestamp") or text(body(pod, "status"), "message"):
        return False
    return not all(_ended(one) and not _code(one) for one in _mains(pod))


# --- containers


def _failure(status: JsonObject) -> str:
    """Why a container of the executor, or one before main, failed; empty where it did not."""
    waiting = body(body(status, "state"), "waiting")
    if waiting and text(waiting, "reason") != "PodInitializing":
        return _before_start(status, waiting)
    code, reason, message = _told(status)
    return _sentence(text(status, "name"), reason, code, message) if code else ""


def _before_start(status: JsonObject, waiting: JsonObject) -> str:
    name, reason, message = text(status, "name"), text(waiting, "reason"), text(waiting, "message")
    return f"Pod failed before {name} container starts due to {reason}: {message}"


def _sentence(name: str, reason: str, code: int, message: str) -> str:
    return f"{name}: {reason} (exit code {code})" + (f": {message}" if message else "")


def _told(status: JsonObject) -> tuple[int, str, str]:
    """Exit code, reason and message of a container; a program that is missing as Argo's executor tells it."""
    ended = _ended(status)
    code, reason, message = _code(status), text(ended, "reason"), text(ended, "message")
    missing = _NO_PROGRAM.search(message) if reason in _NEVER_RAN else None
    if missing:
        return NO_PROGRAM, "Error", f"failed to find name in PATH: {missing[0].removesuffix(': unknown')}"
    return code, reason if reason not in ("", "Completed") else "Error", message


def _code(status: JsonObject) -> int:
    ended = _ended(status)
    code = ended.get("exitCode")
    if text(ended, "reason") in _NEVER_RAN and _NO_PROGRAM.search(text(ended, "message")):
        return NO_PROGRAM
    return code if isinstance(code, int) else 0


def _ended(status: JsonObject) -> JsonObject:
    return body(body(status, "state"), "terminated")


def _main(pod: JsonObject) -> JsonObject:
    return next((one for one in _mains(pod) if text(one, "name") == names.MAIN), {})


def _mains(pod: JsonObject) -> list[JsonObject]:
    """What the kubelet says of the user's containers, in its order."""
    return [one for one in objects(body(pod, "status"), "containerStatuses") if text(one, "name") != names.WAIT]


def _wait(pod: JsonObject) -> JsonObject:
    rows = objects(body(pod, "status"), "containerStatuses")
    return next((one for one in rows if text(one, "name") == names.WAIT), {})


def _sidecars(pod: JsonObject, under_wrapper: bool = False) -> list[JsonObject]:
    """What the kubelet says of sidecars."""
    made = {
        text(one, "name")
        for one in objects(body(pod, "spec"), "initContainers")
        if text(one, "restartPolicy") == "Always" and not (under_wrapper and not _is_wrapped(one))
    }
    return [one for one in objects(body(pod, "status"), "initContainerStatuses") if text(one, "name") in made]


def _is_wrapped(container: JsonObject) -> bool:
    command = container.get("command")
    return isinstance(command, list) and command[: len(names.WRAPPER)] == list(names.WRAPPER)


def _name(pod: JsonObject) -> str:
    return text(body(pod, "metadata"), "name")


def _instant(ended: JsonObject) -> int | None:
    said = text(ended, "finishedAt")
    return int(datetime.fromisoformat(said).timestamp() * 1000) if said else None
