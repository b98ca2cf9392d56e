"""Artifacts in a store that speaks S3."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

from minio import Minio
from minio.credentials.providers import ChainedProvider, EnvAWSProvider, IamAwsProvider, StaticProvider
from minio.error import MinioException, S3Error
from urllib3.exceptions import HTTPError

from .failure import Failure, NotThere
from .layout import Layout

_ABSENT = ("NoSuchKey", "NoSuchBucket", "ResourceNotFound")


def fetch(body: dict[str, Any], target: Path, layout: Layout) -> None:
    """A key, or all keys below it as a folder."""
    bucket, key = body.get("bucket", ""), body.get("key", "")
    client = _client(body, layout)
    try:
        _download(client, bucket, key, target)
    except S3Error as problem:
        if problem.code not in _ABSENT:
            raise Failure(f"failed to get file: {problem.message}") from problem
        if not _fetch_below(client, bucket, key.rstrip("/") + "/", target):
            raise NotThere(f"failed to get file: {problem.message}") from problem
    except (HTTPError, MinioException, ValueError) as problem:
        raise Failure(f"failed to get file: {problem}") from problem


def keep(source: Path, body: dict[str, Any], layout: Layout) -> None:
    """A file under its key, a folder's files under keys below it."""
    bucket, key = body.get("bucket", ""), body.get("key", "")
    client = _client(body, layout)
    try:
        _make_bucket(client, body)
        if not source.is_dir():
            client.fput_object(bucket, key, str(source))
            return
        for path in sorted(source.rglob("*")):
            if path.is_file():
                client.fput_object(bucket, f"{key.rstrip('/')}/{path.relative_to(source)}", str(path))
    except S3Error as problem:
        raise Failure(f"failed to put file: {problem.message}") from problem
    except (HTTPError, MinioException, ValueError) as problem:
        raise Failure(f"failed to put file: {problem}") from problem


def remove(body: dict[str, Any], layout: Layout) -> None:
    """The object of a key, and all keys below it."""
    bucket, key = body.get("bucket", ""), body.get("key", "")
    if not key.strip("/"):
        raise Failure("failed to delete file: the artifact has no key")
    client = _client(body, layout)
    try:
        client.remove_object(bucket, key)
        for one in client.list_objects(bucket, prefix=key.rstrip("/") + "/", recursive=True):
            client.remove_object(bucket, one.object_name or "")
    except S3Error as problem:
        raise Failure(f"failed to delete file: {problem.message}") from problem
    except (HTTPError, MinioException, ValueError) as problem:
        raise Failure(f"failed to delete file: {problem}") from problem


def listed(body: dict[str, Any], layout: Layout) -> list[str]:
    """All keys below a key, whole."""
    bucket, key = body.get("bucket", ""), body.get("key", "")
    prefix = key.rstrip("/") + "/" if key.strip("/") else ""
    client = _client(body, layout)
    try:
        found = [one.object_name or "" for one in client.list_objects(bucket, prefix=prefix, recursive=True)]
        found = [one for one in found if not one.endswith("/")]
        if not found and prefix:
            client.stat_object(bucket, key)
    except S3Error as problem:
        if problem.code in _ABSENT and problem.code != "NoSuchBucket":
            raise NotThere(f"no key found of name {key}") from problem
        raise Failure(f"failed to list directory: {problem.message}") from problem
    except (HTTPError, MinioException, ValueError) as problem:
        raise Failure(f"failed to list directory: {problem}") from problem
    return found


def _download(client: Minio, bucket: str, key: str, target: Path) -> None:
    answer = client.get_object(bucket, key)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as out:
            shutil.copyfileobj(answer, out)
    finally:
        answer.close()
        answer.release_conn()


def _fetch_below(client: Minio, bucket: str, prefix: str, target: Path) -> bool:
    found = False
    try:
        for one in client.list_objects(bucket, prefix=prefix, recursive=True):
            name = (one.object_name or "")[len(prefix) :]
            if not name or name.endswith("/"):
                continue
            if ".." in name.split("/"):
                raise Failure(f"the key {one.object_name!r} leads outside")
            _download(client, bucket, prefix + name, target / name)
            found = True
    except S3Error as problem:
        if problem.code not in _ABSENT:
            raise Failure(f"failed to list keys: {problem.message}") from problem
    return found


def _make_bucket(client: Minio, body: dict[str, Any]) -> None:
    """Where the artifact wants its bucket made if it is not there."""
    wish = body.get("createBucketIfNotPresent")
    if wish is not None and not client.bucket_exists(body.get("bucket", "")):
        locking = bool(isinstance(wish, dict) and wish.get("objectLocking"))
        client.make_bucket(body.get("bucket", ""), body.get("region") or None, object_lock=locking)


def _client(body: dict[str, Any], layout: Layout) -> Minio:
    endpoint = body.get("endpoint") or "s3.amazonaws.com"
    name = layout.secret(body.get("accessKeySecret"))
    word, token = layout.secret(body.get("secretKeySecret")), layout.secret(body.get("sessionTokenSecret"))
    own = StaticProvider(name, word, token or None) if name else ChainedProvider([EnvAWSProvider(), IamAwsProvider()])
    authority = layout.secret(body.get("caSecret"))
    if authority:
        file = layout.scratch / "s3-authority.crt"
        file.write_text(authority, encoding="utf-8")
        os.environ["SSL_CERT_FILE"] = str(file)  # where the client looks for authorities
    region = body.get("region") or None
    return Minio(endpoint, secure=not body.get("insecure"), region=region, credentials=own)
