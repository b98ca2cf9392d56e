"""The functions of jq: rows of name, arity, one line about it, and what computes it."""
