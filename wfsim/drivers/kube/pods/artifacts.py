"""Where the artifacts of a pod come from and go to.

In: a request, and the containers (an input lands in a volume of main where it has one at that path). Out: ``Moved``
rows with complete locations. A location of which only a key is known is completed by the template's
``archiveLocation`` or the workflow's repository.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from posixpath import basename, join

from wfsim.drivers.kube import read
from wfsim.drivers.kube.pods import names, volumes
from wfsim.drivers.kube.pods.containers import Containers
from wfsim.drivers.kube.pods.needs import Needs, output_artifacts
from wfsim.drivers.kube.pods.request import PodError, PodRequest
from wfsim.lang.environment import Environment
from wfsim.lang.errors import LangError
from wfsim.lang.template import replace_value
from wfsim.spec.model import LOCATIONS, JsonObject
from wfsim.yamlio.nodes import Json

KEPT = ("s3", "volume")  # what can keep artifacts
BROUGHT = (*KEPT, "raw", "http", "git")  # what can be brought in
DEFAULT_KEY = "{{workflow.name}}/{{pod.name}}"
_NO_REPOSITORY = (
    "You need to configure artifact storage. More information on how to do this can be found in the docs: "
    "https://argo-workflows.readthedocs.io/en/latest/configure-artifact-repository/"
)


@dataclass(frozen=True, slots=True)
class Moved:
    """An artifact that the executor moves. ``path``: where it lies for the one who moves it."""

    name: str
    path: str
    location: dict[str, Json]
    data: JsonObject
    mount: str = ""  # the volume of main that it lands on
    on_emptied: bool = False  # it lands on the volume that is there for artifacts

    @property
    def row(self) -> dict[str, Json]:
        """As the executor reads it."""
        kept = ("archive", "mode", "recurseMode", "optional")
        more = {key: read.copy(self.data[key]) for key in kept if key in self.data}
        return {"name": self.name, "path": self.path, "location": self.location, **more}


def inputs(request: PodRequest, made: Containers) -> list[Moved]:
    """What is brought in; main gets a mount for each that lands on no volume of its own."""
    main = made.mains[-1]
    own = read.objects(main, "volumeMounts")
    found = []
    for data in read.objects(read.body(request.template, "inputs"), "artifacts"):
        name, path = read.text(data, "name"), read.text(data, "path").rstrip("/")
        found_at = location(repository(request), data)
        if found_at is None and data.get("optional") is True:
            continue
        if found_at is None:
            raise PodError(f"artifact {name} has no location: nothing was left for it, and it is not optional")
        allowed(name, found_at, BROUGHT)
        mount = volumes.covering(own, path)
        if mount:
            found.append(Moved(name, names.MAIN_ROOT + path, found_at, data, mount))
        else:
            volumes.mount(main, names.INPUTS_VOLUME, path, subPath=name)
            found.append(Moved(name, f"{names.INPUTS}/{name}", found_at, data, on_emptied=True))
    return found


def outputs(request: PodRequest, want: Needs) -> list[Moved]:
    """What is kept, and where."""
    found = []
    for data in output_artifacts(request.template):
        name, path = read.text(data, "name"), read.text(data, "path")
        kept_at = location(repository(request), data) or _default(request, _file(data))
        allowed(name, kept_at, KEPT)
        found.append(Moved(name, path, kept_at, data))
    if want.logs:
        found.append(Moved("main-logs", "", _default(request, "main.log"), {"archive": {"none": {}}}))
    return found


def lands_on_volumes(brought: Iterable[Moved]) -> set[str]:
    """The mounts of main that artifacts land on."""
    return {one.mount for one in brought if one.mount}


def secrets(locations: Iterable[JsonObject]) -> dict[str, set[str]]:
    """The secrets that locations speak of, each with the keys that are wanted of it."""
    found: dict[str, set[str]] = {}
    stack: list[Json] = [dict(one) for one in locations]
    while stack:
        value = stack.pop()
        if isinstance(value, list):
            stack.extend(value)
        elif isinstance(value, dict):
            for key, one in value.items():
                if key.endswith("Secret") and isinstance(one, dict) and read.text(one, "name"):
                    found.setdefault(read.text(one, "name"), set()).add(read.text(one, "key"))
                else:
                    stack.append(one)
    return found


def secret_volume(secret: str) -> str:
    """The name of a secret's volume: a secret may be called what no volume may."""
    return f"secret-{sha256(secret.encode()).hexdigest()[:10]}"


def store_volume(repository: JsonObject) -> dict[str, Json]:
    """The source of the volume that keeps artifacts."""
    kept = repository.get("volume")
    assert isinstance(kept, dict)
    return {key: read.copy(value) for key, value in kept.items() if key not in ("key", "keyFormat")}


def allowed(name: str, location: JsonObject, kinds: tuple[str, ...]) -> None:
    """PodError where an artifact lives where nothing of these kinds can be done."""
    kind = next(iter(location), "")
    if kind not in kinds:
        raise PodError(f"artifact {name}: '{kind}' is not among what can be used here ({', '.join(kinds)})")


def location(repository: JsonObject, data: JsonObject) -> dict[str, Json] | None:
    """The complete location of an artifact, None where it has none."""
    kind = next((one for one in (*LOCATIONS, "volume") if isinstance(data.get(one), dict)), "")
    body = read.body(data, kind)
    if not kind:
        return None
    if kind != "s3" or (read.text(body, "bucket") and read.text(body, "endpoint")):
        return {kind: read.copy(dict(body))}
    return _at(repository, read.text(body, "key"), body)


def _default(request: PodRequest, file: str) -> dict[str, Json]:
    there = repository(request)
    kept = next(iter(there.values()), None)
    form = (read.text(kept, "keyFormat") or read.text(kept, "key")) if isinstance(kept, dict) else ""
    return _at(there, join(_substituted(request, form or DEFAULT_KEY), file), {})


def _at(repository: JsonObject, key: str, own: JsonObject) -> dict[str, Json]:
    """A key in the repository; ``own``: what the artifact says itself, which goes before."""
    if isinstance(repository.get("volume"), dict):
        return {"volume": {"key": key}}
    kept = repository.get("s3")
    if not isinstance(kept, dict):
        raise PodError(_NO_REPOSITORY)
    more = {name: read.copy(value) for name, value in own.items() if value not in ("", None)}
    return {"s3": {**{name: read.copy(one) for name, one in kept.items() if name != "keyFormat"}, **more, "key": key}}


def repository(request: PodRequest) -> dict[str, Json]:
    """Where a template's artifacts live that say nothing of it: its own word, else the workflow's."""
    for holder in (read.body(request.template, "archiveLocation"), request.workflow.repository or {}):
        found = {kind: holder[kind] for kind in (*LOCATIONS, "volume") if isinstance(holder.get(kind), dict)}
        if found:
            return found
    return {}


def _substituted(request: PodRequest, text: str) -> str:
    workflow = request.workflow
    known = {
        **workflow.variables,
        "workflow.name": workflow.name,
        "workflow.namespace": workflow.namespace,
        "pod.name": request.start.pod_name,
    }
    try:
        return replace_value(text, Environment(known), allow_unresolved=True)
    except LangError as problem:
        raise PodError(f"keyFormat: {problem}") from problem


def _file(data: JsonObject) -> str:
    """The last part of the key of an artifact that says nothing of its key."""
    name, archive = read.text(data, "name"), read.body(data, "archive")
    if "none" in archive:
        return basename(read.text(data, "path").rstrip("/"))
    return f"{name}.zip" if "zip" in archive else f"{name}.tgz"
