"""A cluster needs a package that simulating does not need."""

from __future__ import annotations

import sys

import pytest

from wfsim.drivers.kube.client import connect
from wfsim.drivers.kube.config import Access, NoAccess


@pytest.mark.parametrize("missing", ["lightkube", "httpx2"])
def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    for name in [*sys.modules]:
        if name.partition(".")[0] == missing:
            monkeypatch.delitem(sys.modules, name)
    for name in ("connection", "transport"):
        monkeypatch.delitem(sys.modules, f"wfsim.drivers.kube.{name}", raising=False)
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(NoAccess, match=missing) as error:
        connect(Access("https://east.example"))
    assert error.value.hint == "pip install 'argo-wfsim[kube]'"
