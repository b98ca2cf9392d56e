"""``python -m executor init`` and ``python -m executor wait``."""

import sys

from .main import main

sys.exit(main(sys.argv[1:]))
