"""A user's command under the wrapper: it runs as it would alone, and what it leaves comes out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.executor.making import Pod, needs_busybox

pytestmark = needs_busybox
PRINT = "import os, sys; os.write(1, b'\\0'.join(os.fsencode(one) for one in sys.argv[1:]))"


def test_exit_codes_come_through(pod: Pod) -> None:
    pod.init()
    assert pod.run("sh", "-c", "echo out; echo err >&2; exit 7") == (7, "out\n", "err\n")
    assert (pod.home / "shared/ctr/main/exitcode").read_text() == "7\n"


@pytest.mark.parametrize(("name", "code"), [("KILL", 137), ("TERM", 143), ("SEGV", 139)])
def test_death_by_a_signal(pod: Pod, name: str, code: int) -> None:
    pod.init()
    assert pod.run("sh", "-c", f"kill -{name} $$") == (code, "", "")


@pytest.mark.parametrize(
    ("program", "message"),
    [
        ("/no/such", "stat /no/such: no such file or directory"),
        ("nosuch", "executable file not found in $PATH"),
        ("/etc/passwd", "permission denied"),
        ("/etc", "is a directory"),
    ],
)
def test_a_program_that_is_not_there(pod: Pod, program: str, message: str) -> None:
    pod.init()
    whole = f'failed to find name in PATH: exec: "{program}": {message}'
    assert pod.run(program, "x") == (64, "", whole + "\n")
    assert pod.said() == whole


def test_a_command_is_the_images_never_the_shells(pod: Pod, tmp_path: Path) -> None:
    """Neither a builtin nor an applet of busybox runs in place of a program."""
    pod.init()
    (tmp_path / "bin").mkdir()
    for name in ("echo", "kill", "cat"):
        (tmp_path / "bin" / name).write_text("#!/bin/sh\necho mine\n")
        (tmp_path / "bin" / name).chmod(0o755)
        environment = os.environ | {"PATH": f"{tmp_path}/bin:{os.environ['PATH']}"}
        assert pod.run(name, "theirs", env=environment)[:2] == (0, "mine\n")
    assert pod.run("echo", env={"PATH": "/nowhere"})[0] == 64


def test_the_environment_is_the_users(pod: Pod) -> None:
    pod.init()
    own = {"PATH": os.environ["PATH"], "name": "n", "role": "r", "wf": "1", "after": "$(false)\n'"}
    _, out, _ = pod.run("env", "-0", env=own)
    assert dict(one.split("=", 1) for one in out.split("\0") if one) == own
    _, out, _ = pod.run("env", "-0", env=own | {"PWD": str(Path.cwd()), "OLDPWD": "/old"})
    assert {"PWD", "OLDPWD"} <= {one.split("=", 1)[0] for one in out.split("\0")}


def test_standard_input_is_the_containers(pod: Pod) -> None:
    pod.init()
    process = pod.start("cat", stdin=subprocess.PIPE)
    out, _ = process.communicate(b"in", timeout=30)
    assert out == b"in"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), min_size=1, max_size=4))
def test_arguments_are_never_changed(pod: Pod, words: list[str]) -> None:
    if not (pod.home / "shared").exists():
        pod.init()
    process = pod.start(sys.executable, "-c", PRINT, *words)
    out, _ = process.communicate(timeout=30)
    assert out.split(b"\0") == [os.fsencode(one) for one in words]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1, signal.SIGQUIT])
def test_signals_reach_the_command(pod: Pod, number: signal.Signals) -> None:
    pod.init(containers={"main": {"result": True}})
    name = number.name.removeprefix("SIG")
    process = pod.start("sh", "-c", f"trap 'echo got {name}; exit 9' {name}; echo ready; while :; do sleep 0.05; done")
    assert process.stdout is not None and process.stdout.readline() == b"ready\n"
    process.send_signal(number)
    assert process.stdout.read() == f"got {name}\n".encode()
    assert process.wait(10) == 9


def test_a_signal_ends_all_processes_of_the_command(pod: Pod) -> None:
    pod.init()
    process = pod.start("sh", "-c", "sleep 77.125; echo never")
    time.sleep(0.5)
    process.terminate()
    assert process.wait(5) == 143
    assert not [one for one in Path("/proc").glob("[0-9]*/cmdline") if b"77.125" in content(one)]


def content(path: Path) -> bytes:
    """What stands in a file of /proc; nothing where its process has just ended."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def test_output_is_kept_while_it_is_shown(pod: Pod) -> None:
    pod.init(containers={"main": {"result": True, "logs": True}})
    code, out, err = pod.run("sh", "-c", "echo one; echo two >&2; (sleep 0.2; echo late) & exit 4")
    assert (code, out, err) == (4, "one\nlate\n", "two\n")
    home = pod.home / "shared/ctr/main"
    assert (home / "stdout").read_text() == "one\nlate\n"
    assert sorted((home / "combined").read_text().split()) == ["late", "one", "two"]


def test_containers_wait_for_those_before_them(pod: Pod) -> None:
    pod.init(containers={"a": {}, "main": {"after": ["a"]}})
    last = pod.start("sh", "-c", "echo main")
    time.sleep(0.3)
    assert last.poll() is None
    assert pod.run("true", name="a")[0] == 0
    out, _ = last.communicate(timeout=10)
    assert (last.returncode, out) == (0, b"main\n")


def test_a_container_after_one_that_failed_does_not_run(pod: Pod) -> None:
    pod.init(containers={"a": {}, "main": {"after": ["a"]}})
    assert pod.run("sh", "-c", "exit 3", name="a")[0] == 3
    assert pod.run("touch", str(pod.home / "ran"))[0] == 64
    assert pod.said() == 'dependency "a" exited with non-zero code: 3'
    assert not (pod.home / "ran").exists()


def test_a_container_after_one_that_was_killed_does_not_wait_for_ever(pod: Pod) -> None:
    pod.init(containers={"a": {}, "main": {"after": ["a"]}})
    first, last = pod.start("sleep", "3", name="a"), pod.start("true")
    time.sleep(0.5)
    first.kill()
    assert last.wait(10) == 64
    assert pod.said() == 'dependency "a" died without reporting exit code'


def test_waiting_ends_when_asked_to(pod: Pod) -> None:
    pod.init(containers={"a": {}, "main": {"after": ["a"]}})
    last = pod.start("true")
    time.sleep(0.3)
    last.terminate()
    assert last.wait(5) == 143


def test_a_set_tries_again(pod: Pod) -> None:
    pod.init(containers={"main": {"tries": 3, "pause": 0.05}})
    count = pod.home / "count"
    code, _, _ = pod.run("sh", "-c", f"echo x >> {count}; [ $(wc -l < {count}) -ge 3 ]")
    assert (code, count.read_text()) == (0, "x\nx\nx\n")
    assert pod.run("false")[0] == 1


def test_a_sidecar_that_is_done_stays_until_it_is_ended(pod: Pod) -> None:
    pod.init(containers={"peer": {}})
    process = pod.start("sh", "-c", "echo done; exit 3", name="peer", role="sidecar")
    assert process.stdout is not None and process.stdout.readline() == b"done\n"
    time.sleep(0.3)
    assert process.poll() is None
    process.terminate()
    assert process.wait(5) == 3


def test_what_is_left_is_copied_out(pod: Pod) -> None:
    odd = pod.home / "it's $(odd)\nname"
    odd.write_bytes(b"v\0\xff\n")
    (pod.home / "d/sub").mkdir(parents=True)
    (pod.home / "d/sub/x").write_text("x")
    kept = {"parameters": [str(odd), "/no/file"], "artifacts": ["/no/file", str(pod.home / "d")]}
    pod.init(containers={"main": kept})
    assert pod.run("false") == (1, "", "")
    left = pod.home / "shared/outputs"
    assert (left / "parameters/0").read_bytes() == b"v\0\xff\n"
    assert sorted(one.name for one in left.rglob("*")) == ["0", "1.tar", "artifacts", "parameters"]


def test_the_command_may_read_what_others_left(pod: Pod) -> None:
    """Containers of a set run as different users: like Argo's executor, the wrapper masks no permission."""
    pod.init()
    assert pod.run("sh", "-c", "umask")[1] == "0000\n"
