"""`visualizer export`: the pictures of an experiment, without a display."""

from visualizer.app.state import Run
from visualizer.cli.interrupts import held
from visualizer.cli.parser import Options
from visualizer.cli.pictures import wanted
from visualizer.cli.training import Trained, check_folder, chosen_experiment, train
from visualizer.core.chunks import look
from visualizer.core.errors import InputError
from visualizer.core.optimizers.base import Optimizer
from visualizer.storage.files import make_folder
from visualizer.system_libraries import explanation


def export(options: Options) -> int:
    """Train the experiment and write its pictures, naming each file."""
    obstacle = explanation("offscreen")
    if obstacle:
        raise InputError(obstacle)
    experiment = chosen_experiment(options)
    check_quantity(options.quantity, experiment.optimizer)
    folder = make_folder(options.out)
    check_folder(folder)
    trained = train(experiment, check=lambda descent, history: None)
    run = Run(
        1, experiment, trained.problem, trained.descent, trained.history, path=options.file or ""
    )
    row = chosen_row(options, trained)
    # Only now is Qt imported: what is wrong with the input is told without it.
    with held():
        from visualizer.gui.figures.export import export_figures

        for path in export_figures(run, row, wanted(options, folder)):
            print(path, flush=True)
            look()
    return 0


def check_quantity(name: str, rule: Optimizer) -> None:
    """See that an update rule has the quantity that was asked for.

    Raises
    ------
    InputError
        When it has not.
    """
    allowed = ("all", *rule.quantities) if rule.quantities else ()
    if name and name not in allowed:
        raise InputError(
            f'--quantity: "{name}" is not allowed; '
            + (f"{rule.label} has {', '.join(allowed)}" if allowed else f"{rule.label} keeps none")
        )


def chosen_row(options: Options, trained: Trained) -> int:
    """The row of the playhead.

    Raises
    ------
    InputError
        When the run did not get as far.
    """
    history = trained.history
    last = len(history) - 1
    if last < 0:
        raise InputError(f"{trained.experiment.name}: diverged at step 0, there is nothing to show")
    if options.step is None and options.epoch is None:
        return last
    per_epoch = history.steps_per_epoch if options.step is None else 1
    place = options.epoch if options.step is None else options.step
    assert place is not None
    if place * per_epoch > last:
        unit = "epoch" if options.step is None else "step"
        raise InputError(f"there is no {unit} {place}; the run has 0 to {last // per_epoch}")
    return place * per_epoch
