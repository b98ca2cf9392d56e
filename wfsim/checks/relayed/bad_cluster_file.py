"""A cluster file with a mistake in it.

A cluster file has a key that does not exist, a value of the wrong type, or two things that exclude each other. Nothing
is run on a cluster that was only half understood.

Seen with:

```text
nodes:
  - {cpu: 4, memory: plenty}
```

Write what the message names; the page on clusters has all keys with examples.

Argo: knows no such thing; this is about the simulation.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "bad-cluster-file"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/"

check = passes_on(ID)
