"""The language server: what ``lint`` and the tables of fields, variables and functions know, while one types.

Layer 11, above ``cli``, whose configuration and reading of files it shares: an editor shows exactly what the command
prints. The home of pygls and lsprotocol, which ``argo-wfsim[lsp]`` installs and which are imported when the server
starts.
"""
