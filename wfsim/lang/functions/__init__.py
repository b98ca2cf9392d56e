"""The functions that expressions may call, as one table: expr-lang's own, Argo's, and sprig's under ``sprig.``."""

from wfsim.lang.functions.table import FUNCTIONS, SPRIG, find

__all__ = ["FUNCTIONS", "SPRIG", "find"]
