"""Each answer of the server is the right exception, and says what to do."""

from __future__ import annotations

import json

import pytest

from wfsim.drivers.kube import errors
from wfsim.drivers.kube.resources import PODS, WORKFLOWS, Call

CREATE = Call("create", PODS, "argo")


def reply(code: int, reason: str = "", message: str = "", call: Call = CREATE, **details: object) -> errors.ApiError:
    status = {"kind": "Status", "code": code, "reason": reason, "message": message, "details": details}
    return errors.of_reply(call, code, json.dumps(status).encode())


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (reply(404, "NotFound", 'pods "a" not found', name="a", kind="pods"), errors.NotFound),
        (reply(404, "NotFound", "the server could not find the requested resource"), errors.UnknownKind),
        (reply(409, "AlreadyExists", 'pods "a" already exists'), errors.AlreadyExists),
        (reply(409, "Conflict", "the object has been modified"), errors.Conflict),
        (reply(410, "Expired", "too old resource version: 1 (9)"), errors.Gone),
        (reply(410, "Gone", "gone"), errors.Gone),
        (reply(401, "Unauthorized", "Unauthorized"), errors.Unauthorized),
        (reply(403, "Forbidden", 'pods is forbidden: User "me" cannot create resource "pods"'), errors.Forbidden),
        (reply(403, "Forbidden", 'pods "a" is forbidden: exceeded quota: q, requested: pods=1'), errors.QuotaExceeded),
        (reply(403, "Forbidden", 'pods "a" is forbidden: violates PodSecurity "restricted"'), errors.NotAdmitted),
        (
            reply(403, "Forbidden", "unable to create new content in namespace argo because it is being terminated"),
            errors.Terminating,
        ),
        (reply(400, "BadRequest", "json: cannot unmarshal"), errors.Invalid),
        (reply(400, "BadRequest", 'container "main" in pod "a" is waiting to start: Pending'), errors.NotStarted),
        (reply(422, "Invalid", "spec.containers: Required value"), errors.Invalid),
        (reply(413, "RequestEntityTooLarge", "limit is 3145728"), errors.TooLarge),
        (reply(500, "", "etcdserver: request is too large"), errors.TooLarge),
        (reply(429, "TooManyRequests", "too many requests"), errors.TooMany),
        (reply(500, "InternalError", "failed calling webhook"), errors.ServerFault),
        (reply(500, "ServerTimeout", "try again"), errors.TooMany),
        (reply(503, "ServiceUnavailable", "unavailable"), errors.ServerFault),
        (reply(504, "Timeout", "the request timed out"), errors.TimedOut),
        (reply(405, "MethodNotAllowed", "no"), errors.Refused),
    ],
)
def test_what_the_server_says(error: errors.ApiError, expected: type[errors.ApiError]) -> None:
    assert type(error) is expected


def test_a_proxy_speaks_no_status() -> None:
    error = errors.of_reply(CREATE, 502, b"<html>\nBad Gateway</html>")
    assert isinstance(error, errors.ServerFault)
    assert "<html>" in error.message and "Gateway" not in error.message


def test_how_long_to_wait_comes_from_the_header_or_the_details() -> None:
    header = errors.of_reply(CREATE, 429, b"", {"retry-after": "3"})
    assert isinstance(header, errors.TooMany) and header.after_ms == 3000
    details = reply(500, "ServerTimeout", "later", retryAfterSeconds=2)
    assert isinstance(details, errors.Temporary) and details.after_ms == 2000
    none = errors.of_reply(CREATE, 503, b"", {"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"})
    assert isinstance(none, errors.Temporary) and none.after_ms is None


def test_missing_rights_name_the_rule() -> None:
    said = 'pods is forbidden: User "me" cannot create resource "pods" in API group "" in the namespace "argo"'
    assert str(reply(403, "Forbidden", said)).splitlines() == [
        f"cannot create pods in namespace argo: {said}",
        "add this rule to a Role of namespace argo that is bound to the user: "
        '{"apiGroups": [""], "resources": ["pods"], "verbs": ["create"]}',
    ]


def test_the_rule_is_that_of_which_the_server_speaks() -> None:
    said = (
        'users "you" is forbidden: User "me" cannot impersonate resource "users" in API group "" at the cluster scope'
    )
    error = reply(403, "Forbidden", said)
    assert isinstance(error, errors.Forbidden)
    assert error.rule == {"apiGroups": [""], "resources": ["users"], "verbs": ["impersonate"]}
    assert "ClusterRole" in str(error)


def test_where_the_server_names_nothing_the_rule_is_that_of_the_request() -> None:
    error = reply(403, "Forbidden", "you cannot do that", Call("get", PODS, "argo", "a", "log"))
    assert isinstance(error, errors.Forbidden)
    assert error.rule == {"apiGroups": [""], "resources": ["pods/log"], "verbs": ["get"]}


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            reply(404, "NotFound", 'namespaces "argo" not found', name="argo", kind="namespaces"),
            "kubectl create namespace",
        ),
        (reply(404, "NotFound", "no", call=Call("list", WORKFLOWS, "argo")), "wfsim install"),
        (reply(401, "Unauthorized", "Unauthorized"), "log in again"),
        (reply(403, "Forbidden", "exceeded quota: q"), "ResourceQuota"),
        (errors.Unreachable(CREATE, "refused"), "is the cluster up"),
        (errors.Untrusted(CREATE, "self-signed"), "certificate-authority"),
    ],
)
def test_there_is_a_way_out(error: errors.ApiError, said: str) -> None:
    assert said in str(error)


def test_an_error_of_a_watch_has_its_code_inside() -> None:
    assert isinstance(errors.of_status(CREATE, {"kind": "Status", "code": 410, "reason": "Expired"}), errors.Gone)
