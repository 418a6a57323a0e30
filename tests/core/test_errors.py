"""The error type: one sentence, one line, and where."""

import pickle

from visualizer.core.errors import InputError


def test_names_the_place_first() -> None:
    error = InputError("5 is not allowed", "training.epochs")
    assert str(error) == "training.epochs: 5 is not allowed"
    assert (error.message, error.key) == ("5 is not allowed", "training.epochs")
    assert str(InputError("no place")) == "no place"


def test_inside_puts_the_section_before_the_key() -> None:
    assert InputError("no", "epochs").inside("training").key == "training.epochs"
    assert InputError("no").inside("training").key == "training"


def test_is_one_line_whatever_the_input_holds() -> None:
    error = InputError('"two\nlines" is\r\nnot allowed', "a\nb")
    assert str(error) == 'a b: "two lines" is not allowed'


def test_comes_from_another_process_as_it_is() -> None:
    error = pickle.loads(pickle.dumps(InputError("5 is not allowed", "training.epochs")))
    assert (error.message, error.key) == ("5 is not allowed", "training.epochs")
    assert str(error) == "training.epochs: 5 is not allowed"
