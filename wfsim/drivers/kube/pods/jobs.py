"""What the executor's containers are told, and how it gets to them.

In: a request and its artifacts. Out: JSON objects, and the variables that carry them: compressed, so that a script of a
megabyte fits into a pod, and in Base64, in which nothing is expanded, in pieces that Linux lets a variable have.
"""

from __future__ import annotations

import json
import zlib
from base64 import b64encode
from collections.abc import Iterator

from wfsim.drivers.kube import read
from wfsim.drivers.kube.pods import names
from wfsim.drivers.kube.pods.artifacts import Moved
from wfsim.drivers.kube.pods.containers import Containers
from wfsim.drivers.kube.pods.needs import Needs, output_artifacts, output_paths
from wfsim.drivers.kube.pods.request import PodError, PodRequest
from wfsim.lang.durations import parse_ms
from wfsim.lang.errors import LangError
from wfsim.spec.model import JsonObject
from wfsim.yamlio.nodes import Json

VARIABLE = "WFSIM_JOB_"
_PIECE = 96 * 1024
_MOST = 1_300_000  # a pod has to fit into a request of etcd's, which is 1.5 MiB


def init_job(request: PodRequest, want: Needs, brought: list[Moved]) -> dict[str, Json]:
    """What ``init`` brings in, and what the wrapper does with each container."""
    job: dict[str, Json] = {
        "inputs": read.rows([one.row for one in brought]),
        "containers": dict(_containers(request, want)),
    }
    if want.staged:
        job["script"] = read.text(read.body(request.template, "script"), "source")
    return job


def wait_job(request: PodRequest, want: Needs, made: Containers, left: list[Moved], limit: int) -> dict[str, Json]:
    """What ``wait`` collects. ``limit``: as many bytes of its message are kept."""
    mains = [read.text(one, "name") for one in made.mains]
    return {
        "main": names.MAIN if names.MAIN in mains else mains[-1],
        "containers": [*mains],
        "result": want.result,
        "parameters": read.rows([_parameter(one) for one in output_paths(request.template)]),
        "artifacts": read.rows([one.row for one in left]),
        "limit": limit,
    }


def carried(job: dict[str, Json]) -> Iterator[tuple[str, str]]:
    """The variables that hold a job."""
    whole = json.dumps(job, separators=(",", ":")).encode("ascii")
    packed = b64encode(zlib.compress(whole, 9)).decode("ascii")
    if len(packed) > _MOST:
        raise PodError(f"script and artifacts of this template take {len(packed)} bytes; a pod has room for {_MOST}")
    for number, start in enumerate(range(0, len(packed), _PIECE)):
        yield f"{VARIABLE}{number}", packed[start : start + _PIECE]


def _parameter(row: JsonObject) -> dict[str, Json]:
    source = read.body(row, "valueFrom")
    found: dict[str, Json] = {"name": read.text(row, "name"), "path": read.text(source, "path")}
    if isinstance(source.get("default"), str):
        found["default"] = source["default"]
    return found


def _containers(request: PodRequest, want: Needs) -> Iterator[tuple[str, dict[str, Json]]]:
    """For each container of the user what the wrapper has to do besides running it."""
    whole = read.body(request.template, "containerSet")
    again = _again(read.body(whole, "retryStrategy"))
    if "containerSet" in request.template:
        for one in read.objects(whole, "containers"):
            after: list[Json] = [*read.words(one, "dependencies")]
            yield read.text(one, "name"), {"after": after, **again, **_kept(request, want, read.text(one, "name"))}
    else:
        yield names.MAIN, _kept(request, want, names.MAIN)
    for one in read.objects(request.template, "sidecars"):
        yield read.text(one, "name"), {}


def _kept(request: PodRequest, want: Needs, name: str) -> dict[str, Json]:
    if name != names.MAIN or not want.wait:
        return {}
    paths: list[Json] = [read.text(read.body(one, "valueFrom"), "path") for one in output_paths(request.template)]
    artifacts: list[Json] = [read.text(one, "path") for one in output_artifacts(request.template)]
    return {"result": want.result, "logs": want.logs, "parameters": paths, "artifacts": artifacts}


def _again(strategy: JsonObject) -> dict[str, Json]:
    """How often a container of a set is tried, and how long it rests between."""
    if not strategy:
        return {}
    try:
        pause = parse_ms(read.text(strategy, "duration") or "0s")
        return {"tries": max(1, int(str(strategy.get("retries", 1)))), "pause": pause / 1000}
    except (LangError, ValueError) as problem:
        raise PodError(f"containerSet.retryStrategy: {problem}") from problem
