"""Memoized outputs in ConfigMaps: what is read, what is refused, what is written beside the entries of others."""

from __future__ import annotations

import json

import pytest

from tests.drivers.kube.fake import Data, FakeCluster
from wfsim.drivers.kube import caches
from wfsim.drivers.kube.resources import CONFIG_MAPS
from wfsim.engine.commands import KeepOutputs
from wfsim.engine.events import CacheRead

LABEL = "workflows.argoproj.io/configmap-type"
OUTPUTS: Data = {"parameters": [{"name": "p", "value": "ü"}], "exitCode": "0"}
ARGOS = {
    "nodeID": "other-1",
    "outputs": OUTPUTS,
    "creationTimestamp": "2026-01-02T03:04:05Z",
    "lastHitTimestamp": "2026-01-02T03:04:06Z",
}
ENTRY = {"node": "other-1", "outputs": OUTPUTS, "created_ms": 1_767_323_045_000}


def cluster(data: dict[str, str], **labels: str) -> FakeCluster:
    made = FakeCluster()
    about = {"name": "cache", "namespace": "ns", "labels": {LABEL: "Cache"} | labels}
    made.put(CONFIG_MAPS, {"metadata": about, "data": data})
    return made


def test_the_caches_of_a_spec() -> None:
    memoize = {"key": "k", "cache": {"configMap": {"name": "b"}}}
    inline = {"name": "s", "inline": {"memoize": {**memoize, "cache": {"configMap": {"name": "a"}}}}}
    spec: Data = {"templates": [{"memoize": memoize}, {"steps": [[inline]]}, {"memoize": {"cache": {}}}]}
    assert sorted(caches.named(spec)) == ["a", "b"]


def test_entries_of_argo_are_read() -> None:
    found = caches.read(cluster({"k": json.dumps(ARGOS), "empty": ""}), "ns", ["cache", "none", "cache"])
    assert found == (CacheRead(0, "cache", {"k": ENTRY}), CacheRead(0, "none"))


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        ({LABEL: "Parameter"}, f"memoization configmap doesn't have label {LABEL} = Cache, refusing to use it"),
        ({LABEL: None}, f"memoization configmap doesn't have {LABEL} label, refusing to use it"),
    ],
)
def test_a_config_map_that_is_no_cache(labels: Data, said: str) -> None:
    assert caches.read(cluster({"k": json.dumps(ARGOS)}, **labels), "ns", ["cache"]) == (
        CacheRead(0, "cache", refused=said),
    )


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"nodeID": "a", "creationTimestamp": 5}'])
def test_an_entry_that_is_none(text: str) -> None:
    (found,) = caches.read(cluster({"k": text}), "ns", ["cache"])
    assert str(found.entries["k"]["refused"]).startswith("malformed cache entry: could not unmarshal JSON")


def test_what_is_written_is_read_again_and_leaves_others_alone() -> None:
    made = cluster({"mine": "old", "theirs": json.dumps(ARGOS)})
    command = KeepOutputs("cache", "mine", "other-1", OUTPUTS, 1_767_323_045_000)
    caches.write(made, "ns", command, 1_767_323_046_000)
    (found,) = caches.read(made, "ns", ["cache"])
    assert found.entries == {"mine": ENTRY, "theirs": ENTRY}
    assert json.loads(made.get(CONFIG_MAPS, "ns", "cache")["data"]["mine"]) == ARGOS


def test_a_cache_that_is_not_there_is_made() -> None:
    made = FakeCluster()
    caches.write(made, "ns", KeepOutputs("new", "k", "n", None, 0), 0)
    assert caches.read(made, "ns", ["new"]) == (
        CacheRead(0, "new", {"k": {"node": "n", "outputs": None, "created_ms": 0}}),
    )
