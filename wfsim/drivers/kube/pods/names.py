"""The names that pods carry: labels, annotations, containers, volumes and paths. Argo's where Argo has one."""

from __future__ import annotations

NODE_ID = "workflows.argoproj.io/node-id"
NODE_NAME = "workflows.argoproj.io/node-name"
DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container"

# Ours: what an outcome has to know of the template, so that a pod alone tells it.
DAEMON = "wfsim/daemon"
SCRIPT = "wfsim/script"
DATA = "wfsim/transformation"

MAIN, INIT, WAIT = "main", "init", "wait"

SHARED_VOLUME, SHARED = "var-run-argo", "/var/run/argo"
STAGING_VOLUME, STAGING = "argo-staging", "/argo/staging"
SCRIPT_FILE = f"{STAGING}/script"
INPUTS_VOLUME, INPUTS = "input-artifacts", "/argo/inputs/artifacts"
SCRATCH_VOLUME, SCRATCH = "tmp-dir-argo", "/tmp"
STORE_VOLUME, STORE = "wfsim-store", "/argo/store"
SECRETS = "/argo/secret"
MAIN_ROOT = "/mainctrfs"  # where the executor's containers see the volumes of main

WRAPPER = (f"{SHARED}/busybox", "sh", f"{SHARED}/wrapper")
