"""Two nodes of a run with one id.

A node's id ends in a hash of 32 bits of its name, and two names can have one hash: in 100,000 nodes about one pair has.

Seen with:

```text
$ wfsim simulate fan-out.yaml
```

The controller knows nodes by their ids alone, so it takes the second node for the first: it runs nothing for it, and
what the first comes to counts for both. So does the simulation. Split the loop over several runs, or give the run or
the step another name.

Argo: passes over the second node without a word.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "same-id"
SEVERITY = Severity.WARNING
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/loops/"

check = passes_on(ID)
