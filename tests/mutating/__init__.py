"""Mutation of the engine with mutmut: ``python -m tests.mutating``; ``docs/mutation.md`` says what came of it."""
