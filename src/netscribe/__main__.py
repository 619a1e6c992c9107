"""`python -m netscribe`: the command line."""

from __future__ import annotations

import sys

from netscribe.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
