"""How a rule is restated, and the walk of one that is."""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Coordinate = Generator[float, float, None]
Slope = Callable[[Sequence[float]], Sequence[float]]
Options = Mapping[str, Any]

# Options that most rules with moments share.
MOMENTS = {"beta1": 0.7, "beta2": 0.93, "epsilon": 0.3, "weight_decay": 0.02}
LARGE = {"learning_rate": 0.03, "epsilon": 0.5}
DECAY = {"learning_rate": 0.03, "weight_decay": 0.5}


@dataclass(frozen=True)
class Published:
    """What is known of a rule without the program.

    Parameters
    ----------
    rule
        Its coroutine; None where it cannot be one, and a module of its own tests the rule.
    ravine, rosenbrock
        The rate on ¼(x + y)² + 25(x - y)² and how near it comes to (0, 0) in 8,000 steps;
        the rate on Rosenbrock's function and how near it comes to (1, 1) in 20,000. Rules
        whose steps do not shrink with the slope come as near as their steps, or move away
        again for a while.
    cases
        Options with which it has to follow the coroutine on Rosenbrock's function; each
        option but the defaults at least once.
    mistakes
        Options, and flags with which the coroutine is what the rule is easily taken for: it
        has to end elsewhere.
    flags
        What makes this rule of a coroutine that several rules share.
    """

    rule: Callable[..., Coordinate] | None
    ravine: tuple[float, float]
    rosenbrock: tuple[float, float]
    cases: Sequence[Options] = ()
    mistakes: Sequence[tuple[Options, Options]] = ()
    flags: Options = field(default_factory=dict)


def walk(
    rule: Callable[..., Coordinate], slope: Slope, start: Sequence[float], steps: int, **k: Any
):
    """The path (steps + 1, P) of a rule with options `k`."""
    walkers = [rule(value, **k) for value in start]
    place = [next(walker) for walker in walkers]
    path = [place]
    for _ in range(steps):
        slopes = slope(place)
        place = [walker.send(each) for walker, each in zip(walkers, slopes, strict=True)]
        path.append(place)
    return np.array(path)
