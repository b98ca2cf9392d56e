"""A journal that cannot be read.

A line of the journal is not what wfsim wrote: it was edited, or is of another version. A last line that is cut is no
mistake: the run goes on from the line before.

Seen with:

```text
$ wfsim replay run.jsonl coinflip.yaml
```

Take the journal as it was written.

Argo: knows no such thing; this is about the simulation.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "broken-journal"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/"

check = passes_on(ID)
