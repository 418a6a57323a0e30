"""The commands of the shell: each module of this package declares one, as COMMAND.

A new command is one file here. Help imports all of them, so they import what does the work
when it is done.
"""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules

from visualizer.cli.parser import Command


def found() -> dict[str, Command]:
    """Every command that is declared, by its name."""
    modules = [import_module(f"{__name__}.{one.name}") for one in iter_modules(__path__)]
    return {module.COMMAND.name: module.COMMAND for module in modules}


COMMANDS: Mapping[str, Command] = found()
"""Every command by its name."""
