"""The sections of an experiment's table, and the one that says how to train."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from visualizer.core import settings
from visualizer.core.clipping import Clipping
from visualizer.core.errors import InputError
from visualizer.core.gradients import GRADIENTS
from visualizer.core.settings import setting
from visualizer.core.words import among, meant

FORMAT = 1
"""The format number of experiment files that this version writes and reads."""

MOST_LETTERS = 500
"""Of the name: it stands on tabs, in legends and in sentences."""

SECTIONS = ("problem", "data", "start", "optimizer", "schedule", "training")


@dataclass(frozen=True)
class Training:
    """The `[training]` section."""

    epochs: int = setting(
        60,
        label="Epochs",
        help="Passes over the data; for functions, steps.",
        minimum=0,
        maximum=1_000_000_000,
    )
    batch_size: int = setting(
        0,
        label="Batch size",
        help="Rows of each step; 0 takes all rows.",
        minimum=0,
        folded=True,
    )
    validation_fraction: float = setting(
        0.0,
        label="Validation",
        help="The share of the rows that is kept aside to measure, not to train.",
        minimum=0,
        maximum=0.9,
        folded=True,
    )
    seed: int = setting(
        0,
        label="Seed",
        help="Decides the shuffling of batches and the split into training and validation.",
        minimum=0,
        maximum=2**63 - 1,
        folded=True,
    )
    gradient: str = setting(
        "exact",
        label="Gradient",
        help="How the slope is measured: by the chain rule, or by moving each weight a little.",
        choices={name: name.capitalize() for name in GRADIENTS},
        folded=True,
    )
    difference_step: float = setting(
        1e-4,
        label="Difference step",
        help="How far a weight is moved to measure the slope by differences.",
        above=0,
        maximum=1,
        folded=True,
    )
    gradient_noise: float = setting(
        0.0,
        label="Gradient noise",
        help="The deviation of random numbers added to the slope, as batches have them.",
        minimum=0,
        maximum=1e6,
        folded=True,
    )
    clip_value: float = setting(
        0.0,
        label="Clip by value",
        help="Each slope is held between minus this and this before the rule sees it; 0 is off.",
        minimum=0,
        maximum=1e6,
        folded=True,
    )
    clip_norm: float = setting(
        0.0,
        label="Clip by norm",
        help="A gradient that is longer than this is shortened to it, after clipping by value; "
        "0 is off.",
        minimum=0,
        maximum=1e6,
        folded=True,
    )
    precision: str = setting(
        "float64",
        label="Precision",
        help="How exactly the parameters are stored: 53 or 24 binary digits.",
        choices={"float64": "float64", "float32": "float32"},
        folded=True,
    )
    stop_loss: float = setting(
        0.0,
        label="Stop at loss",
        help="Stops as soon as the loss on all training rows is below this; 0 is off.",
        folded=True,
    )
    stop_gradient: float = setting(
        0.0,
        label="Stop at slope",
        help="Stops at the first step whose gradient is shorter than this; 0 is off.",
        minimum=0,
        folded=True,
    )
    stop_patience: int = setting(
        0,
        label="Stop if stuck",
        help="Stops after so many epochs without a lower loss on the validation rows, or where "
        "there are none, on the training rows; 0 is off.",
        unit="epochs",
        minimum=0,
        maximum=1_000_000_000,
        folded=True,
    )
    stop_seconds: float = setting(
        0.0,
        label="Time limit",
        help="Stops after so long a time of training; 0 is off. How far a run comes then depends "
        "on the machine, and cannot be repeated.",
        unit="s",
        minimum=0,
        folded=True,
    )

    @property
    def clipping(self) -> Clipping:
        """What gradients are held to."""
        return Clipping(self.clip_value, self.clip_norm)


def sections_of(table: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """A copy of each section of an experiment's table, empty where it is missing.

    Raises
    ------
    InputError
        For a format number that this version does not know, an unknown key, a name that
        is no text or a section that is no table.
    """
    _check_format(table.get("format", FORMAT))
    allowed = ("format", "name", *SECTIONS, "changes")
    for key in table:
        if key not in allowed:
            raise InputError(
                f"unknown key; allowed here are {', '.join(allowed)}{meant(str(key), allowed)}",
                str(key),
            )
    if not isinstance(table.get("name", ""), str):
        raise InputError(f"{table['name']} is not allowed; allowed is text", "name")
    if len(table.get("name", "")) > MOST_LETTERS:
        raise InputError(f"too long; at most {MOST_LETTERS} characters are allowed", "name")
    for key in SECTIONS:
        if not isinstance(table.get(key, {}), Mapping):
            raise InputError("must be a section with keys of its own", key)
    return {key: dict(table.get(key, {})) for key in SECTIONS}


def _check_format(version: object) -> None:
    # Before anything else: a later format may have any keys.
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise InputError(f"{version} is not allowed; allowed is {FORMAT}", "format")
    if version > FORMAT:
        raise InputError(
            f"{version} is from a later version of this program; this one reads up to {FORMAT}",
            "format",
        )


def read_section(section: type, table: Mapping[str, Any], name: str, **preset: Any) -> Any:
    """The settings object of a section; errors carry the section's name in their key."""
    try:
        return settings.from_dict(section, table, **preset)
    except InputError as error:
        raise error.inside(name) from None


def checked_section(section: Any, name: str) -> Any:
    """A settings object that was made in Python, checked as `read_section` would."""
    try:
        return settings.checked(section)
    except InputError as error:
        raise error.inside(name) from None


def pick(registry: Mapping[str, Any], table: dict[str, Any], key: str, default: str) -> Any:
    """Take the entry of `registry` that the section `table` names at `key` out of it."""
    kind = table.pop(key.rpartition(".")[2], default)
    kind = among(kind, registry) if isinstance(kind, str) else kind
    if not isinstance(kind, str) or kind not in registry:
        shown = f'"{kind}"' if isinstance(kind, str) else str(kind)
        more = meant(kind, registry) if isinstance(kind, str) else ""
        raise InputError(f"{shown} is not allowed; allowed are {', '.join(registry)}{more}", key)
    return registry[kind]
