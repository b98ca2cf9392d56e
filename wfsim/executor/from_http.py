"""Artifacts that a web server has."""

from __future__ import annotations

import shutil
from base64 import b64encode
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from .failure import Failure, NotThere
from .layout import Layout

_PATIENCE = 60.0


def fetch(body: dict[str, Any], target: Path, layout: Layout) -> None:
    """GET it."""
    url = str(body.get("url", ""))
    if not url.startswith(("http://", "https://")):
        raise Failure(f"{url!r} is no address of a web server")
    headers = {str(one["name"]): str(one.get("value", "")) for one in body.get("headers") or []}
    basic = (body.get("auth") or {}).get("basicAuth")
    if basic:
        pair = f"{layout.secret(basic.get('usernameSecret'))}:{layout.secret(basic.get('passwordSecret'))}"
        headers["Authorization"] = "Basic " + b64encode(pair.encode()).decode()
    try:
        with urlopen(Request(url, headers=headers), timeout=_PATIENCE) as answer, target.open("wb") as out:
            shutil.copyfileobj(answer, out)
    except HTTPError as problem:
        said = NotThere if problem.code == 404 else Failure
        raise said(f"loading file from {url} failed: {problem.code} {problem.reason}") from problem
    except (URLError, TimeoutError) as problem:
        raise Failure(f"loading file from {url} failed: {problem}") from problem
