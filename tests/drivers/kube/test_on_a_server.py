"""The same client against a real API server: what transcripts only assume."""

from __future__ import annotations

import os
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import replace

import pytest

from wfsim.drivers.kube import errors
from wfsim.drivers.kube.client import Api, LogOptions, Patch, connect
from wfsim.drivers.kube.config import Access, Identity, access
from wfsim.drivers.kube.resources import CONFIG_MAPS, NAMESPACES, PODS, SERVICE_ACCOUNTS, WORKFLOWS, Call
from wfsim.drivers.kube.retrying import ONCE
from wfsim.drivers.kube.stopping import Stop
from wfsim.drivers.kube.watch import ChangeKind, follow
from wfsim.spec.model import JsonObject

KUBECONFIG = os.environ.get("WFSIM_TEST_KUBECONFIG", "")
pytestmark = [
    pytest.mark.cluster,
    pytest.mark.skipif(not KUBECONFIG, reason="WFSIM_TEST_KUBECONFIG names no cluster"),
]
IMAGE = os.environ.get("WFSIM_TEST_IMAGE", "localhost/busybox:1")


@pytest.fixture(autouse=True)
def no_network() -> None:
    """Here the network is what is tested."""


@pytest.fixture(scope="module")
def given() -> Access:
    return access(path=KUBECONFIG)


@pytest.fixture(scope="module")
def api(given: Access) -> Iterator[Api]:
    found = connect(given)
    yield found
    found.close()


@pytest.fixture(scope="module")
def namespace(api: Api) -> Iterator[str]:
    name = f"wfsim-client-{uuid.uuid4().hex[:8]}"
    api.create(NAMESPACES, "", {"metadata": {"name": name}})
    for _ in range(100):  # the controller makes it a moment later
        if api.list(SERVICE_ACCOUNTS, name).items:
            break
        time.sleep(0.1)
    yield name
    api.delete(NAMESPACES, "", name)


def config_map(name: str, **data: str) -> JsonObject:
    return {"metadata": {"name": name, "labels": {"made": "here"}}, "data": {**data}}


def test_two_writers_lose_no_update(api: Api, namespace: str) -> None:
    read = api.create(CONFIG_MAPS, namespace, config_map("two", a="1"))
    api.patch(CONFIG_MAPS, namespace, "two", {"data": {"b": "1"}})
    with pytest.raises(errors.Conflict):
        api.replace(CONFIG_MAPS, namespace, read)
    with pytest.raises(errors.AlreadyExists):
        api.create(CONFIG_MAPS, namespace, config_map("two"))


def test_fields_have_owners(api: Api, namespace: str) -> None:
    api.patch(CONFIG_MAPS, namespace, "owned", config_map("owned", a="1"), Patch.APPLY)
    api.patch(CONFIG_MAPS, namespace, "owned", config_map("owned", b="1"), Patch.APPLY, manager="other")
    with pytest.raises(errors.Conflict, match=r"\.data\.a"):
        api.patch(CONFIG_MAPS, namespace, "owned", config_map("owned", a="2"), Patch.APPLY, manager="other")
    taken = config_map("owned", a="2")
    found = api.patch(CONFIG_MAPS, namespace, "owned", taken, Patch.APPLY, manager="other", force=True)
    assert found["data"] == {"a": "2"}  # the other no longer names b, and nobody else owns it


def test_many_threads_write_at_once(api: Api, namespace: str) -> None:
    api.create(CONFIG_MAPS, namespace, config_map("count", n="0"))

    def add() -> None:
        while True:
            read = api.get(CONFIG_MAPS, namespace, "count")
            assert isinstance(read["data"], dict)
            more: JsonObject = {**read, "data": {"n": str(int(str(read["data"]["n"])) + 1)}}
            try:
                api.replace(CONFIG_MAPS, namespace, more)
            except errors.Conflict:
                continue
            return

    threads = [threading.Thread(target=add) for _ in range(12)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert api.get(CONFIG_MAPS, namespace, "count")["data"] == {"n": "12"}


def test_a_pod_is_followed_and_its_log_read(api: Api, namespace: str) -> None:
    command = ["sh", "-c", "for i in 1 2 3; do echo line $i; sleep 0.2; done; printf end"]
    spec: JsonObject = {
        "restartPolicy": "Never",
        "containers": [{"name": "main", "image": IMAGE, "imagePullPolicy": "IfNotPresent", "command": [*command]}],
    }
    stop = Stop()
    phases: list[object] = []
    lines: list[bytes] = []
    made: JsonObject = {"metadata": {"name": "talker", "labels": {"run": "talk"}}, "spec": {**spec}}
    for change in follow(api, PODS, namespace, labels="run=talk", stop=stop):
        if change.kind is ChangeKind.SYNCED:
            api.create(PODS, namespace, made)
            continue
        status = change.object["status"]
        assert isinstance(status, dict)
        phases.append(status["phase"])
        if status["phase"] in ("Running", "Succeeded") and not lines:  # a busy node may tell both at once
            lines.extend(api.logs(namespace, "talker", LogOptions("main", follow=True)))
        if change.kind is ChangeKind.DELETED:
            stop.set()
        elif status["phase"] == "Succeeded" and phases.count("Succeeded") == 1:
            api.delete(PODS, namespace, "talker", grace_s=0)
    assert lines == [b"line 1", b"line 2", b"line 3", b"end"]
    assert (phases[0], phases[-1]) == ("Pending", "Succeeded")


def test_a_version_that_is_long_gone(api: Api, namespace: str) -> None:
    with pytest.raises(errors.Gone):
        for event in api.watch(PODS, namespace, version="1", timeout_s=2):
            if event["type"] == "ERROR":
                assert isinstance(event["object"], dict)
                raise errors.of_status(Call("watch", PODS, namespace), event["object"])
        pytest.skip("this server still has its first version")


def test_a_service_account_may_do_nothing_yet(api: Api, namespace: str) -> None:
    robot = api.acting_as("default", namespace)
    call = Call("create", PODS, namespace)
    assert api.may(call).allowed and not robot.may(call).allowed
    with pytest.raises(errors.Forbidden) as error:
        robot.logs(namespace, "talker")
    assert error.value.rule == {"apiGroups": [""], "resources": ["pods/log"], "verbs": ["get"]}
    with pytest.raises(errors.NotFound):
        api.acting_as("nobody", namespace).list(PODS, namespace)


def test_kinds(api: Api) -> None:
    assert api.find_kind("apps/v1", "ReplicaSet").plural == "replicasets"
    with pytest.raises(errors.UnknownKind):
        api.find_kind("rail.example.com/v1", "Train")


def test_refusals(api: Api, namespace: str) -> None:
    pod: JsonObject = {"metadata": {"name": "x"}, "spec": {"containers": [{"name": "main"}]}}
    with pytest.raises(errors.Invalid, match="image: Required value"):
        api.create(PODS, namespace, pod)
    with pytest.raises(errors.NotFound, match="kubectl create namespace nowhere"):
        api.create(PODS, "nowhere", {**pod, "spec": {"containers": [{"name": "main", "image": IMAGE}]}})
    with pytest.raises(errors.TooLarge):
        api.create(CONFIG_MAPS, namespace, config_map("large", a="x" * 4_000_000))
    with pytest.raises(errors.NotFound):
        api.get(WORKFLOWS, namespace, "absent")


def test_wrong_credentials(given: Access, namespace: str) -> None:
    base = replace(given, identity=Identity())
    for wrong, expected in (
        (replace(base, identity=Identity(token="wrong")), errors.Unauthorized),
        (replace(base, ca_file="", ca_data="", insecure=False), errors.Untrusted),
        (base, errors.Forbidden),
    ):
        stranger = connect(wrong, retries=ONCE)
        with pytest.raises(expected):
            stranger.list(PODS, namespace)
        stranger.close()
