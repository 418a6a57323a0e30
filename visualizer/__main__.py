"""`python -m visualizer` is the same as the command `visualizer`."""

import sys

from visualizer.cli import main

if __name__ == "__main__":
    if getattr(sys, "frozen", False):
        # There each worker process is this program, begun again: it ends in here.
        from multiprocessing import freeze_support

        freeze_support()
    sys.exit(main())
