"""What users do to a run from outside: retry, resubmit, stop, terminate, suspend, resume, set outputs.

In: the definitions and the state of a run. Out: new ones (``outcome.Operated``); what was given is never changed.
Called by ``api``. Each refuses with Argo's own words (``outcome.Refused``).
"""
