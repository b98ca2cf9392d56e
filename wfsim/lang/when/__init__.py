"""The language of ``when``: govaluate's, with every bare word a string.

In: the text after its tags were replaced. Out: a truth value, a syntax tree, or Argo's message. ``tokens`` reads it,
``order`` holds which token may follow which, ``parsing`` builds the tree and ``evaluation`` computes it.
"""

from wfsim.lang.when.evaluation import evaluate
from wfsim.lang.when.parsing import parse

__all__ = ["evaluate", "parse"]
