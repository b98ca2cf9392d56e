"""What happened in a run: the journal (event by event) and the record (what it came to).

Layer 6. ``of`` makes a record of an engine, ``workflow`` turns one into Argo's Workflow object and back.
"""
