"""Programs that give credentials (``exec`` in a kubeconfig).

In: an ``ExecPlugin``. Out: ``Credential``: a token, or a client certificate, and until when they are good.
"""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from datetime import datetime

from wfsim.drivers.kube.config import Access, ExecPlugin
from wfsim.drivers.kube.kubeconfig import NoAccess
from wfsim.yamlio import Json

VERSIONS = tuple(f"client.authentication.k8s.io/{one}" for one in ("v1", "v1beta1", "v1alpha1"))
_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Credential:
    """What a plugin gave. ``expires`` is RFC 3339 by the real clock, None for "until it is refused"."""

    token: str = ""
    cert: str = ""
    key: str = ""
    expires: datetime | None = None

    def __repr__(self) -> str:
        return f"Credential(expires={self.expires})"


def credential(plugin: ExecPlugin, access: Access) -> Credential:
    """Run it. NoAccess where it is missing, fails, or prints something else."""
    if plugin.api_version not in VERSIONS:
        raise NoAccess(
            f"the exec plugin {plugin.command} speaks {plugin.api_version or 'no version'}",
            f"its apiVersion in the kubeconfig must be one of {', '.join(VERSIONS)}",
        )
    try:
        ran = subprocess.run(
            [plugin.command, *plugin.args],
            env={**os.environ, **dict(plugin.env), "KUBERNETES_EXEC_INFO": _info(plugin, access)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except OSError as error:
        hint = plugin.hint or "install it, or choose a context that does not need it"
        raise NoAccess(f"the exec plugin {plugin.command} cannot be run: {error.strerror}", hint) from error
    except subprocess.TimeoutExpired as error:
        raise NoAccess(
            f"the exec plugin {plugin.command} gave nothing within {_SECONDS} s", "log in by hand first"
        ) from error
    if ran.returncode:
        said = ran.stderr.decode("utf-8", "replace").strip()[-500:]
        raise NoAccess(f"the exec plugin {plugin.command} ended with {ran.returncode}: {said}", plugin.hint)
    return _read(plugin, ran.stdout)


def _info(plugin: ExecPlugin, access: Access) -> str:
    """What plugins are told in KUBERNETES_EXEC_INFO."""
    spec: dict[str, Json] = {"interactive": False}
    if plugin.with_cluster:
        cluster: dict[str, Json] = {"server": access.server}
        named = (("certificate-authority-data", access.ca_data), ("tls-server-name", access.tls_server_name))
        spec["cluster"] = {**cluster, **{key: value for key, value in named if value}}
    return json.dumps({"apiVersion": plugin.api_version, "kind": "ExecCredential", "spec": spec})


def _read(plugin: ExecPlugin, printed: bytes) -> Credential:
    try:
        status = json.loads(printed)["status"]
        expires = status.get("expirationTimestamp")
        found = Credential(
            token=status.get("token") or "",
            cert=status.get("clientCertificateData") or "",
            key=status.get("clientKeyData") or "",
            expires=datetime.fromisoformat(expires) if expires else None,
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NoAccess(f"the exec plugin {plugin.command} printed no ExecCredential", plugin.hint) from error
    if not found.token and not found.cert:
        raise NoAccess(f"the exec plugin {plugin.command} gave neither a token nor a certificate", plugin.hint)
    return found
