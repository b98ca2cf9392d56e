"""What ``import wfsim`` offers: a loaded project, and runs of it.

Layer 8. ``wfsim/__init__.py`` gives these names out, each imported when it is first used.
"""
