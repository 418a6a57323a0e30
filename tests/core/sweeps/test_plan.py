"""The declaration of a sweep: its cells in order, and what is refused."""

from pathlib import Path

import pytest

from tests.core.experiments import line
from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment
from visualizer.core.sweeps.plan import MOST_CELLS, read_plan

RATE = "optimizer.learning_rate"


def test_cells_come_in_order_the_seed_fastest() -> None:
    plan = read_plan(line(), [f"{RATE}=0.1,0.2", "optimizer.kind=sgd,adam"], seeds=2)
    assert len(plan) == 8
    assert [(*cell.values, cell.seed) for cell in plan.cells] == [
        (0.1, "sgd", 0), (0.1, "sgd", 1), (0.1, "adam", 0), (0.1, "adam", 1),
        (0.2, "sgd", 0), (0.2, "sgd", 1), (0.2, "adam", 0), (0.2, "adam", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "over",
    [
        [f"{RATE}=0.1,0.2"],
        [f"{RATE}=0.1,0.2", "optimizer.kind=sgd,adam,rprop"],
        ["optimizer.kind=momentum,nesterov", "optimizer.momentum=0.5,0.9", f"{RATE}=0.1,0.2"],
        ["problem.hidden=[],[4],[4,3]", "training.epochs=5,6"],
        ["start.scale=0.1,0.2", f"{RATE}=0.1,0.2"],
        ["schedule.kind=cosine,constant", f"{RATE}=0.1,0.2"],
    ],
)
def test_a_cell_is_the_experiment_with_its_values(over: list[str]) -> None:
    """Also where numbers are put in directly, without reading the table again."""
    base = line(training={"epochs": 7}, changes=[{"step": 3, "training.gradient": "exact"}])
    plan = read_plan(base, over)
    for cell in plan.cells:
        wanted = base.with_values(dict(zip(plan.keys, cell.values, strict=True)))
        assert cell.experiment == wanted


def test_seeds_count_from_those_of_the_experiment() -> None:
    base = line().with_values({"training.seed": 5, "start.seed": 9})
    cells = read_plan(base, [f"{RATE}=0.1"], seeds=3).cells
    assert cells[0].experiment == base
    seeds = [(cell.experiment.training.seed, cell.experiment.start.seed) for cell in cells]
    assert seeds == [(5, 9), (6, 10), (7, 11)]


def test_random_settings_vary_together() -> None:
    rates, decays = f"{RATE}=0.01:1:4:log-random", "optimizer.weight_decay=0:0.1:4:random"
    plan = read_plan(line(), [rates, "training.epochs=5,6", decays])
    assert len(plan) == 8
    pairs = {(cell.values[0], cell.values[2]) for cell in plan.cells}
    assert len(pairs) == 4
    assert {cell.values[1] for cell in plan.cells} == {5, 6}


WRONG = [
    ([], 1, "nothing varies"),
    ([f"{RATE}=0.1", f"{RATE}=0.2"], 1, f"{RATE}: it varies already"),
    (["training.seed=1,2"], 2, "training.seed: it varies with the seeds already"),
    (["start.seed=1,2"], 2, "start.seed: it varies with the seeds already"),
    ([f"{RATE}=0:1:9:random", "optimizer.momentum=0:0.9:8:random"], 1, "8 samples, but 9 of"),
    ([f"{RATE}=0:1:1000", "optimizer.momentum=0:0.9:1000"], 1, f"at most {MOST_CELLS:,}"),
    ([f"{RATE}=0:1:50000"], 3, "150,000 runs are too many"),
]


@pytest.mark.parametrize(("over", "seeds", "sentence"), WRONG)
def test_wrong_plans(over: list[str], seeds: int, sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        read_plan(line(), over, seeds)
    assert sentence in str(caught.value)


def test_values_that_do_not_go_together_are_told_with_each_other() -> None:
    plan = read_plan(line(), ["optimizer.kind=momentum,adam", "optimizer.momentum=0.5,0.9"])
    with pytest.raises(InputError, match=r"optimizer\.momentum: .* \(with optimizer.kind adam\)"):
        _ = plan.cells
    with pytest.raises(InputError, match=r'optimizer\.kind: .*did you mean "adam"'):
        _ = read_plan(line(), ["optimizer.kind=adamm"]).cells


def test_words_of_a_plan() -> None:
    plan = read_plan(line(), [f"{RATE}=0.1,0.2", "optimizer.kind=sgd,adam"], seeds=3)
    assert plan.words() == f"{RATE} 0.1, 0.2 by optimizer.kind sgd, adam, 3 seeds each"
    drawn = [f"{RATE}=0.1:1:9:random", "optimizer.weight_decay=0,1,2"]
    both = read_plan(line(), [*drawn, "optimizer.momentum=0:1:9:random"][::2]).words()
    assert " with 9 values of optimizer.momentum from" in both
    assert " by optimizer.weight_decay 0.0, 1.0, 2.0" in read_plan(line(), drawn).words()


def test_the_digest_tells_plans_apart(tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text("x,y\n1,2\n2,4\n3,5\n", encoding="utf-8")
    read = Experiment().with_values({"problem.data": str(table)})
    over = f"{RATE}=0.1,0.2"
    plans = [
        read_plan(line(), [over]),
        read_plan(line(), [over], seeds=2),
        read_plan(line(), [f"{RATE}=0.1,0.3"]),
        read_plan(line(), [f"{RATE}=0.2,0.1"]),
        read_plan(line(training={"epochs": 3}), [over]),
        read_plan(line(), [over, "training.epochs=60"]),
        read_plan(read, [over]),
    ]
    digests = [plan.digest for plan in plans]
    table.write_text("x,y\n1,2\n2,4\n3,6\n", encoding="utf-8")
    digests.append(read_plan(read, [over]).digest)
    assert len(set(digests)) == len(digests)
    # What is written in another way but means the same is the same.
    assert read_plan(line(), [f"{RATE}=0.1:0.2:2"]).digest == digests[0]
