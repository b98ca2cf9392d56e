"""A mistake in the configuration of wfsim.

A `wfsim.toml`, a `.wfsim.toml` or the table `[tool.wfsim]` of a `pyproject.toml` holds a key that
does not exist or a value that it cannot have, or is no TOML. Nothing is linted then (exit code 2):
a setting that is not understood would give a verdict that nobody asked for.

Seen with:

```text
$ cat wfsim.toml
ignroe = ["unused-template"]
$ wfsim lint .
```

Argo: It has no such file.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "bad-config"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/cli/argo_lint/"

check = passes_on(ID)
