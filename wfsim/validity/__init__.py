"""What Argo's own validator refuses.

Layer 4. ``validate`` judges a workspace as Argo's linter does offline, ``refusal`` one object as the controller does
before it runs it. Called by ``checks`` and by whoever simulates.
"""

from wfsim.validity.linter import first_reason, nothing_linted, refusal, validate

__all__ = ["first_reason", "nothing_linted", "refusal", "validate"]
