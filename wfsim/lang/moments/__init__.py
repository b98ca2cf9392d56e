"""Points in time, spans of time and time zones as values of expressions, with Go's arithmetic, layouts and methods.

``calendar`` counts days, ``zones`` finds offsets, ``layouts`` reads and writes times in Go's layouts, ``values`` has
the values, ``methods`` what can be called on them.
"""
