"""Locations and paths of artifacts.

In: artifacts as the model has them. Out: whether a place is named, and refusals for places and paths that do not work.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from wfsim.spec.model import Artifact, JsonObject
from wfsim.validity.names import called
from wfsim.validity.refusal import Place, Refusal, Refusals
from wfsim.yamlio.nodes import Document, Json, Path

# The fields that make a location complete; an empty tuple needs none. Of several locations the first of these counts.
_COMPLETE: Mapping[str, tuple[str, ...]] = {
    "artifactory": ("url", "usernameSecret"),
    "azure": ("endpoint", "container", "blob"),
    "git": ("repo",),
    "gcs": ("bucket", "key"),
    "hdfs": ("addresses",),
    "http": ("url",),
    "oss": ("bucket", "endpoint", "key"),
    "raw": (),
    "s3": ("endpoint", "bucket", "key"),
    "plugin": ("name", "configuration", "key"),
}
_KEYS: Mapping[str, str] = {
    "azure": "blob",
    "gcs": "key",
    "hdfs": "path",
    "oss": "key",
    "plugin": "key",
    "s3": "key",
}


def has_location_or_key(artifact: Artifact) -> bool:
    """Whether the artifact says itself where its content is."""
    for kind, needed in _COMPLETE.items():
        body = artifact.data.get(kind)
        if isinstance(body, Mapping):
            return all(body.get(field) for field in needed) or bool(_key(kind, body))
    return False


def _key(kind: str, body: JsonObject) -> Json:
    if kind in ("http", "artifactory"):
        url = body.get("url")
        return _path_of(url) if isinstance(url, str) else ""
    return body.get(_KEYS.get(kind, ""))


def _path_of(url: str) -> str:
    """The path of a URL; none where a text is no URL."""
    from wfsim.lang import gourl  # only for the few artifacts that have a URL
    from wfsim.lang.errors import LangError

    try:
        return gourl.parse(url).path
    except LangError:
        return ""


def location(document: Document, data: JsonObject, path: Path, argo: str) -> Refusals:
    """A git location has a repository, an HDFS location all that it needs."""
    git, hdfs = data.get("git"), data.get("hdfs")
    if isinstance(git, Mapping) and not git.get("repo"):
        message, hint = "this git location names no repository", "Add `repo:` with the URL to clone."
        yield Refusal(
            "git-repo-missing", message, Place(document, (*path, "git"), True), f"{argo}.git.repo is required", hint
        )
    if isinstance(hdfs, Mapping):
        place = Place(document, (*path, "hdfs"), key=True)
        for message, text in _hdfs(hdfs, f"{argo}.hdfs"):
            yield Refusal("invalid-hdfs", message, place, text)


_KEYTAB = ("krbServicePrincipalName", "krbConfigConfigMap", "krbUsername", "krbRealm")
_CACHE = ("krbServicePrincipalName", "krbConfigConfigMap")


def _hdfs(hdfs: JsonObject, argo: str) -> Iterator[tuple[str, str]]:
    """What an HDFS location lacks: our words and Argo's."""
    if not hdfs.get("addresses"):
        yield "an HDFS location needs the `addresses` of its name nodes", f"{argo}.addresses is required"
    where = hdfs.get("path")
    if not where:
        yield "an HDFS location needs a `path`", f"{argo}.path is required"
    elif isinstance(where, str) and not where.startswith("/"):
        yield f"an HDFS path begins with `/`, and this is `{where}`", f"{argo}.path must be a absolute file path"
    keytab, cache = hdfs.get("krbKeytabSecret"), hdfs.get("krbCCacheSecret")
    if not hdfs.get("hdfsUser") and keytab is None and cache is None:
        either = f"either {argo}.hdfsUser, {argo}.krbCCacheSecret or {argo}.krbKeytabSecret is required"
        yield "an HDFS location needs `hdfsUser`, or a Kerberos secret", either
    for secret, fields, name in ((keytab, _KEYTAB, "krbKeytabSecret"), (cache, _CACHE, "krbCCacheSecret")):
        if secret is not None and not all(hdfs.get(field) for field in fields):
            listed = ", ".join(f"{argo}.{field}" for field in fields)
            words = ", ".join(f"`{field}`" for field in fields)
            yield f"`{name}` needs {words} beside it", f"{listed} are required with {argo}.{name}"


def clean_path(document: Document, artifact: Artifact, argo: str) -> Refusals:
    """The path of an artifact in a pod: there, and not climbing."""
    if not artifact.artifact_path:
        yield Refusal(
            "artifact-without-path",
            f"{called('artifact', artifact.name)} has no path: where in the container is it?",
            Place(document, artifact.path) if not artifact.name else Place(document, (*artifact.path, "name")),
            f"error in {argo}: Artifact '{artifact.name}' did not specify a path",
            f"Add `path: /tmp/{artifact.name}`." if artifact.name else "Add `path:`.",
        )
    elif _climbs(artifact.artifact_path):
        text = (
            f"Artifact '{artifact.name}' attempted to use a path containing '..'. Directory traversal is not permitted"
        )
        place = Place(document, (*artifact.path, "path"))
        message = f"the path `{artifact.artifact_path}` climbs with `..`, which Argo does not permit"
        yield Refusal(
            "artifact-path-escape", message, place, f"error in {argo}: {text}", "Write the path without `..`."
        )


def _climbs(path: str) -> bool:
    """Whether what stands before the first ``/..`` is not a proper beginning of where the path leads."""
    if "/../" in path:
        base = path[: path.index("/../")]
    elif path.endswith("/.."):
        base = path[:-3]
    else:
        return False
    clean = posixpath.normpath(path)
    return not clean.startswith(base) or clean == base


def no_path(document: Document, artifact: Artifact, argo: str) -> Refusals:
    """Templates without a pod have no files."""
    if artifact.artifact_path:
        yield Refusal(
            "artifact-path-not-allowed",
            "this artifact has a path, but its template has no pod in which a path could be",
            Place(document, (*artifact.path, "path")),
            f"{argo}.path only valid in container/script templates",
            "Remove `path`; an output takes its artifact from a step or task with `from`.",
        )
