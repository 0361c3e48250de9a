"""The command `agonist`, also as `python -m agonist`: a Ctrl-C while it is still loading is no accident."""

import sys


def main() -> int:
    """Load the command line and carry out the arguments of the process; the exit status."""
    try:
        from agonist.experiments.cli import main as command

        return command()
    except KeyboardInterrupt:
        print("agonist: stopped", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
