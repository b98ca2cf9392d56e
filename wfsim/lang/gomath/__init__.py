"""The functions of Go's package math, to the last digit as Go computes them on amd64.

Python's own come from the C library, whose last digits differ from system to system, and from Go's. The modules:
``rounding``, ``powers`` (roots, exponentials, logarithms), ``angles``, ``special`` (gamma), ``errors``, ``bessel``.
"""

from wfsim.lang.gomath.powers import power

__all__ = ["power"]
