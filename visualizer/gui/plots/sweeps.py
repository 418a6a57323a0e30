"""How the settings of a sweep are laid out in pictures."""

from visualizer.core.sweeps.axes import SweepAxis, value_text
from visualizer.core.sweeps.outcome import SweepOutcome
from visualizer.core.sweeps.plan import SweepPlan

RATE = "optimizer.learning_rate"
MOST_CURVES = 8
LEAST_ROWS = 3
"""Values of a second number from which a map says more than curves."""


def varied(plan: SweepPlan) -> list[int]:
    """The axes with more than one value; the first where there is none.

    One value alone is a setting like any other, such as the rule that all runs have.
    """
    return [place for place, axis in enumerate(plan.axes) if len(axis.values) > 1] or [0]


def across_of(plan: SweepPlan) -> int | None:
    """Which axis goes from left to right in curves: numbers rather than words, then most values.

    None where more than two settings vary.
    """
    if len(varied(plan)) > 2:
        return None

    def weight(place: int) -> tuple[bool, bool, int]:
        axis = plan.axes[place]
        return axis.numeric, axis.key == RATE, len(axis.values)

    return max(varied(plan), key=weight)


def groups_of(outcome: SweepOutcome) -> dict[str, list[int]]:
    """The settings of each curve, by its name: one for each value of the other axis.

    In the order of what goes across.
    """
    plan = outcome.plan
    across = across_of(plan)
    if across is None:
        return {}
    settings = outcome.settings
    values = plan.axes[across].values
    order = {value_text(value): place for place, value in enumerate(sorted(values, key=_by_value))}
    # Random samples vary together: each value of the other one is met but once.
    others = [
        place
        for place in varied(plan)
        if place != across and not (plan.axes[place].drawn and plan.axes[across].drawn)
    ]
    groups: dict[str, list[int]] = {}
    for number, one in enumerate(settings):
        name = value_text(one[others[0]]) if others else ""
        groups.setdefault(name, []).append(number)
    for group in groups.values():
        group.sort(key=lambda number: order[value_text(settings[number][across])])
    if others and len(groups) > 1 and plan.axes[others[0]].numeric:
        words = wording(plan.axes[others[0]].key)
        return {f"{words} {name}": group for name, group in groups.items()}
    return groups


def drawn_together(plan: SweepPlan) -> bool:
    """Whether several settings are random samples: a search, and no curve."""
    return sum(plan.axes[place].drawn for place in varied(plan)) > 1


def is_map(plan: SweepPlan) -> bool:
    """Whether the sweep is best seen from above: a grid of two settings with many values."""
    axes = [plan.axes[place] for place in varied(plan)]
    if not fills_map(plan):
        return False
    return all(map(_fine, axes)) or min(len(axis.values) for axis in axes) > MOST_CURVES


def fills_map(plan: SweepPlan) -> bool:
    """Whether two settings vary, in all combinations of their values."""
    axes = [plan.axes[place] for place in varied(plan)]
    return len(axes) == 2 and not any(axis.drawn for axis in axes)


def _fine(axis: SweepAxis) -> bool:
    return axis.numeric and len(axis.values) > LEAST_ROWS


def wording(key: str) -> str:
    """A setting in a word or two: "learning rate"."""
    name = key.rpartition(".")[2]
    if name == "kind":
        return {"optimizer": "rule"}.get(key.partition(".")[0], key.partition(".")[0])
    return name.replace("_", " ")


def _by_value(value: object) -> tuple[bool, float]:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    # Words keep their order, as sorting is stable.
    return (False, float(value)) if number else (True, 0.0)  # type: ignore[arg-type]
