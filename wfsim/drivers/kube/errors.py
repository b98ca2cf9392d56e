"""What a Kubernetes API server answers when it does not do as it was asked, as exceptions, each with a way out.

In: the status code, headers and body of a reply (``of_reply``), or what broke on the way. Out: an ``ApiError``. Those
that pass by themselves are ``Temporary`` and say how long to wait, and whether it is certain that nothing was done.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from wfsim.drivers.kube.resources import Call
from wfsim.spec.model import JsonObject


class ApiError(Exception):
    """A request that was not done. ``str()`` is for people: what, why, and what they can do about it."""

    hint = ""

    def __init__(
        self, call: Call, message: str, code: int = 0, reason: str = "", details: JsonObject | None = None
    ) -> None:
        self.call, self.message, self.code, self.reason = call, message, code, reason
        self.details: JsonObject = details or {}
        super().__init__(call, message)

    def way_out(self) -> str:
        """What one can do about it; empty where nothing can be said."""
        return self.hint

    def __str__(self) -> str:
        said = f"cannot {self.call}: {self.message}"
        return f"{said}\n{way_out}" if (way_out := self.way_out()) else said


class NotFound(ApiError):
    """There is no such object, or its namespace is missing."""

    def way_out(self) -> str:
        if self.details.get("kind") == "namespaces":
            namespace = self.details.get("name") or self.call.namespace
            return f"create the namespace (kubectl create namespace {namespace}), or name another one"
        return ""


class UnknownKind(NotFound):
    """The server does not know the kind at all: its CustomResourceDefinition is absent."""

    def way_out(self) -> str:
        if self.call.kind.group == "argoproj.io":
            return (
                "the CustomResourceDefinitions of Argo Workflows are not on this cluster: `wfsim install` brings them"
            )
        return f"install the CustomResourceDefinition of {self.call.kind.qualified}, or correct apiVersion and kind"


class AlreadyExists(ApiError):
    """An object of this name is there already."""


class Conflict(ApiError):
    """Somebody else wrote the object in between: read it again and decide anew."""


class Gone(ApiError):
    """The resource version is too old to watch from: list again."""


class Unauthorized(ApiError):
    """The server does not know who asks."""

    hint = "the credentials are wrong or have expired: log in again, or choose another context"


class Forbidden(ApiError):
    """The one who asks may not. ``rule`` is the rule of a role that would allow it."""

    @property
    def rule(self) -> JsonObject:
        """As it stands in ``rules`` of a Role (a ClusterRole for what has no namespace)."""
        return self._missing()[0]

    def _missing(self) -> tuple[JsonObject, str]:
        """The rule and the namespace that it is needed in, which the server says itself: it may be another request."""
        said = _MISSING.search(self.message)
        if said:
            verb, resource, group, namespace = said["verb"], said["resource"], said["group"], said["namespace"] or ""
        else:
            call = self.call
            verb, resource, group, namespace = call.verb, call.resource, call.kind.group, call.namespace
        return {"apiGroups": [group], "resources": [resource], "verbs": [verb]}, namespace

    def way_out(self) -> str:
        rule, namespace = self._missing()
        role = f"Role of namespace {namespace}" if namespace else "ClusterRole"
        return f"add this rule to a {role} that is bound to the user: {json.dumps(rule)}"


_MISSING = re.compile(
    r'cannot (?P<verb>\w+) resource "(?P<resource>[^"]+)" in API group "(?P<group>[^"]*)"'
    r'(?: in the namespace "(?P<namespace>[^"]*)")?'
)


class NotAdmitted(ApiError):
    """The one who asks may, but a policy of the cluster does not let this object in."""


class QuotaExceeded(NotAdmitted):
    """The namespace has no room for it within its ResourceQuota: it may have later."""

    def way_out(self) -> str:
        return f"free something in namespace {self.call.namespace}, or raise its ResourceQuota"


class Terminating(NotAdmitted):
    """The namespace is being deleted."""

    def way_out(self) -> str:
        return f"wait until namespace {self.call.namespace} is gone and create it again, or use another one"


class Invalid(ApiError):
    """The server refuses the object: a field has a value that cannot be (400, 422)."""


class NotStarted(Invalid):
    """A container has no log yet, for it has not started."""


class TooLarge(Invalid):
    """The object does not fit into a request (413), or into etcd."""


class Refused(ApiError):
    """Anything else that will not change by trying again."""


class Untrusted(ApiError):
    """The server's certificate is not one that the certificate authority of the configuration has signed."""

    hint = "check certificate-authority(-data) of the cluster in the kubeconfig, and the server's address"


class Temporary(ApiError):
    """It may work later. ``after_ms`` is what the server asks to wait for, None where it says nothing."""

    after_ms: int | None = None
    certain = False  # whether the server has certainly done nothing

    def __init__(
        self, call: Call, message: str, code: int = 0, reason: str = "", details: JsonObject | None = None
    ) -> None:
        super().__init__(call, message, code, reason, details)
        seconds = self.details.get("retryAfterSeconds")
        if isinstance(seconds, int | float) and seconds > 0:
            self.after_ms = round(seconds * 1000)


class TooMany(Temporary):
    """The server has too much to do (429): it has done nothing."""

    certain = True


class ServerFault(Temporary):
    """The server failed (5xx)."""


class TimedOut(Temporary):
    """No answer came in time: it may have been done or not."""


class Unreachable(Temporary):
    """There was no connection to the server, so that nothing was asked."""

    certain = True
    hint = "is the cluster up, and is `server` of the context right?"


class CutOff(Temporary):
    """The connection ended before the answer did: it may have been done or not."""


_BY_REASON: dict[str, type[ApiError]] = {
    "AlreadyExists": AlreadyExists,
    "Conflict": Conflict,
    "Expired": Gone,
    "Gone": Gone,
    "Timeout": TimedOut,
    "ServerTimeout": TooMany,  # "try again": the server says that it has done nothing
    "TooManyRequests": TooMany,
}
_BY_CODE: dict[int, type[ApiError]] = {
    400: Invalid,
    401: Unauthorized,
    404: NotFound,
    408: TimedOut,
    409: Conflict,
    410: Gone,
    413: TooLarge,
    422: Invalid,
    429: TooMany,
    504: TimedOut,
}


def of_reply(call: Call, code: int, body: bytes, headers: Mapping[str, str] | None = None) -> ApiError:
    """The exception of a reply that is no success."""
    return of_status(call, _status(body, code), code, headers)


def of_status(call: Call, status: JsonObject, code: int = 0, headers: Mapping[str, str] | None = None) -> ApiError:
    """The same of a ``Status`` object, which also stands in the ERROR events of a watch."""
    stated = status.get("code")
    code = code or (stated if isinstance(stated, int) else 0)
    reason, message = str(status.get("reason") or ""), str(status.get("message") or f"the server answered {code}")
    given = status.get("details")
    details: JsonObject = dict(given) if isinstance(given, dict) else {}
    error = _class(code, reason, message, details)(call, message, code, reason, details)
    after = (headers or {}).get("retry-after", "")
    if isinstance(error, Temporary) and after.isdecimal():
        error.after_ms = int(after) * 1000
    return error


def _class(code: int, reason: str, message: str, details: JsonObject) -> type[ApiError]:
    if code == 404 and not details.get("name") and not details.get("kind"):
        return UnknownKind
    said = next((found for of, words, found in _BY_WORDS if of in (code, None) and words in message), None)
    return said or _BY_REASON.get(reason) or _BY_CODE.get(code) or (ServerFault if code >= 500 else Refused)


# What only the message tells apart, as of Kubernetes 1.34.
_BY_WORDS: tuple[tuple[int | None, str, type[ApiError]], ...] = (
    (403, "exceeded quota", QuotaExceeded),
    (403, "because it is being terminated", Terminating),
    (403, "cannot ", Forbidden),
    (403, "", NotAdmitted),
    (400, "is waiting to start", NotStarted),
    (None, "request is too large", TooLarge),
    (None, "message larger than max", TooLarge),
)


def _status(body: bytes, code: int) -> JsonObject:
    """The Status in a body; what proxies answer is text, of which the first line will do."""
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    if isinstance(found, dict) and found.get("kind") == "Status":
        return found
    text = body.decode("utf-8", "replace").strip().partition("\n")[0][:300]
    return {"code": code, "message": text}
