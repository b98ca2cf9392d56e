"""Artifacts that are a working copy of a git repository, made with the git of this image."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .failure import Failure
from .layout import Layout


def fetch(body: dict[str, Any], target: Path, layout: Layout) -> None:
    """Clone, and check a revision out."""
    with tempfile.TemporaryDirectory(dir=layout.scratch) as folder:
        git = _Git(target, _environment(body, layout, Path(folder)))
        _clone(git, body, target)


class _Git:
    """git, in one folder and environment."""

    def __init__(self, home: Path, environment: dict[str, str]) -> None:
        self._home, self._environment = home, environment

    def __call__(self, *words: str) -> None:
        done = subprocess.run(
            ["git", *words],
            cwd=self._home if self._home.is_dir() else None,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        if done.returncode:
            lines = [one for one in done.stderr.splitlines() if one.strip()]
            raise Failure(f"git {words[0]} failed: {'; '.join(lines[-3:])}")


def _clone(git: _Git, body: dict[str, Any], target: Path) -> None:
    revision, depth = str(body.get("revision") or ""), body.get("depth")
    options = ["--depth", str(depth)] if depth else []
    if body.get("singleBranch"):
        options += ["--single-branch", "--branch", str(body.get("branch") or "")]
    elif depth:
        options += ["--no-single-branch"]
    git("clone", "--quiet", *options, "--", str(body.get("repo", "")), str(target))
    for refspec in body.get("fetch") or []:
        git("fetch", "--quiet", *(["--depth", str(depth)] if depth else []), "origin", "--", str(refspec))
    if revision:
        _check_out(git, revision, depth)
    if not body.get("disableSubmodules"):
        git("submodule", "update", "--quiet", "--init", "--recursive")


def _check_out(git: _Git, revision: str, depth: object) -> None:
    """A branch, a tag or a commit; one that a shallow copy lacks is fetched by itself."""
    if revision.startswith("-"):
        raise Failure(f"{revision!r} is no revision")
    try:
        git("checkout", "--quiet", revision, "--")
    except Failure:
        if not depth:
            raise
        git("fetch", "--quiet", "--depth", str(depth), "origin", revision)
        git("checkout", "--quiet", "FETCH_HEAD", "--")


def _environment(body: dict[str, Any], layout: Layout, folder: Path) -> dict[str, str]:
    """How git finds out who we are: files and variables that no command line shows."""
    found = {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "HOME": str(folder),
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_ALLOW_PROTOCOL": "https:http:ssh:git" + (":file" if body.get("repo", "").startswith("/") else ""),
    }
    key = layout.secret(body.get("sshPrivateKeySecret"))
    if key:
        file = folder / "key"
        file.write_text(key if key.endswith("\n") else key + "\n", encoding="utf-8")
        file.chmod(0o600)
        strict = "no" if body.get("insecureIgnoreHostKey") else "accept-new"
        found["GIT_SSH_COMMAND"] = f"ssh -i {file} -o IdentitiesOnly=yes -o StrictHostKeyChecking={strict}"
    name, word = layout.secret(body.get("usernameSecret")), layout.secret(body.get("passwordSecret"))
    if name or word:
        ask = folder / "ask"
        ask.write_text('#!/bin/sh\ncase $1 in Username*) echo "$WF_NAME" ;; *) echo "$WF_WORD" ;; esac\n')
        ask.chmod(0o700)
        found |= {"GIT_ASKPASS": str(ask), "WF_NAME": name, "WF_WORD": word}
    if body.get("insecureSkipTLS") and urlsplit(str(body.get("repo", ""))).scheme == "https":
        found["GIT_SSL_NO_VERIFY"] = "1"
    return found
