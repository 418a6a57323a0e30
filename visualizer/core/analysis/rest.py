"""Verdicts on steps with hardly any slope: minima, saddles, and slopes lost to rounding."""

import numpy as np

from visualizer.core.analysis.evidence import Evidence, length
from visualizer.core.analysis.progress import in_local_bowl, lowest_known
from visualizer.core.analysis.remedies import number, remedy, stable_limit, use_rate
from visualizer.core.analysis.verdict_kinds import Verdict
from visualizer.core.problems.linear_model import LinearModel
from visualizer.core.recording.records import Row

_SMALL = 1e-6
_PAUSE = 0.15
_NEARLY = 0.01
"""The share of the largest slope up to which one is nearly zero."""
_DOWNHILL = 0.1
_STILL = 1e-4
_HARDLY = 0.002
"""The share of a step that is left of it where something takes it back."""


def rounding(evidence: Evidence) -> Verdict | None:
    """A measured slope of 0 where the true one is not: weight + h, or its loss, was rounded."""
    row, true = evidence.row, evidence.gradient
    if row.loss_plus is None or true is None or not evidence.whole:
        return None
    # A slope of 0 in a direction that hardly matters is no mistake.
    large = np.abs(true) > 0.01 * evidence.norm
    lost = large & (row.gradient == 0) & (row.loss_plus == row.loss)
    step = difference_step(evidence)
    if step is not None:
        lost &= _unmoved(row, step) | (np.abs(true) * step < np.spacing(abs(row.loss)))
    if not lost.any() or evidence.norm <= _SMALL * max(evidence.largest_norm, 1e-300):
        return None
    worst = int(np.argmax(np.where(lost, np.abs(true), 0)))
    name, weight = evidence.history.parameters[worst], float(row.theta[worst])
    nudge = "the test step" if step is None else f"h = {number(step)}"
    return Verdict(
        "rounding",
        "The test step is too small for this weight, so the measured slope is 0. "
        f"The true slope is {number(float(true[worst]), 6)}.",
        f"At {name} = {number(weight, 6)} moving the weight by {nudge} changes nothing: "
        "the sum, or the loss there, rounds to the same number.",
        (remedy("Use exact slopes", {"training.gradient": "exact"}),),
    )


def difference_step(evidence: Evidence) -> float | None:
    """The step h of the differences, from a row that has a slope; None where none has."""
    for row in (evidence.row, evidence.former, evidence.first):
        if row is None or row.loss_plus is None or not np.any(row.gradient):
            continue
        changes = row.loss_plus - row.batch_loss
        best = int(np.argmax(np.where(row.gradient != 0, np.abs(changes), -1)))
        step = float(changes[best] / row.gradient[best])
        # The test step is at most 1: more is a quotient of two roundings.
        if 0 < step <= 1.5:
            return step
    return None


def _unmoved(row: Row, step: float) -> np.ndarray:
    # A history holds float64; values that survive the way through float32 were trained in it.
    narrow = row.theta.astype(np.float32)
    if np.array_equal(narrow, row.theta):
        return np.asarray(narrow + np.float32(step) == narrow)
    return np.asarray(row.theta + step == row.theta)


def balanced(evidence: Evidence) -> Verdict | None:
    """Hardly any movement, though there is a slope and a rate: something else pulls back."""
    former, rate = evidence.former, evidence.rate
    # Written so that a slope, or a rate, that was not recorded (NaN) proves nothing.
    sloping = evidence.norm > _SMALL * evidence.largest_norm
    if former is None or not evidence.whole or not sloping:
        return None
    if evidence.plain or not rate > 0 or evidence.move > _STILL * evidence.travelled:
        return None
    if not (_quiet(evidence, former) or _outweighed(evidence, former)):
        return None
    return Verdict(
        "rest",
        "At rest where the slope and the weight decay are in balance.",
        f"The slope of the loss is {number(evidence.norm)} here, yet a step moves the weights by "
        f"{number(evidence.move)} only: the decay pulls them back as much. Without it the loss "
        f"({number(evidence.loss, 4)}) could fall further.",
    )


def _quiet(evidence: Evidence, former: Row) -> bool:
    """Whether hardly anything moves, nor is remembered, of a slope that counts the decay."""
    kept = former.quantities
    state = [length(kept[name]) for name in ("m", "b") if name in kept]
    if kept and not state:
        # The steps of rules such as Rprop do not follow from the slope and the rate.
        return False
    # Momentum and Adam may stand still for a moment, where they turn round: not so their memory.
    return max([evidence.move / evidence.rate, *state]) <= _STILL * evidence.norm


def _outweighed(evidence: Evidence, former: Row) -> bool:
    """Whether both moments ask for a step that is not made: decoupled decay takes it back."""
    kept = former.quantities
    # Without the correction of their bias the means themselves make the step.
    mean, square = ("m", "v") if set(kept) == {"m", "v"} else ("m_hat", "v_hat")
    if not {mean, square} <= set(kept):
        return False
    asked = evidence.rate * np.abs(kept[mean]) / (np.sqrt(kept[square]) + 1e-300)
    made = np.abs(evidence.row.theta - former.theta)
    return bool(np.all(made <= _HARDLY * asked) and asked.any())


def still(evidence: Evidence) -> Verdict | None:
    """No movement any more, where no slope was recorded that could tell why."""
    if not np.isnan(evidence.norm) or evidence.move != 0:
        return None
    why = f"The last step moved no parameter; the loss is {number(evidence.loss, 4)}."
    return Verdict("rest", "At rest: the parameters stay the same.", why)


def resting(evidence: Evidence) -> Verdict | None:
    """No slope, or no movement, any more: at which kind of place?"""
    if not _at_rest(evidence):
        return None
    loss = number(evidence.loss, 4)
    why = f"The slope is {number(evidence.norm)}, the loss {loss}."
    if evidence.rate == 0 and evidence.norm > 0:
        limit = stable_limit(evidence, evidence.row.theta)
        text = "Nothing moves: the learning rate is 0."
        return Verdict("rest", text, why, use_rate(limit, evidence.rate))
    if evidence.norm > 1e-4 * evidence.largest_norm > 0:
        return Verdict(
            "rest",
            "At rest: the update is smaller than the last digit of the weights.",
            f"The slope is {number(evidence.norm)}; the weights stay the same all the same.",
        )
    if _falls_somewhere(evidence, 1e-3):
        return _saddle(evidence)
    if isinstance(evidence.problem, LinearModel):
        return Verdict("minimum", "At rest at the minimum: nothing is left to correct.", why)
    lowest = evidence.lowest
    if lowest is not None and np.isfinite(evidence.loss):
        above = evidence.loss - lowest
        slack = 1e-6 * (evidence.highest_loss - lowest) + 1e-9 * (1 + abs(lowest))
        if abs(above) <= slack:
            return Verdict("minimum", "At rest at the minimum: nothing is left to correct.", why)
        if above > 0:
            return _local(evidence, lowest, "At rest")
    if evidence.excesses is not None:
        return Verdict("rest", "At rest: the slope is 0, and every direction leads up.", why)
    return Verdict("rest", "At rest: the slope is 0.", why)


def _at_rest(evidence: Evidence) -> bool:
    if evidence.norm == 0 or evidence.move == 0 or (evidence.step == 0 and evidence.rate == 0):
        return True
    if evidence.steepness is not None and evidence.steepness > 2.001:
        return False
    if not evidence.norm <= _SMALL * evidence.largest_norm or _changes(evidence):
        return False
    if evidence.excesses is None or evidence.second is None or evidence.gradient is None:
        return True
    missing = (evidence.second.vectors.T @ evidence.gradient) / evidence.second.values
    return bool(np.linalg.norm(missing) <= 1e-4 * evidence.travelled)


def _changes(evidence: Evidence) -> bool:
    """Whether the loss changes all the same: next to an explosion every slope looks small."""
    if evidence.transitions < 1:
        return False
    change = abs(float(evidence.losses[-1] - evidence.losses[-2]))
    reach = evidence.first_height or evidence.highest_loss - evidence.floor
    return not change <= _SMALL * reach


def pausing(evidence: Evidence) -> Verdict | None:
    """Little slope where the loss curves down in some direction: a saddle."""
    if evidence.step == 0 or evidence.norm > _PAUSE * evidence.largest_norm:
        return None
    return _saddle(evidence) if _falls_somewhere(evidence, _DOWNHILL) else None


def _falls_somewhere(evidence: Evidence, share: float) -> bool:
    second = evidence.second
    return second is not None and second.least < -share * float(np.abs(second.values).max())


def _saddle(evidence: Evidence) -> Verdict:
    assert evidence.second is not None
    share = evidence.norm / evidence.largest_norm if evidence.largest_norm > 0 else 0.0
    text = "The slope is nearly zero, but downhill directions exist: a pause, not the end."
    if share > _NEARLY:
        text = f"The slope is small, {100 * share:.2g} % of the steepest so far, but downhill "
        text += "directions exist: it slows down, and this is not the end."
    return Verdict(
        "saddle",
        text,
        f"The slope is {number(evidence.norm)}, of {number(evidence.largest_norm)} at most so "
        f"far; the least curvature is λmin = {number(evidence.second.least)}, below 0.",
    )


def settling(evidence: Evidence) -> Verdict | None:
    """Nearly at the bottom of a valley that is not the lowest."""
    lowest, excesses = lowest_known(evidence), evidence.excesses
    if lowest is None or excesses is None or evidence.bottom is None or evidence.step == 0:
        return None
    depth = evidence.bottom - lowest
    calm = evidence.steepness is None or evidence.steepness <= 1
    if not calm or not in_local_bowl(evidence) or excesses.sum() > 0.01 * depth:
        return None
    if evidence.norm > 0.05 * evidence.largest_norm:
        return None
    return _local(evidence, lowest, "Nearly at rest")


def _local(evidence: Evidence, lowest: float, opening: str) -> Verdict:
    return Verdict(
        "local",
        f"{opening} in a valley; a lower one exists at {number(lowest, 3)}.",
        f"The slope is {number(evidence.norm)}, the loss {number(evidence.loss, 4)}; "
        "downhill steps alone do not lead out.",
    )
