"""`python -m agonist`: the same command as `agonist`."""

import sys

from agonist.experiments.cli import main

sys.exit(main())
