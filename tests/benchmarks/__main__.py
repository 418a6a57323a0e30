"""`python -m tests.benchmarks [--write]`: measure, print, and put the table into README.md."""

import argparse
import sys
from pathlib import Path

from tests.benchmarks import (
    by_hand,
    compare,
    digits,
    ending,
    engine,
    formulas,
    panes,
    space,
    start_up,
    sweeps,
    tables,
    window,
)
from tests.benchmarks.machine import machine
from tests.benchmarks.measure import Result, markdown_table, text_table, with_table

README = Path(__file__).parents[2] / "README.md"
BENCHMARKS = {
    "epochs": engine.epochs,
    "sweep": engine.sweep,
    "sweeps": sweeps.sweeps,
    "rules": engine.rules,
    "landscape": engine.landscape,
    "tables": tables.tables,
    "formulas": formulas.formulas,
    "digits": digits.digits,
    "window": window.measured,
    "panes": panes.measured,
    "compare": compare.measured,
    "by hand": by_hand.measured,
    "ending": ending.measured,
    "space": space.measured,
    "start": start_up.start_up,
}


def main(arguments: list[str]) -> int:
    """Run the benchmarks; 1 when a requirement is not met."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--write", action="store_true", help="put the table into README.md")
    options = parser.parse_args(arguments)
    unknown = set(options.names) - set(BENCHMARKS)
    if unknown:
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    found: list[Result] = []
    for name in options.names or BENCHMARKS:
        print(f"{name} ...", file=sys.stderr, flush=True)
        found += BENCHMARKS[name]()
    table = markdown_table(found, machine())
    print(f"{text_table(found)}\n\n{table}")
    if options.write:
        write(table)
    return 0 if all(result.passed for result in found) else 1


def write(table: str) -> None:
    """Put the table between the markers of README.md, where there are any."""
    text = README.read_text(encoding="utf-8")
    replaced = with_table(text, table)
    if replaced == text:
        print("README.md stays as it is: it has no markers, or the same table.", file=sys.stderr)
        return
    README.write_text(replaced, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
