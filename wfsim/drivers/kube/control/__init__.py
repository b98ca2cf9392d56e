"""The controller: all Workflow objects of an instance, driven from one process. ``loop.Control`` is its heart."""
