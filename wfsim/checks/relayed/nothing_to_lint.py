"""There is nothing here that Argo's linter would look at.

Argo's linter looks only at objects of its own kinds. A file (or a whole run) without one usually
means a wrong path, a misspelt `kind`, or a rendering step that produced nothing.

Seen with:

```text
$ argo lint --offline settings.yaml
```

Argo: `argo lint --offline` prints "found nothing to lint in the specified paths, failing..." and
exits with 1.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "nothing-to-lint"
SEVERITY = Severity.WARNING
SEE = "https://argo-workflows.readthedocs.io/en/latest/cli/argo_lint/"

check = passes_on(ID)
