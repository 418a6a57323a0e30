"""What the proof of a range test has shown, in words."""

import numpy as np

from visualizer.core.analysis.rate_proof import SAME, RateProof, tried


def sentence(proof: RateProof) -> str:
    """The recommended rate with its reason, beside the best of what was suggested."""
    epochs = f"after {_epochs(proof.epochs)}"
    if not len(proof.rates):
        return "There was no rate to be tried."
    if proof.best is None:
        return f"With none of these rates the loss {epochs} was lower than before."
    best, losses = proof.best, proof.measured.mean(axis=0)
    names = proof.names[best]
    rate = f"{proof.rates[best]:g}" + (f" ({', '.join(names)})" if names else "")
    words = f"{rate}: lowest {_measure(proof)} {epochs} of the {len(proof.rates)} rates tried"
    equal = _equals(proof)
    if equal > 1:
        words = f"{rate}: first of {equal} rates that reach the lowest {_measure(proof)} {epochs}"
    words += f" ({losses[best]:.4g})"
    others = [number for number in proof.named() if not proof.failed[number]]
    if others and not names:
        other = min(others, key=lambda number: float(losses[number]))
        name = " and ".join(proof.names[other])
        words += f"; the best suggestion, {name} ({proof.rates[other]:g}), "
        later = losses[other] <= losses[best] and equal > 1
        words += "gets there later" if later else f"reaches {losses[other]:.4g}"
    elif proof.named() and not names:
        words += "; none of the suggestions ended lower than it began"
    return f"{words}."


def came_to(proof: RateProof, rate: float) -> str:
    """What a rate came to, in a word or two: beside its suggestion."""
    found = np.flatnonzero(proof.rates == tried(rate))
    if not len(found):
        return "not tried"
    place = int(found[0])
    if proof.failed[place]:
        return "diverged" if not np.isfinite(proof.means[place]) else "not lower"
    return f"{_measure(proof)} {proof.measured[:, place].mean():.4g}"


def remarks(proof: RateProof) -> tuple[str, ...]:
    """Sentences on what failed, what chance decided, and what the runs cannot tell."""
    found = [_failures(proof), _spread(proof)]
    if proof.best in (0, len(proof.rates) - 1) and len(proof.rates) > 1:
        side = "smaller" if proof.best == 0 else "larger"
        found.append(f"it is the last of the rates tried; {side} ones may be better")
    if proof.epochs < proof.wanted_epochs:
        found.append(
            f"all runs had {_epochs(proof.epochs)} instead of {proof.wanted_epochs:,}, "
            "as all of them would take too long; after more, another rate may be best "
            "(proof.epochs)"
        )
    return tuple(one for one in found if one)


def _failures(proof: RateProof) -> str:
    """Which rates lead nowhere."""
    failed = proof.failed
    count = int(failed.sum())
    if not count or proof.best is None:
        return ""
    words = "end no lower than they began"
    if not np.isfinite(proof.means[failed]).all():
        words = "diverge or end no lower than they began"
    first = int(failed.argmax())
    if failed[first:].all():
        return f"runs with {proof.rates[first]:g} or more {words}"
    return f"{count} of the rates {words}"


def _spread(proof: RateProof) -> str:
    """How much of the difference between rates is chance."""
    if proof.best is None or len(proof.seeds) == 1:
        return ""
    measured, best = proof.measured, proof.best
    low, high = float(measured[:, best].min()), float(measured[:, best].max())
    # Not a test: those whose mean is no worse than the worst of the best are not told apart.
    alike = np.flatnonzero((measured.mean(axis=0) <= high) & ~proof.failed)
    words = (
        f"means of {len(proof.seeds)} seeds; at {proof.rates[best]:g} "
        f"the {_measure(proof)} lies between {low:.4g} and {high:.4g}"
    )
    if len(alike) > 1:
        words += (
            f", and {len(alike)} rates from {proof.rates[alike[0]]:g} to "
            f"{proof.rates[alike[-1]]:g} end within that"
        )
    return words


def _measure(proof: RateProof) -> str:
    return "validation loss" if proof.validated else "loss"


def _epochs(count: int) -> str:
    return f"{count:,} epoch{'s' * (count != 1)}"


def _equals(proof: RateProof) -> int:
    """How many rates end as low as the best."""
    losses = proof.measured.mean(axis=0)
    least = np.nanmin(losses[~proof.failed])
    same = losses <= least + SAME * (proof.first_loss - least)
    return int((same & ~proof.failed).sum())
