"""Credentials are found where kubectl finds them; where there are none, or wrong ones, the message has a way out."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from wfsim.drivers.kube.config import Access, Identity, NoAccess, NoKubeconfig, access, contexts

FIRST = """
current-context: work
contexts:
- {name: work, context: {cluster: east, user: me, namespace: argo}}
- {name: bare, context: {cluster: east}}
- {name: broken, context: {cluster: nowhere, user: me}}
clusters:
- name: east
  cluster: {server: "https://east.example:6443", certificate-authority: keys/ca.crt, tls-server-name: east, proxy-url: "http://p:1"}
users:
- name: me
  user:
    {client-certificate: keys/me.crt, client-key: /keys/me.key, as: you, as-groups: [a, b], as-user-extra: {scope: [x]}}
"""
SECOND = """
current-context: home
contexts:
- {name: work, context: {cluster: never, user: never}}
- {name: home, context: {cluster: west, user: token}}
clusters:
- name: west
  cluster: {server: "https://west.example", certificate-authority-data: QUJD, insecure-skip-tls-verify: true}
users:
- {name: token, user: {token: secret-word, tokenFile: token.txt}}
- name: plugin
  user: {exec: {apiVersion: v1, command: ./login, args: [a, 1], env: [{name: A, value: b}], installHint: get it}}
- {name: old, user: {auth-provider: {name: gcp}}}
"""


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """An environment with two kubeconfigs and a third one that is not there."""
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "config").write_text(FIRST, "utf-8")
    (tmp_path / "two").write_text(SECOND, "utf-8")
    named = [tmp_path / "one" / "config", tmp_path / "absent", tmp_path / "two"]
    return {"KUBECONFIG": os.pathsep.join(map(str, named)), "HOME": str(tmp_path)}


def with_user(tmp_path: Path, user: str) -> dict[str, str]:
    text = SECOND.replace("user: token}", f"user: {user}}}")
    (tmp_path / "config").write_text(text, "utf-8")
    return {"KUBECONFIG": str(tmp_path / "config")}


def test_the_current_context_of_the_first_file_counts(files: dict[str, str], tmp_path: Path) -> None:
    assert access(environment=files) == Access(
        "https://east.example:6443",
        namespace="argo",
        context="work",
        ca_file=str(tmp_path / "one/keys/ca.crt"),
        tls_server_name="east",
        proxy="http://p:1",
        identity=Identity(
            cert_file=str(tmp_path / "one/keys/me.crt"),
            key_file="/keys/me.key",
            impersonate=(
                ("Impersonate-User", "you"),
                ("Impersonate-Group", "a"),
                ("Impersonate-Group", "b"),
                ("Impersonate-Extra-scope", "x"),
            ),
        ),
    )


def test_a_context_of_another_file_and_another_namespace(files: dict[str, str], tmp_path: Path) -> None:
    found = access("home", "mine", environment=files)
    assert (found.server, found.namespace, found.insecure, found.ca_data) == ("https://west.example", "mine", True, "")
    assert found.identity == Identity(token="secret-word", token_file=str(tmp_path / "token.txt"))
    assert "secret-word" not in repr(found)


def test_who_has_no_user_is_anonymous(files: dict[str, str]) -> None:
    assert access("bare", environment=files).identity == Identity()


def test_the_file_of_the_home_folder(tmp_path: Path) -> None:
    (tmp_path / ".kube").mkdir()
    (tmp_path / ".kube" / "config").write_text(SECOND, "utf-8")
    assert access(environment={"HOME": str(tmp_path)}).context == "home"
    assert contexts(environment={"HOME": str(tmp_path)}) == ("work", "home")
    assert contexts(environment={"HOME": str(tmp_path / "elsewhere")}) == ()


def test_plugins(tmp_path: Path) -> None:
    plugin = access(environment=with_user(tmp_path, "plugin")).identity.plugin
    assert plugin is not None
    assert plugin.command == str(tmp_path / "login")
    assert (plugin.args, plugin.env, plugin.hint) == (("a", "1"), (("A", "b"),), "get it")


def test_a_pod_finds_its_service_account(tmp_path: Path) -> None:
    for name, text in (("token", "t"), ("namespace", "argo\n"), ("ca.crt", "c")):
        (tmp_path / name).write_text(text, "utf-8")
    environment = {"KUBERNETES_SERVICE_HOST": "10.0.0.1", "KUBERNETES_SERVICE_PORT": "443", "HOME": str(tmp_path)}
    found = access(environment=environment, account=tmp_path)
    assert (found.server, found.namespace) == ("https://10.0.0.1:443", "argo")
    assert (found.ca_file, found.identity.token_file) == (str(tmp_path / "ca.crt"), str(tmp_path / "token"))
    six = access(environment={**environment, "KUBERNETES_SERVICE_HOST": "fd00::1"}, account=tmp_path)
    assert six.server == "https://[fd00::1]:443"


def test_no_kubeconfig(tmp_path: Path) -> None:
    for environment, looked in (
        ({"HOME": str(tmp_path)}, str(tmp_path / ".kube" / "config")),
        ({"KUBECONFIG": f"{tmp_path}/a{os.pathsep}{tmp_path}/b"}, f"{tmp_path}/a, {tmp_path}/b"),
    ):
        with pytest.raises(NoKubeconfig) as error:
            access(environment=environment)
        assert looked in error.value.message and "--on sim" in error.value.hint


@pytest.mark.parametrize(
    ("context", "message", "hint"),
    [
        ("wrok", "there is no context 'wrok' in ", "did you mean 'work'?"),
        ("something-else", "there is no context 'something-else' in ", "there are: work, bare, broken, home"),
        ("broken", "speaks of the cluster 'nowhere', which is not there", "there are: east, west"),
    ],
)
def test_wrong_contexts(files: dict[str, str], context: str, message: str, hint: str) -> None:
    with pytest.raises(NoAccess) as error:
        access(context, environment=files)
    assert message in error.value.message and hint in error.value.hint


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("clusters: [", "is no YAML: line 1", ""),
        ("- a\n", "holds no object", "kubectl config"),
        ("clusters: 5\n", "clusters of", "kubectl config"),
        ("clusters: [{cluster: {}}]\n", "an entry of clusters", "kubectl config"),
        ("\0\1", "is no text", "kubectl config"),
        ("", "names no current-context", "there are: none"),
        ("contexts: [{name: a, context: {}}]", "names no current-context", "there are: a"),
        ("current-context: a\ncontexts: [{name: a, context: {cluster: 5}}]", "cluster of the context 'a'", "quotes"),
        (
            "current-context: a\ncontexts: [{name: a, context: {cluster: c}}]\nclusters: [{name: c, cluster: {}}]",
            "the cluster 'c' in",
            "server",
        ),
    ],
)
def test_files_that_are_none(tmp_path: Path, text: str, message: str, hint: str) -> None:
    (tmp_path / "config").write_text(text, "utf-8")
    with pytest.raises(NoAccess) as error:
        access(path=str(tmp_path / "config"), environment={})
    assert message in error.value.message and hint in error.value.hint
    assert str(tmp_path) in error.value.message


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(NoAccess) as absent:
        access(path=str(tmp_path / "absent"), environment={})
    assert "cannot read the kubeconfig" in absent.value.message and "--kubeconfig" in absent.value.hint
    with pytest.raises(NoAccess) as folder:
        access(environment={"KUBECONFIG": str(tmp_path)})
    assert "directory" in folder.value.message.lower()


def test_what_kubernetes_no_longer_has(tmp_path: Path) -> None:
    with pytest.raises(NoAccess, match="auth-provider"):
        access(environment=with_user(tmp_path, "old"))
