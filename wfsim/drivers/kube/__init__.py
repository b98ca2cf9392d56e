"""Runs on a Kubernetes cluster: pods for nodes, watches for events."""
