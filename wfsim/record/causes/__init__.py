"""Why a run is what it is: ``explain.explain`` gives a ``cause.Cause``."""
