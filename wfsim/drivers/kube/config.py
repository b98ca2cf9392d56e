"""Where the cluster is, and who asks: a kubeconfig, or the service account of the pod that this runs in.

In: environment and files (KUBECONFIG with one file or several, ``~/.kube/config``), the names of a context and a
namespace. Out: ``Access``; or ``NoAccess``, which says what to do about it. Files are merged as ``kubectl`` does it:
the first that names something counts, and paths in a file are relative to it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from wfsim.drivers.kube import kubeconfig
from wfsim.drivers.kube.kubeconfig import Kubeconfig, Named, NoAccess
from wfsim.spec.spelling import nearest

__all__ = ["Access", "ExecPlugin", "Identity", "NoAccess", "NoKubeconfig", "access", "contexts", "in_cluster"]

SERVICE_ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")
DEFAULT_NAMESPACE = "default"


class NoKubeconfig(NoAccess):
    """There are no credentials at all: nobody has said anything about a cluster."""


@dataclass(frozen=True, slots=True)
class ExecPlugin:
    """A program that gives credentials."""

    api_version: str
    command: str
    args: tuple[str, ...] = ()
    env: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    with_cluster: bool = False


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks. What ends in ``data`` is base64."""

    token: str = ""
    token_file: str = ""
    username: str = ""
    password: str = ""
    cert_file: str = ""
    cert_data: str = ""
    key_file: str = ""
    key_data: str = ""
    plugin: ExecPlugin | None = None
    impersonate: tuple[tuple[str, str], ...] = ()  # headers

    def __repr__(self) -> str:
        return "Identity(…)"  # it would end up in some log


@dataclass(frozen=True, slots=True)
class Access:
    """All that a connection needs."""

    server: str
    namespace: str = DEFAULT_NAMESPACE
    context: str = ""
    ca_file: str = ""
    ca_data: str = ""
    insecure: bool = False
    tls_server_name: str = ""
    proxy: str = ""
    identity: Identity = Identity()


def access(
    context: str | None = None,
    namespace: str | None = None,
    *,
    path: str | None = None,
    environment: Mapping[str, str] | None = None,
    account: Path = SERVICE_ACCOUNT,
) -> Access:
    """The credentials that count. A kubeconfig comes before the service account of a pod, as with ``kubectl``."""
    environment = os.environ if environment is None else environment
    files = tuple(_files(path, environment))
    there = [one for one in files if path or one.exists()]
    if there:
        return _of_context(kubeconfig.merged(there), context, namespace)
    if context is None and environment.get("KUBERNETES_SERVICE_HOST") and (account / "token").exists():
        return in_cluster(namespace, environment=environment, account=account)
    looked = ", ".join(str(one) for one in files)
    raise NoKubeconfig(
        f"there is no kubeconfig (looked for {looked})",
        "set KUBECONFIG to the file with the cluster's credentials, or simulate with --on sim, which needs no cluster",
    )


def contexts(path: str | None = None, environment: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The names of all contexts, for completion; none where there is no kubeconfig."""
    files = _files(path, os.environ if environment is None else environment)
    return tuple(kubeconfig.merged(one for one in files if one.exists()).contexts)


def in_cluster(
    namespace: str | None = None, *, environment: Mapping[str, str], account: Path = SERVICE_ACCOUNT
) -> Access:
    """What the kubelet puts into every pod. The token is read again from its file, for it is renewed there."""
    host, port = environment["KUBERNETES_SERVICE_HOST"], environment.get("KUBERNETES_SERVICE_PORT", "443")
    own = account / "namespace"
    return Access(
        server=f"https://{f'[{host}]' if ':' in host else host}:{port}",
        namespace=namespace or (own.read_text("utf-8").strip() if own.exists() else DEFAULT_NAMESPACE),
        ca_file=str(account / "ca.crt"),
        identity=Identity(token_file=str(account / "token")),
    )


def _files(path: str | None, environment: Mapping[str, str]) -> Iterator[Path]:
    """All files that may hold something, the most important one first."""
    if path:
        yield Path(path)
    elif named := environment.get("KUBECONFIG"):
        yield from (Path(one) for one in named.split(os.pathsep) if one)
    else:
        yield Path(environment.get("HOME") or Path.home()) / ".kube" / "config"


def _of_context(config: Kubeconfig, name: str | None, namespace: str | None) -> Access:
    known = ", ".join(config.contexts) or "none"
    name = name or config.current
    if not name:
        raise NoAccess(
            f"{config.where} names no current-context",
            f"choose one with --context or `kubectl config use-context` (there are: {known})",
        )
    context = config.contexts.get(name)
    if context is None:
        meant = nearest(name, config.contexts)
        raise NoAccess(
            f"there is no context {name!r} in {config.where}",
            f"did you mean {meant!r}?" if meant else f"there are: {known}",
        )
    cluster = _spoken_of(config, "cluster", config.clusters, context)
    user = _spoken_of(config, "user", config.users, context) if context.text("user") else None
    server = cluster.text("server")
    if not server:
        raise NoAccess(f"{cluster.title} has no server", "add `server: https://…` to it")
    insecure = cluster.flag("insecure-skip-tls-verify")
    return Access(
        server=server,
        namespace=namespace or context.text("namespace") or DEFAULT_NAMESPACE,
        context=name,
        ca_file="" if insecure else cluster.file("certificate-authority"),
        ca_data="" if insecure else cluster.text("certificate-authority-data"),
        insecure=insecure,
        tls_server_name=cluster.text("tls-server-name"),
        proxy=cluster.text("proxy-url"),
        identity=_identity(user) if user else Identity(),
    )


def _spoken_of(config: Kubeconfig, part: str, among: Mapping[str, Named], context: Named) -> Named:
    """The cluster or the user that a context speaks of."""
    name = context.text(part)
    found = among.get(name)
    if found is None:
        raise NoAccess(
            f"{context.title} speaks of the {part} {name!r}, which is not there",
            f"add it to {config.where} (there are: {', '.join(among) or 'none'})",
        )
    return found


def _identity(user: Named) -> Identity:
    if user.data.get("auth-provider") is not None:
        raise NoAccess(
            f"{user.title} uses auth-provider, which Kubernetes no longer has",
            "let the tool of your cluster's provider write the kubeconfig anew: it will use an exec plugin",
        )
    return Identity(
        token=user.text("token"),
        token_file=user.file("tokenFile"),
        username=user.text("username"),
        password=user.text("password"),
        cert_file=user.file("client-certificate"),
        cert_data=user.text("client-certificate-data"),
        key_file=user.file("client-key"),
        key_data=user.text("client-key-data"),
        plugin=_plugin(user),
        impersonate=tuple(_impersonation(user)),
    )


def _plugin(user: Named) -> ExecPlugin | None:
    given = user.data.get("exec")
    if not isinstance(given, dict):
        return None
    held = Named(f"exec of {user.title}", given, user.folder)
    command = held.text("command")
    if not command:
        raise NoAccess(f"{held.title} has no command", "name the program that gives the credentials")
    args, env = given.get("args") or [], given.get("env") or []
    pairs = [one for one in env if isinstance(one, dict)] if isinstance(env, list) else []
    return ExecPlugin(
        api_version=held.text("apiVersion"),
        command=held.file("command") if os.sep in command else command,
        args=tuple(str(one) for one in args) if isinstance(args, list) else (),
        env=tuple((str(one.get("name")), str(one.get("value"))) for one in pairs),
        hint=held.text("installHint"),
        with_cluster=held.flag("provideClusterInfo"),
    )


def _impersonation(user: Named) -> Iterator[tuple[str, str]]:
    """``as``, ``as-groups`` and so on, as the headers that the server knows."""
    for key, header in (("as", "Impersonate-User"), ("as-uid", "Impersonate-Uid")):
        if value := user.text(key):
            yield header, value
    groups, extra = user.data.get("as-groups"), user.data.get("as-user-extra")
    for group in groups if isinstance(groups, list) else ():
        yield "Impersonate-Group", str(group)
    for key, values in (extra if isinstance(extra, dict) else {}).items():
        yield from ((f"Impersonate-Extra-{key}", str(one)) for one in (values if isinstance(values, list) else ()))
