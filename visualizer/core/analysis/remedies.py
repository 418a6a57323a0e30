"""What to try: rates that settle, and scaled inputs."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from visualizer.core.analysis.curvature import hessian, largest_stable_rate
from visualizer.core.analysis.evidence import Evidence
from visualizer.core.analysis.verdict_kinds import Remedy
from visualizer.core.arrays import FloatArray
from visualizer.core.problems.functions import Function
from visualizer.core.problems.linear_model import LinearModel
from visualizer.core.problems.model import Model

_SAMPLED_ROWS = 4096
_TINY = 0.1
"""The share of the rate below which 2 / lambda_max is far below it."""
_UNEVEN = 3.0
"""How much better scaled inputs must be conditioned to be worth suggesting."""


def remedy(label: str, settings: Mapping[str, Any], **more: str) -> Remedy:
    """A remedy whose settings nobody can change."""
    return Remedy(label, MappingProxyType(dict(settings)), **more)


def number(value: float, digits: int = 2) -> str:
    """A number with so many digits that count, as people write it: 0.12, 1.1, 130, 2.5e9."""
    if value == 0 or not np.isfinite(value):
        return f"{value:g}"
    # Whole digits are never rounded away, only the fraction.
    size = int(np.floor(np.log10(abs(value))))
    if size >= digits and size < 7:
        return f"{value:.0f}"
    mantissa, _, exponent = f"{value:.{digits}g}".partition("e")
    return f"{mantissa}e{int(exponent)}" if exponent else mantissa


def apart(value: float, *others: float, digits: int = 3) -> str:
    """A number with so many digits that it does not read as one of `others`: 1.9996, not 2."""
    text = number(value, digits)
    while digits < 9 and float(text) in others and value not in others:
        digits += 1
        text = number(value, digits)
    return text


def way(evidence: Evidence) -> list[FloatArray]:
    """Places (P,) from the start to here, both included."""
    steps = {0, evidence.step}
    if evidence.history.thinning == 1:
        # Recomputing a row takes milliseconds.
        steps |= {evidence.step * part // 4 for part in (1, 2, 3)}
    return [evidence.history.row(step).theta for step in sorted(steps)]


def stable_limit(evidence: Evidence, *places: FloatArray) -> float | None:
    """The smallest 2 / lambda_max at `places` (P,) and the known minima; None when unknown.

    Also None where the problem is not known, or the updates are not plain gradient descent
    on all rows: then other limits hold.
    """
    problem = evidence.problem
    if problem is None or not evidence.plain or not evidence.whole:
        return None
    points = list(places)
    if isinstance(problem, Function):
        # Functions with many minima have them alike.
        minima = [np.array(minimum) for minimum in problem.minima[:4]]
        points += [minimum for minimum in minima if _is_smooth(problem, minimum)]
    limits = [largest_stable_rate(problem, point) for point in points]
    known = [limit for limit in limits if limit is not None]
    return min(known) if known else None


def _is_smooth(problem: Function, place: FloatArray) -> bool:
    """Whether second derivatives exist there: at a cusp they do not."""
    return hessian(problem, place) is not None


def use_rate(limit: float | None, rate: float, largest: float = np.inf) -> tuple[Remedy, ...]:
    """Two thirds of the largest stable rate: overshoots a little, and settles fast.

    Along the steepest direction the error then shrinks to a third at each step. Nothing
    is suggested where the rate in use is about the same.
    """
    if limit is None:
        return ()
    return _rate(min(2 * limit / 3, largest), rate)


def _rate(wanted: float, rate: float, words: str = "") -> tuple[Remedy, ...]:
    # Two digits: a rate that somebody would type.
    suggested = float(f"{wanted:.2g}")
    if suggested <= 0 or not np.isfinite(suggested) or abs(suggested - rate) < 0.1 * rate:
        return ()
    text = number(suggested)
    settings = {"optimizer.learning_rate": suggested}
    return (remedy(f"Use rate {text}", settings, group="rate", words=words.format(rate=text)),)


def lower_rates(evidence: Evidence, *shares: float) -> tuple[Remedy, ...]:
    """Shares of the highest rate so far, for where no theory knows a better one."""
    rate = evidence.peak
    return tuple(one for share in shares for one in _rate(share * rate, rate))


def higher_rates(evidence: Evidence, limit: float | None) -> tuple[Remedy, ...]:
    """Larger rates, below the limit where one is known; with a word for the sentence."""
    rate = evidence.peak
    wanted = [3 * rate, 10 * rate]
    if limit is not None:
        highest = 2 * limit / 3
        wanted = [min(highest, 10 * rate), highest] if highest > 1.4 * rate else []
    # By key: rounded to two digits both may be the same rate.
    found = {one.key: one for value in wanted for one in _rate(value, rate, "Try {rate}.")}
    return tuple(found.values())


def falling_rate() -> Remedy:
    """A rate that falls to 0 within the run."""
    return remedy("Let the rate fall", {"schedule.kind": "cosine"})


def scale_inputs(evidence: Evidence) -> tuple[Remedy, ...]:
    """Standardised inputs, where they make the valley much rounder; with a rate that fits."""
    problem, rate = evidence.problem, evidence.rate
    if not isinstance(problem, Model) or not problem.settings.bias or _is_scaled(problem):
        return ()
    if not isinstance(problem, LinearModel):
        uneven = _spread(problem) > _UNEVEN
        scaling = {"data.scaling": "standardise"}
        return (remedy("Scale the inputs", scaling),) if uneven else ()
    spectrum = standardised_eigenvalues(problem)
    second = np.linalg.eigvalsh(problem.hessian)
    if spectrum is None or not _condition(second) > _UNEVEN * _condition(spectrum):
        return ()
    limit = 2 / float(spectrum[-1])
    if 0.02 * limit <= rate <= 0.9 * limit:
        return (remedy("Scale the inputs", {"data.scaling": "standardise"}),)
    fitting = float(f"{2 * limit / 3:.2g}")
    return (
        remedy(
            f"Scale the inputs, rate {number(fitting)}",
            {"data.scaling": "standardise", "optimizer.learning_rate": fitting},
        ),
    )


def unscaled(evidence: Evidence, limit: float | None) -> str:
    """A sentence where it is the inputs that make every useful rate tiny; else ""."""
    problem = evidence.problem
    if limit is None or limit > _TINY * evidence.rate or not scale_inputs(evidence):
        return ""
    assert isinstance(problem, Model)
    sizes = _sizes(problem)
    widest = int(np.argmax(sizes))
    return (
        f" Inputs that are not scaled ({problem.input_names[widest]} is about "
        f"{number(float(sizes[widest]))}) make every useful rate tiny."
    )


def standardised_eigenvalues(problem: LinearModel) -> FloatArray | None:
    r"""Eigenvalues of the Hessian (P,), rising, as they would be with standardised inputs.

    With H = 2/N A^T A and A = [x, 1], the last column of H holds twice the means; taking
    those away and dividing by the deviations leaves twice the correlations, and 2 for the
    bias. None where a column is constant.
    """
    half = problem.hessian / 2
    means = half[:-1, -1]
    covariance = half[:-1, :-1] - np.outer(means, means)
    variances = np.diag(covariance)
    # A difference of two nearly equal numbers: what is left is rounding.
    if np.any(variances <= 1e-12 * np.diag(half)[:-1]):
        return None
    correlation = covariance / np.sqrt(np.outer(variances, variances))
    return np.sort(np.append(2 * np.linalg.eigvalsh(correlation), 2.0))


def _condition(eigenvalues: FloatArray) -> float:
    least = float(eigenvalues[0])
    return float(eigenvalues[-1]) / least if least > 0 else np.inf


def _is_scaled(problem: Model) -> bool:
    scaling = problem.scaling
    return bool(np.any(scaling.offset != 0) or np.any(scaling.factor != 1))


def _spread(problem: Model) -> float:
    """The largest root mean square of an input column."""
    return float(_sizes(problem).max())


def _sizes(problem: Model) -> FloatArray:
    """The root mean square (D,) of each input column, from some of the rows."""
    rows = problem.inputs[:: max(1, len(problem.inputs) // _SAMPLED_ROWS)]
    return np.asarray(np.sqrt(np.mean(rows**2, axis=0)))
