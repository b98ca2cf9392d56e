"""Artifacts that go when their workflow is over or deleted (``artifactGC``): a pod of the executor's removes them.

Everything here works on Workflow objects, not on engines: a run that is over has none, and whoever collects may be
another process than the one that ran it. What the object cannot say by itself is kept in it as ``terms``.
"""
