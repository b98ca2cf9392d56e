"""What ``wait`` reports of a main that ran."""

from __future__ import annotations

import json
import os
import tarfile
import time
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.executor.making import Pod, needs_busybox
from wfsim.drivers.kube import report as reports

pytestmark = needs_busybox


def kept(name: str, path: Path | str, key: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "path": str(path), "location": {"volume": {"key": key}}} | more


def test_results_and_parameters(pod: Pod) -> None:
    left = pod.home / "p"
    pod.init(containers={"main": {"result": True, "parameters": [str(left), "/no/such"]}})
    pod.run("sh", "-c", f"printf 'a\\n\\377b\\n\\n'; printf 'v\\n\\n' > {left}; exit 2")
    rows = [{"name": "p", "path": str(left)}, {"name": "q", "path": "/no/such", "default": "d\n"}]
    code, report = pod.report(result=True, parameters=rows)
    assert code == 0
    assert report == {"result": "a\n\ufffdb\n", "parameters": {"p": "v\n", "q": "d"}, "artifacts": []}


def test_only_the_end_of_a_long_result_is_kept(pod: Pod) -> None:
    pod.init(containers={"main": {"result": True}})
    pod.run("sh", "-c", "yes | head -c 300000; echo end")
    process = pod.wait(result=True)
    out, _ = process.communicate(timeout=30)
    place = reports.of_pod({"status": {"containerStatuses": [ended((pod.home / "said").read_text())]}})
    assert isinstance(place, reports.InLog)
    found = reports.of_log(b"something else\n" + out, place)
    assert found.result is not None
    assert (len(found.result), found.result[-8:]) == (256 * 1024 - 1, "\ny\ny\nend")
    with pytest.raises(reports.BrokenReport):
        reports.of_log(out.replace(b"end", b"ent"), place)
    with pytest.raises(reports.BrokenReport):
        reports.of_log(out[-2000:], place)


def ended(message: str) -> dict[str, Any]:
    return {"name": "wait", "state": {"terminated": {"exitCode": 0, "message": message}}}


def test_a_report_that_has_no_room_goes_to_the_log(pod: Pod) -> None:
    pod.init(containers={"main": {"result": True}})
    pod.run("echo", "ä" * 200)
    assert pod.report(result=True, limit=4000)[1]["result"] == "ä" * 200
    out, _ = pod.wait(result=True, limit=1000).communicate(timeout=30)
    text = json.dumps({"result": "ä" * 200, "parameters": {}, "artifacts": []}, separators=(",", ":"))
    said = (pod.home / "said").read_text()
    assert said == f"wfsim-report {len(text)} {sha256(text.encode()).hexdigest()}"
    assert out.decode() == f"{said}\n{text}\n"


def test_what_is_missing_is_said_as_argo_says_it(pod: Pod) -> None:
    pod.init(containers={"main": {"parameters": ["/tmp/none"], "artifacts": ["/tmp/none/"]}})
    pod.run("true")
    code, report = pod.report(parameters=[{"name": "p", "path": "/tmp/none"}])
    assert code == 64
    assert report["error"] == "open /var/run/argo/outputs/parameters/tmp/none: no such file or directory"
    code, report = pod.report(artifacts=[kept("a", "/tmp/none/", "k")])
    assert code == 64
    assert report["error"] == "open /var/run/argo/outputs/artifacts/tmp/none.tgz: no such file or directory; "
    code, report = pod.report(artifacts=[kept("a", "/tmp/none/", "k", optional=True)])
    assert (code, report) == (0, {"parameters": {}, "artifacts": []})


def test_artifacts_are_kept_in_their_form(pod: Pod) -> None:
    home = pod.home / "left"
    (home / "d/sub").mkdir(parents=True)
    (home / "d/sub/x").write_text("x")
    os.symlink("x", home / "d/sub/l")
    (home / "f.txt").write_text("file")
    paths = [home / "d", home / "d", home / "f.txt", home / "d"]
    pod.init(containers={"main": {"artifacts": [str(one) for one in paths], "logs": True}})
    pod.run("sh", "-c", "echo log; echo err >&2")
    rows = [
        kept("dir", home / "d", "w/dir.tgz", archive={"tar": {"compressionLevel": 0}}),
        kept("zipped", home / "d", "w/zipped.zip", archive={"zip": {}}),
        kept("plain", home / "f.txt", "w/f.txt", archive={"none": {}}),
        kept("tree", home / "d", "w/d", archive={"none": {}}),
        kept("main-logs", "", "w/main.log", archive={"none": {}}),
    ]
    code, report = pod.report(artifacts=rows)
    assert (code, [one["name"] for one in report["artifacts"]]) == (0, [one["name"] for one in rows])
    store = pod.home / "store/w"
    with tarfile.open(store / "dir.tgz", "r:gz") as tar:
        assert sorted(tar.getnames()) == ["d", "d/sub", "d/sub/l", "d/sub/x"]
        assert tar.getmember("d/sub/l").linkname == "x"
    with zipfile.ZipFile(store / "zipped.zip") as packed:
        assert sorted(packed.namelist()) == ["d/", "d/sub/", "d/sub/l", "d/sub/x"]
    assert (store / "f.txt").read_text() == "file"
    assert (store / "d/sub/x").read_text() == "x"
    assert sorted((store / "main.log").read_text().split()) == ["err", "log"]


def test_links_and_pipes_in_the_shared_volume_are_not_followed(pod: Pod) -> None:
    """Main may write there, and must not get at what only this container sees."""
    secret = pod.home / "secret.txt"
    secret.write_text("hidden")
    pod.init(containers={"main": {"result": True, "artifacts": []}})
    pod.run("true")
    shared = pod.home / "shared"
    os.symlink(secret, shared / "outputs/parameters/0")
    rows = [{"name": "p", "path": "/p"}]
    process = pod.wait(parameters=rows)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 64
    assert "hidden" not in (pod.home / "said").read_text() + out.decode() + err.decode()
    (shared / "outputs/parameters/0").unlink()
    os.mkfifo(shared / "outputs/parameters/0")
    process = pod.wait(parameters=rows)
    process.communicate(timeout=30)
    assert process.returncode == 64
    (shared / "outputs/parameters").rename(shared / "elsewhere")
    os.symlink(pod.home, shared / "outputs/parameters")
    process = pod.wait(parameters=rows)
    process.communicate(timeout=30)
    assert process.returncode == 64


def test_a_main_that_is_killed_ends_the_waiting(pod: Pod) -> None:
    pod.init(containers={"main": {"result": True}})
    waits = pod.wait(result=True)
    main = pod.start("sh", "-c", "echo before; sleep 2")
    time.sleep(0.8)
    assert waits.poll() is None
    main.kill()
    waits.communicate(timeout=10)
    assert json.loads((pod.home / "said").read_text())["result"] == "before"


def test_a_pod_that_is_ended_is_reported_when_main_has_ended(pod: Pod) -> None:
    pod.init(containers={"main": {"result": True}})
    waits = pod.wait(result=True)
    main = pod.start("sh", "-c", "trap 'echo last; exit 1' TERM; echo first; while :; do sleep 0.1; done")
    time.sleep(0.8)
    waits.terminate()
    time.sleep(0.3)
    assert waits.poll() is None
    main.terminate()
    waits.communicate(timeout=10)
    assert json.loads((pod.home / "said").read_text())["result"] == "first\nlast"


def test_a_pod_that_is_ended_before_main_started_is_not_waited_for(pod: Pod) -> None:
    pod.init(containers={"main": {"result": True}})
    waits = pod.wait(result=True)
    time.sleep(0.5)
    waits.terminate()
    waits.communicate(timeout=10)
    assert waits.returncode == 0
