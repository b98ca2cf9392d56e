"""What is asked of the server, and what comes of its answers."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.drivers.kube.conftest import QUICK
from tests.drivers.kube.playing import Player
from wfsim.drivers.kube import errors
from wfsim.drivers.kube.client import Api, LogOptions, Patch, Permission, connect
from wfsim.drivers.kube.config import Access, ExecPlugin, Identity, NoAccess
from wfsim.drivers.kube.resources import CONFIG_MAPS, PODS, WORKFLOWS, Call, ResourceType
from wfsim.drivers.kube.retrying import ONCE
from wfsim.drivers.kube.stopping import Stop

pytest.importorskip("lightkube")

Play = Callable[[str], tuple[Api, Player]]
POD = {"metadata": {"name": "a"}}


def test_objects_are_read_and_written(play: Play) -> None:
    api, _ = play("objects")
    assert api.namespace == "argo"
    assert api.create(PODS, "argo", POD)["metadata"] == {"name": "a", "uid": "u1", "resourceVersion": "1"}
    read = api.get(PODS, "argo", "a")
    assert api.replace(PODS, "argo", read)["metadata"] == {"name": "a", "uid": "u1", "resourceVersion": "2"}
    api.replace(
        WORKFLOWS, "argo", {"metadata": {"name": "w", "resourceVersion": "5"}, "status": {}}, subresource="status"
    )
    api.patch(PODS, "argo", "a", {"metadata": {"labels": {"x": None}}})
    api.patch(CONFIG_MAPS, "argo", "c", {"metadata": {"name": "c"}, "data": {}}, Patch.APPLY, force=True)
    api.patch(PODS, "argo", "a", [{"op": "remove", "path": "/x"}], Patch.JSON, dry_run=True)
    api.delete(PODS, "argo", "a", uid="u1", grace_s=0)
    api.delete_all(PODS, "argo", labels="a=b,c in (d,e)")


def test_what_would_lose_an_update_is_not_sent(play: Play) -> None:
    api, _ = play("nothing")
    with pytest.raises(ValueError, match="resourceVersion"):
        api.replace(PODS, "argo", POD)
    with pytest.raises(ValueError, match="selector"):
        api.delete_all(PODS, "argo", labels="")


def test_lists_come_in_pages(play: Play) -> None:
    api, _ = play("pages")
    listing = api.list(PODS, labels="a=b", fields="status.phase=Running")
    assert listing.version == "12"
    assert [one["metadata"] for one in listing.items] == [{"name": "a"}, {"name": "b"}, {"name": "c"}]
    assert {(one["apiVersion"], one["kind"]) for one in listing.items} == {("v1", "Pod")}


def test_a_list_begins_again_where_its_pages_became_too_old(play: Play) -> None:
    api, _ = play("pages-gone")
    assert [one["metadata"] for one in api.list(PODS, "argo").items] == [{"name": "a"}, {"name": "b"}]


def test_what_is_temporary_is_tried_again(play: Play) -> None:
    api, _ = play("temporary")
    assert api.get(PODS, "argo", "a")["metadata"] == {"name": "a"}  # behind a 500, a 503, a 429 and a cut
    assert api.create(PODS, "argo", POD)["metadata"] == {"name": "a"}  # behind a 429: nothing had been done


def test_a_creation_of_which_nothing_is_known_is_not_repeated(play: Play) -> None:
    api, _ = play("unknown-creation")
    with pytest.raises(errors.CutOff) as cut:
        api.create(PODS, "argo", {"metadata": {"generateName": "a-"}})
    assert not cut.value.certain
    with pytest.raises(errors.ServerFault):
        api.create(PODS, "argo", POD)


def test_refusals(play: Play) -> None:
    api, _ = play("refusals")
    for expected in (errors.AlreadyExists, errors.Conflict, errors.Forbidden, errors.Invalid, errors.QuotaExceeded):
        with pytest.raises(expected):
            api.create(PODS, "argo", POD)


def test_an_answer_that_is_no_json(play: Play) -> None:
    api, _ = play("no-json")
    with pytest.raises(errors.CutOff, match="no JSON object: '<html>"):
        api.trying(ONCE).get(PODS, "argo", "a")


def test_logs(play: Play) -> None:
    api, _ = play("logs")
    options = LogOptions("main", since_ms=1500, tail=7, limit_bytes=100, timestamps=True, previous=True)
    assert [*api.logs("argo", "a", options)] == ["héllo".encode(), b"", b"no end"]
    with pytest.raises(errors.NotStarted):
        api.logs("argo", "a")
    stream = api.logs("argo", "a", LogOptions(follow=True, since_time="2026-01-02T03:04:05Z"))
    found = []
    with pytest.raises(errors.CutOff):
        found.extend(stream)
    assert found == []  # nothing is lost silently


def test_somebody_else_ends_a_log(play: Play) -> None:
    api, _ = play("logs-held")
    stream = api.logs("argo", "a", LogOptions(follow=True))
    lines = iter(stream)
    assert next(lines) == b'"one"'
    threading.Timer(0.05, stream.close).start()
    assert [*lines] == []
    stream.close()
    assert [*stream] == []


def test_what_may_be_done(play: Play) -> None:
    api, _ = play("may")
    assert api.may(Call("get", PODS, "argo", "a", "log")) == Permission(True, "a role says so")
    assert api.may(Call("create", WORKFLOWS)) == Permission(False)


def test_kinds_are_found(play: Play) -> None:
    api, _ = play("kinds")
    train = ResourceType("rail.example.com", "v2", "trains", "Train", True)
    assert api.find_kind("rail.example.com/v2", "Train") == train
    assert api.find_kind("rail.example.com/v2", "Line").namespaced is False  # not asked again
    assert api.find_kind("v1", "Pod") is PODS
    with pytest.raises(errors.UnknownKind, match="the server knows no Wagon"):
        api.find_kind("rail.example.com/v2", "Wagon")
    with pytest.raises(errors.UnknownKind, match="install the CustomResourceDefinition of Ship"):
        api.find_kind("sea.example.com/v1", "Ship")


def test_acting_as_a_service_account(play: Play) -> None:
    api, _ = play("acting")
    robot = api.acting_as("robot", "argo")
    assert robot is api.acting_as("robot", "argo")
    assert robot.get(PODS, "argo", "a")["metadata"] == {"name": "a"}
    assert robot.get(PODS, "argo", "a")["metadata"] == {"name": "a"}  # the token was refused, and a new one asked for
    with pytest.raises(errors.NotFound, match="serviceaccounts"):
        api.acting_as("nobody", "argo").get(PODS, "argo", "a")


def test_tokens_and_impersonation_are_sent(play: Play, tmp_path: Path) -> None:
    _, player = play("headers")
    (tmp_path / "token").write_text("from-file\n", "utf-8")
    base = Access(player.address)
    for who in (
        Identity(token="word", impersonate=(("Impersonate-User", "other"),)),
        Identity(token_file=str(tmp_path / "token")),
        Identity(username="me", password="pass"),
    ):
        api = connect(replace(base, identity=who), retries=QUICK)
        api.get(PODS, "argo", "a")
        api.close()


def test_a_plugin_is_asked_again_where_its_token_is_refused(play: Play, tmp_path: Path) -> None:
    _, player = play("plugin")
    program = """
import json, os
before = int(open("count").read()) if os.path.exists("count") else 0
open("count", "w").write(str(before + 1))
print(json.dumps({"status": {"token": f"token-{before}"}}))"""
    (tmp_path / "login.py").write_text(program.replace("count", str(tmp_path / "count")), "utf-8")
    plugin = ExecPlugin("client.authentication.k8s.io/v1", sys.executable, (str(tmp_path / "login.py"),))
    api = connect(Access(player.address, identity=Identity(plugin=plugin)), retries=QUICK)
    for _ in range(3):
        assert api.get(PODS, "argo", "a")["metadata"] == {"name": "a"}
    api.close()


def test_no_answer_in_time(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    _, player = play("silence")
    monkeypatch.setattr("wfsim.drivers.kube.transport.TIMEOUT", 0.2)
    api = connect(Access(player.address), retries=QUICK)
    with pytest.raises(errors.TimedOut):
        api.create(PODS, "argo", POD)  # not again
    with pytest.raises(errors.TimedOut):
        api.trying(replace(QUICK, tries=2)).get(PODS, "argo", "a")
    api.close()


def test_nobody_is_there() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}"
    with pytest.raises(errors.Unreachable, match="is the cluster up"):
        connect(Access(address), retries=QUICK).get(PODS, "argo", "a")


@pytest.mark.parametrize(
    ("access", "said"),
    [
        (Access("east.example"), "is no address"),
        (Access("https://east.example", ca_file="/no/such/file"), "the certificates of"),
        (Access("https://east.example", ca_data="bm9uZQ=="), "the certificates of"),
        (Access("https://east.example", ca_data="%"), "the certificates of"),
    ],
)
def test_credentials_that_cannot_be_used(access: Access, said: str) -> None:
    with pytest.raises(NoAccess, match=said):
        connect(access)


def test_threads_share_a_connection(play: Play) -> None:
    api, _ = play("threads")
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(api.get(PODS, "argo", "a")["metadata"])) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert found == [{"name": "a"}] * 8


def test_stop_wakes_who_waits_for_another_try(play: Play) -> None:
    _, player = play("busy")
    stop = Stop()
    threading.Timer(0.05, stop.set).start()
    api = connect(Access(player.address), stop=stop)
    with pytest.raises(errors.TooMany):
        api.trying(replace(QUICK, tries=2)).get(PODS, "argo", "a")
    api.close()
