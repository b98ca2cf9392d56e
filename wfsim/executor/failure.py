"""What goes wrong and is told to people."""

from __future__ import annotations


class Failure(Exception):
    """Something could not be brought in or kept; the message says what and why."""


class NotThere(Failure):
    """There is nothing where an artifact should be: no failure for an optional one."""
