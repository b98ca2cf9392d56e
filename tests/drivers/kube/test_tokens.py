"""Tokens are kept for most of their life; plugins that do not give any are told of."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from wfsim.drivers.kube.config import Access, ExecPlugin, Identity, NoAccess
from wfsim.drivers.kube.plugins import Credential, credential
from wfsim.drivers.kube.tokens import Lasting, Renewed, of_plugin

ACCESS = Access("https://east.example", ca_data="QUJD")
V1 = "client.authentication.k8s.io/v1"


class Source:
    """Gives t1, t2, …, good for a thousand seconds."""

    def __init__(self) -> None:
        self.now = self.asked = 0

    def ask(self) -> Lasting:
        self.asked += 1
        return Lasting(f"t{self.asked}", 1_000_000)

    def clock(self) -> int:
        return self.now


def test_a_token_is_kept_for_most_of_its_life() -> None:
    source = Source()
    tokens = Renewed(source.ask, source.clock)
    found = []
    for source.now in (0, 799_999, 800_000, 1_000_000, 1_600_000):
        found.append(tokens.token())
    assert found == ["t1", "t1", "t2", "t2", "t3"]


def test_one_of_many_who_were_refused_asks_anew() -> None:
    source = Source()
    tokens = Renewed(source.ask, source.clock)
    refused = tokens.token()
    assert [tokens.renewed(refused) for _ in range(3)] == ["t2"] * 3
    assert tokens.token() == "t2"


def test_how_long_the_token_of_a_plugin_lasts() -> None:
    soon = datetime.now(UTC) + timedelta(hours=1)
    life = of_plugin(lambda: Credential("t", expires=soon))().life_ms
    assert life is not None and 3_590_000 < life <= 3_600_000
    assert of_plugin(lambda: Credential("t"))() == Lasting("t", None)
    assert "secret" not in repr(Lasting("secret")) + repr(Credential("secret"))


def run(tmp_path: Path, program: str, with_cluster: bool = False) -> Credential:
    (tmp_path / "login.py").write_text(f"import json, os, sys\n{program}\n", "utf-8")
    words = (str(tmp_path / "login.py"),)
    given = ExecPlugin(V1, sys.executable, words, (("NAME", "me"),), "install the login", with_cluster)
    return credential(given, ACCESS)


def test_a_plugin_gives_a_token(tmp_path: Path) -> None:
    program = """
asked = json.loads(os.environ["KUBERNETES_EXEC_INFO"])
token = "/".join([os.environ["NAME"], asked["apiVersion"], asked["spec"]["cluster"]["certificate-authority-data"]])
print(json.dumps({"status": {"token": token, "expirationTimestamp": "2030-01-02T03:04:05Z"}}))"""
    found = run(tmp_path, program, with_cluster=True)
    assert found.token == f"me/{V1}/QUJD"
    assert found.expires == datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_a_plugin_gives_a_certificate(tmp_path: Path) -> None:
    status = json.dumps({"status": {"clientCertificateData": "c", "clientKeyData": "k"}})
    found = run(tmp_path, f"print({status!r})")
    assert (found.token, found.cert, found.key) == ("", "c", "k")


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("sys.exit('you are not logged in')", "ended with 1: you are not logged in"),
        ("print('welcome!')", "printed no ExecCredential"),
        ("print('{}')", "printed no ExecCredential"),
        ("""print('{"status": {}}')""", "neither a token nor a certificate"),
    ],
)
def test_a_plugin_gives_nothing(tmp_path: Path, program: str, said: str) -> None:
    with pytest.raises(NoAccess) as error:
        run(tmp_path, program)
    assert said in error.value.message and error.value.hint == "install the login"


def test_a_plugin_that_is_not_there() -> None:
    with pytest.raises(NoAccess) as error:
        credential(ExecPlugin(V1, "no-such-login", hint="brew install it"), ACCESS)
    assert "no-such-login cannot be run" in error.value.message and error.value.hint == "brew install it"


def test_a_plugin_of_another_version() -> None:
    with pytest.raises(NoAccess, match="speaks client"):
        credential(ExecPlugin("client.authentication.k8s.io/v9", "login"), ACCESS)


def test_secrets_stand_in_no_text() -> None:
    assert "word" not in repr(Access("https://east.example", identity=Identity(token="word", password="word")))
