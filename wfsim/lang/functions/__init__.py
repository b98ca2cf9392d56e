"""The functions that expressions may call, as one table: expr-lang's own, Argo's, and sprig's under ``sprig.``."""

from wfsim.lang.functions.table import ARGO, BUILTINS, FUNCTIONS, SPRIG, find, variables

__all__ = ["ARGO", "BUILTINS", "FUNCTIONS", "SPRIG", "find", "variables"]
