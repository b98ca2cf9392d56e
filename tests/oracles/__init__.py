"""Differential tests: the libraries that Argo is built on, asked beside wfsim's own languages."""
