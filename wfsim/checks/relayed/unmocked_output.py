"""A value that was made up.

With `--strict-mocks`, something reads a result or an output parameter that no mock gives. Without that option a value
is made up from the seed, and said.

Seen with:

```text
$ wfsim simulate coinflip.yaml --strict-mocks
```

Add the mock that the hint shows.

Argo: knows no such thing; this is about the simulation.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "unmocked-output"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/"

check = passes_on(ID)
