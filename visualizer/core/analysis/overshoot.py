"""Verdicts on rates that are too large: the error grows, bounces, or stays on the edge."""

import numpy as np

from visualizer.core.analysis.evidence import Evidence, length
from visualizer.core.analysis.remedies import (
    apart,
    falling_rate,
    lower_rates,
    number,
    remedy,
    scale_inputs,
    stable_limit,
    unscaled,
    use_rate,
)
from visualizer.core.analysis.verdict_kinds import Remedy, Verdict
from visualizer.core.arrays import FloatArray

# How near to 2 the product of rate and curvature is just 2.
_EDGE = 1e-3
_SEEN, _OFTEN, _KINK = 4, 0.6, 0.1
"""Hops over a kink: in so many epochs, so often, with a slope that jumps though the curvature
explains less than this share of it."""
_JUMP = 100.0
_TURNS = 3
_LONG, _CALMER = 20, 0.7
"""Epochs over which swings are compared, and how much lower the later half must stay."""
_TRACE = 1e-6
"""Changes of the loss that are no news, as a share of it."""
_RISES = 3
"""Epochs in which a loss that momentum carries uphill rises one after the other."""
_THROWN = 1e3
"""How many times the loss of the start is no place to converge from."""


def diverging(evidence: Evidence) -> Verdict | None:
    """The error grows: certainly on a quadratic, else by what the losses do."""
    if _grows_across(evidence):
        what, factor = "error", evidence.growth
        limit = stable_limit(evidence, evidence.row.theta)
        why = meaning_of(evidence, "above 2: each step multiplies the error across by |1 − η·λmax|")
    elif losses_explode(evidence):
        what, factor = _grown(evidence)
        limit = stable_limit(evidence, evidence.first.theta)
        ends = [float(loss) for loss in evidence.losses[-2:]]
        went = "rose" if ends[1] > ends[0] else "went"
        why = f"The loss {went} from {apart(ends[0], ends[1])} to {apart(ends[1], ends[0])} "
        why += "in the last epoch."
    else:
        return None
    grows = apart(factor, 1)
    text = f"Each step overshoots by more than it corrects: {what} × {grows} per epoch."
    if limit is not None and limit < evidence.rate:
        text += f" Rates below {number(limit)} settle here." + unscaled(evidence, limit)
    else:
        limit = None
    return Verdict("diverging", text, why, fixes(evidence, limit))


def thrown(evidence: Evidence) -> Verdict | None:
    """A loss far above that of the start, though it no longer grows: no run to be content with."""
    first, now = float(evidence.first.loss), float(evidence.losses[-1])
    times = (now - evidence.floor) / evidence.first_height if evidence.first_height > 0 else 0.0
    # What still grows is worse, and has a verdict of its own.
    if now > evidence.highest_loss or not times > _THROWN:
        return None
    limit = stable_limit(evidence, evidence.first.theta)
    return Verdict(
        "thrown",
        f"Too large a step threw the loss from {number(first, 3)} to "
        f"{number(evidence.highest_loss, 3)}; it is {number(now, 3)} now."
        + unscaled(evidence, limit),
        f"That is {number(times)} times as much as at the start."
        + (f" There, rates below {number(limit)} settle." if limit is not None else ""),
        fixes(evidence, limit),
    )


def _grows_across(evidence: Evidence) -> bool:
    steepness = evidence.steepness
    if steepness is None or not evidence.quadratic or steepness <= 2 + _EDGE:
        return False
    return overshoots(evidence) and evidence.growth > 1


def overshoots(evidence: Evidence) -> bool:
    """Whether the last update crossed the valley, by more than a trace of the slope."""
    across = evidence.across
    if across is None or evidence.transitions < 1 or evidence.gradients is None:
        return False
    # A slope across the valley that is next to nothing turns round by rounding alone.
    trace = 1e-3 * length(evidence.gradients[-1])
    return bool(across[-1] @ across[-2] < 0) and length(across[-1]) > trace


def losses_explode(evidence: Evidence) -> bool:
    """Whether the losses say that the steps get larger and larger."""
    losses = evidence.losses
    if _swings_wider(losses - evidence.first.loss):
        return True
    if len(losses) < 2 or losses[-1] <= evidence.highest_loss:
        return False
    if len(losses) > 2 and losses[-1] > losses[-2] > losses[-3]:
        # What explodes rises faster and faster; what rises ever less is drawn somewhere else.
        faster = losses[-1] - losses[-2] > losses[-2] - losses[-3]
        # From a rest, slow growth may be the first swing of a bounded bounce.
        return bool(faster and losses[-1] - losses[-3] > 1e-3 * abs(losses[-3]))
    return _loss_factor(evidence) ** 2 > _JUMP


def _swings_wider(heights: FloatArray) -> bool:
    """Whether losses (m,), seen from the start, fly up and down, farther each time.

    Without a lowest loss the way down is as long as the way up.
    """
    if len(heights) < 4:
        return False
    sizes, changes = np.abs(heights[-4:]), np.diff(heights[-4:])
    wider = bool(np.all(np.diff(sizes) > 0)) and sizes[-1] > _JUMP * sizes[0]
    return wider and bool(changes.min() < 0 and changes.max() > 0.1 * sizes[-2])


def _loss_factor(evidence: Evidence) -> float:
    """The factor of √(loss − lowest loss), or of √loss, over the last epoch."""
    before, now = (float(loss) for loss in evidence.losses[-2:])
    lowest = evidence.lowest
    # Nothing is known to lie below: 0, or as far below a negative loss as 0 is above it.
    if lowest is None or before <= lowest:
        lowest = min(0.0, before - abs(before))
    return float(np.sqrt((now - lowest) / (before - lowest))) if before > lowest else np.inf


def _grown(evidence: Evidence) -> tuple[str, float]:
    """What has grown in the last epoch, and by which factor: the error, or just the loss."""
    heights = np.abs(evidence.losses - evidence.first.loss)
    if _swings_wider(evidence.losses - evidence.first.loss):
        return "loss", float(heights[-1] / heights[-2])
    factor, lowest = _loss_factor(evidence), evidence.lowest
    if lowest is not None and evidence.losses[-2] > lowest:
        return "error", factor
    return "loss", factor**2


def edging(evidence: Evidence) -> Verdict | None:
    """Eta lambda_max is 2: the error changes its sign and nothing else."""
    steepness = evidence.steepness
    if steepness is None or abs(steepness - 2) > _EDGE or not overshoots(evidence):
        return None
    if abs(evidence.growth - 1) > _EDGE:
        return None
    limit = stable_limit(evidence, evidence.row.theta)
    return Verdict(
        "edge",
        "The overshoot equals the error: it bounces without gain.",
        meaning_of(evidence, "just 2: each step multiplies the error across by -1"),
        fixes(evidence, limit),
    )


def swinging(evidence: Evidence) -> Verdict | None:
    """Uphill for some steps by momentum or by weight decay: too slow for an overshoot."""
    former, losses = evidence.former, evidence.losses
    if former is None or not evidence.whole or len(losses) <= _RISES:
        return None
    uphill = float((evidence.row.theta - former.theta) @ former.gradient) > 0
    rises = np.diff(losses[-_RISES - 1 :])
    if not uphill or not np.all(rises > _TRACE * abs(losses[-1])):
        return None
    low, high = float(losses[-_RISES - 1]), float(losses[-1])
    # Of two losses that are nearly the same, the difference says more.
    rose = f"The loss rose by {number(high - low)} to {number(high, 4)} in the last {_RISES} epochs"
    if not {"m", "b"} & set(former.quantities):
        return Verdict(
            "pulled",
            "The weight decay pulls the weights uphill, against the slope.",
            f"{rose}, step by step, until both are in balance. The decay makes weights small, "
            "whatever the loss says; with less of it the loss gets lower.",
        )
    return Verdict(
        "swing",
        "It goes uphill for a while, step by step: a swing, not a jump.",
        f"{rose}. The memory of former slopes carries it on, or the weight decay pulls it back. "
        "A swing comes back, and is smaller each time unless the rate is too large; what the "
        "decay pulls ends in a balance.",
    )


def calming(evidence: Evidence) -> Verdict | None:
    """Past the bottom and back by momentum, less far each time: no rate is too large."""
    former = evidence.former
    if former is None or not evidence.whole or not {"m", "b"} & set(former.quantities):
        return None
    view, half = evidence.history.view, _LONG // 2
    losses = view("loss", evidence.step - _LONG, evidence.step, _LONG + 1)[1]
    rises = np.diff(losses[-half:]) > _TRACE * float(np.abs(losses).max())
    if len(losses) <= _LONG or rises.sum() < 2 or np.all(rises):
        return None
    before, now = float(losses[:half].max()), float(losses[-half:].max())
    low = float(losses.min())
    if not now - low < _CALMER * (before - low):
        return None
    return Verdict(
        "swing",
        "It swings past the bottom and back, less far each time.",
        f"In the last {half} epochs the loss was at most {apart(now, before)}, in the {half} "
        f"before {apart(before, now)}. The memory of former slopes carries it past the bottom; "
        "with less momentum, or a lower rate, it settles sooner.",
        lower_rates(evidence, 0.5, 0.2),
    )


def bouncing(evidence: Evidence) -> Verdict | None:
    """Losses that rise and fall without growing, or a swing between two places."""
    if not (_rises_and_falls(evidence) or _swings(evidence)):
        return None
    why = _unrest(evidence)
    if evidence.steepness is not None:
        why += f"; here {product(evidence)}"
        if evidence.steepness < 2:
            why += ", but the curvature is not the same everywhere"
    limit = stable_limit(evidence, evidence.row.theta)
    peak = evidence.peak
    rates = (*use_rate(limit, peak, 0.5 * peak), *lower_rates(evidence, 0.5, 0.2))
    # Far out an output saturates and hides the curvature that throws it back at the start.
    reason = unscaled(evidence, stable_limit(evidence, evidence.row.theta, evidence.first.theta))
    return Verdict(
        "bouncing",
        "Too large to settle, yet bounded: not diverged." + reason,
        why + ".",
        (*(() if reason else rates), *scale_inputs(evidence), falling_rate()),
    )


def _unrest(evidence: Evidence) -> str:
    """What shows that a run does not settle: the losses, or else the signs of the slope."""
    rises, count = int(np.sum(np.diff(evidence.losses) > 0)), evidence.transitions
    if rises == 0:
        return f"The slope turned round in {evidence.alternations} of the last {epochs(count)}"
    return f"The loss rose in {rises} of the last {epochs(count)}"


def hopping(evidence: Evidence) -> Verdict | None:
    """To and fro over a kink, where the slope jumps: no fixed rate settles there."""
    slopes, second = evidence.gradients, evidence.second
    if slopes is None or second is None or evidence.transitions < _SEEN or evidence.falls:
        return None
    jump = slopes[-1] - slopes[-2]
    assert evidence.former is not None
    moved = second.vectors.T @ (evidence.row.theta - evidence.former.theta)
    # H times the step: by so much the slope would change if the curvature were all there is.
    bend = second.vectors @ (second.values * moved)
    # Parameter by parameter: kinks of ReLU and of absolute values belong to one each.
    often = np.mean(slopes[1:] * slopes[:-1] < 0, axis=0) >= _OFTEN
    kinks = often & (np.abs(bend) < _KINK * np.abs(jump))
    if not kinks.any():
        return None
    low, high = float(evidence.losses.min()), float(evidence.losses.max())
    swing = f"swings between {apart(low, high)} and {apart(high, low)}"
    return Verdict(
        "kink",
        "It hops over a kink to and fro: there the slope jumps, and no fixed rate settles.",
        f"The loss {swing if low < high else f'stays at {number(low, 3)}'}. The slope changes by "
        f"{number(length(jump[kinks]), 3)} at a step, which no curvature explains; "
        f"the hops are as long as the rate makes them, {number(evidence.move)}.",
        (falling_rate(), *lower_rates(evidence, 1 / 3, 0.1)),
    )


def _rises_and_falls(evidence: Evidence) -> bool:
    changes = np.diff(evidence.losses)
    noise = 0.0
    if changes.size:
        size = float(np.abs(evidence.losses).max())
        noise = max(_TRACE * size, 1e-12 * abs(evidence.first.loss))
    rises = changes > noise
    # One rise is no bounce, rises alone are an explosion, and old ones are over.
    if rises.sum() < 2 or np.all(rises) or not rises[-4:].any():
        return False
    if _must_settle(evidence) or evidence.falls:
        return False
    if evidence.whole:
        # A memory swings, too, but slowly; what is too large for it turns round all the time.
        turns = int(np.sum(np.diff(np.sign(changes)) != 0))
        return evidence.plain or (len(changes) >= 4 and turns >= _TURNS)
    # What is left of noisy runs: those whose rate is too large even for exact slopes.
    second = evidence.second
    return second is not None and evidence.rate * second.greatest > 2


def _must_settle(evidence: Evidence) -> bool:
    """Whether theory excludes that a loss rises: a quadratic, and a rate below the limit."""
    steepness = evidence.steepness
    return evidence.quadratic and steepness is not None and steepness < 2 - _EDGE


def jittering(evidence: Evidence) -> Verdict | None:
    """The loss rises where exact arithmetic would let it fall: the slopes are not exact."""
    if not _must_settle(evidence) or evidence.excesses is None:
        return None
    noise = 1e-12 * float(np.abs(evidence.losses).max())
    if not (np.any(np.diff(evidence.losses) > noise) or _misled(evidence)):
        return None
    return Verdict(
        "rest",
        "At rest, as far as the measured slopes are right.",
        f"The measured slope is {number(evidence.row.gradient_norm)}, the true one "
        f"{number(evidence.norm)}: the difference comes from the test step and rounding.",
        (remedy("Use exact slopes", {"training.gradient": "exact"}),),
    )


def _misled(evidence: Evidence) -> bool:
    """Whether the measured slope has hardly anything of the true one left."""
    if evidence.gradient is None or evidence.row.loss_plus is None:
        return False
    return length(evidence.row.gradient - evidence.gradient) > 0.9 * evidence.norm


def _swings(evidence: Evidence) -> bool:
    count = evidence.transitions
    if (
        _must_settle(evidence)
        or evidence.falls
        or count < 4
        or evidence.alternations < 0.8 * count
        or not overshoots(evidence)
    ):
        return False
    return abs(evidence.growth - 1) < _EDGE


def fixes(evidence: Evidence, limit: float | None) -> tuple[Remedy, ...]:
    """A rate below the limit, or lower rates where none is known; scaled inputs; both tried."""
    rates = use_rate(limit, evidence.peak)
    if limit is None:
        rates = lower_rates(evidence, 0.3, 0.1, 0.01)
    return (*rates, *scale_inputs(evidence))


def epochs(count: int) -> str:
    """A number of epochs in words."""
    return f"{count} epoch{'s' * (count != 1)}"


def product(evidence: Evidence) -> str:
    """Eta lambda_max as a formula with its value."""
    assert evidence.second is not None
    greatest = evidence.second.greatest
    return f"η·λmax = {apart(evidence.rate * greatest, 1, 2)}"


def meaning_of(evidence: Evidence, meaning: str) -> str:
    """Eta lambda_max with its value, and what that means."""
    assert evidence.second is not None
    greatest = number(evidence.second.greatest, 4)
    return f"{product(evidence)} (λmax = {greatest}), {meaning}."
