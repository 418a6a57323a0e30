"""What a sweep has found: the results of all cells, by setting and by seed, and the best."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualizer.core.arrays import FloatArray
from visualizer.core.sweeps.axes import value_text
from visualizer.core.sweeps.plan import SweepPlan
from visualizer.core.sweeps.results import CellResult


@dataclass(frozen=True)
class SweepOutcome:
    """A sweep with its results so far, in the order of its cells; None where there is none.

    A *setting* is one combination of the values that vary; its runs differ in the seed. `limits`
    are the largest stable rates of all settings, see `theory.stable_rates`; () where nobody has
    asked for them.
    """

    plan: SweepPlan
    results: tuple[CellResult | None, ...]
    limits: tuple[float, ...] = ()

    @staticmethod
    def of(
        plan: SweepPlan, known: Mapping[int, CellResult], limits: tuple[float, ...] = ()
    ) -> "SweepOutcome":
        """The outcome of results by the place of their cells."""
        return SweepOutcome(plan, tuple(known.get(place) for place in range(len(plan))), limits)

    @property
    def settings(self) -> list[tuple[Any, ...]]:
        """The values of every setting, in order."""
        return [cell.values for cell in self.plan.cells[:: self.plan.seeds]]

    def place_of(self, setting: int, seed: int = 0) -> int:
        """The place of a cell."""
        return setting * self.plan.seeds + seed

    def values(self, name: str) -> FloatArray:
        """A column of the results as (settings, seeds); NaN where there is no number."""
        numbers = [math.nan if one is None else float(getattr(one, name)) for one in self.results]
        return np.array(numbers).reshape(-1, self.plan.seeds)

    @cached_property
    def diverged(self) -> NDArray[np.bool_]:
        """Which runs (settings, seeds) have diverged."""
        found = [one is not None and one.diverged for one in self.results]
        return np.array(found, bool).reshape(-1, self.plan.seeds)

    @cached_property
    def failed(self) -> NDArray[np.bool_]:
        """Which runs (settings, seeds) have diverged or ended no lower than they began."""
        found = [one is not None and one.failed for one in self.results]
        return np.array(found, bool).reshape(-1, self.plan.seeds)

    @property
    def validated(self) -> bool:
        """Whether validation rows decide what is best."""
        return bool(np.isfinite(self.values("validation_loss")).any())

    @property
    def scored(self) -> bool:
        """Whether validation rows have a score, which decides before their loss."""
        return bool(np.isfinite(self.values("validation_score")).any())

    @property
    def measure(self) -> str:
        """By what the best is chosen, in words."""
        if self.scored:
            return "validation score"
        return "validation loss" if self.validated else "final loss"

    @property
    def seen(self) -> FloatArray:
        """What `measure` says of every setting: the mean over its seeds, NaN if any diverged."""
        name = self.measure.replace(" ", "_")
        return np.asarray(self.values(name).mean(axis=1))

    @property
    def best(self) -> int | None:
        """The best setting: the one with the best mean over its seeds; None where all failed.

        The validation score decides, of equal ones the validation loss; without a score that
        loss, without validation rows the final loss. A setting of which a run has diverged or
        is missing is none.
        """
        return self._best_of(range(len(self.settings)))

    @property
    def best_of_rules(self) -> dict[str, int]:
        """The best setting of each update rule that has one, by the key of the rule."""
        groups: dict[str, list[int]] = {}
        for setting in range(len(self.settings)):
            rule = self.plan.cells[self.place_of(setting)].experiment.optimizer
            groups.setdefault(rule.kind, []).append(setting)
        found = {kind: self._best_of(group) for kind, group in groups.items()}
        return {kind: best for kind, best in found.items() if best is not None}

    def _best_of(self, settings: "range | list[int]") -> int | None:
        name = "validation_loss" if self.validated else "final_loss"
        losses = self.values(name).mean(axis=1).tolist()
        scores = self.values("validation_score").mean(axis=1).tolist()
        good = [one for one in settings if math.isfinite(losses[one])]
        if not self.scored:
            return min(good, key=losses.__getitem__, default=None)
        # Without any variation in the targets there is no R², and then no rank by it.
        ranked = [one for one in good if math.isfinite(scores[one])]
        return min(ranked, key=lambda one: (-scores[one], losses[one]), default=None)

    def protocol(self) -> str:
        """How the best was found: what was tried, how long, and by what it is chosen."""
        epochs = sorted({cell.experiment.training.epochs for cell in self.plan.cells})
        span = f"{epochs[0]:,}" if len(epochs) == 1 else f"{epochs[0]:,} to {epochs[-1]:,}"
        mean = ", the mean over seeds" if self.plan.seeds > 1 else ""
        return f"{self.plan.words()}; {span} epochs each; best by {self.measure}{mean}"

    def best_sentence(self) -> str:
        """Which setting is best, with its value."""
        best = self.best
        if best is None:
            return "no setting came to an end with a finite loss"
        values = zip(self.plan.keys, self.settings[best], strict=True)
        shown = ", ".join(f"{key} {_short(value)}" for key, value in values)
        return f"best by {self.measure}: {shown} ({self.seen[best]:.4g})"


def _short(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else value_text(value)
