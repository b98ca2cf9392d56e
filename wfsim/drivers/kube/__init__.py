"""Pods on a real cluster: what the engine wants is done by a Kubernetes API server, and what pods do becomes events."""
