"""Drive the real window by keyboard and look at what it shows.

python -m tests.end_to_end.drive_window [--screenshot FILE.png] COMMAND ...
starts COMMAND on a virtual screen; the exit status is 0 when all went as it should.
"""

import argparse
import os
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtGui import QImage

from tests.end_to_end.program import TITLE, Program
from tests.end_to_end.screen import Picture, Screen, change, colours

VISIBLE = 3e-4  # the share of pixels that a step changes at least: the point and the numbers


def drive(command: Sequence[str], screenshot: Path | None = None) -> None:
    """Start the program, step, play and hide the future by keyboard, and quit.

    Raises AssertionError with a sentence about what is wrong.
    """
    with Screen() as screen:
        program = Program(screen, command)
        try:
            _check_appearance(program)
            _check_steps(program)
            _check_playback(program)
            _check_hidden_future(program)
            if screenshot is not None:
                save(screen.picture(), screenshot)
            _check_exit(program)
        except AssertionError as error:
            if screenshot is not None:
                save(screen.picture(), screenshot)
            raise AssertionError(f"{error}\n{program.errors()}".rstrip()) from error
        finally:
            program.close()


def save(picture: Picture, file: Path) -> None:
    """Write a picture as PNG."""
    height, width, _ = picture.shape
    image = QImage(picture.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888)
    if not image.save(str(file)):
        raise OSError(f"{file} cannot be written")


def _check_appearance(program: Program) -> None:
    program.press("End")  # ends the playback of the first start
    picture = program.screen.still_picture()
    width, height = program.size()
    screen_width, screen_height = program.screen.size
    _expect(TITLE in program.title(), f"the title is {program.title()!r}")
    _expect(
        900 <= width <= screen_width and 600 <= height <= screen_height,
        f"the window has {width} x {height} pixels",
    )
    _expect(picture.shape == (screen_height, screen_width, 3), "the picture has a wrong size")
    # A map of the loss alone has hundreds of colours; an unpainted window has a few.
    _expect(colours(picture) > 200, f"the window has {colours(picture)} colours only")
    black = float((picture.max(axis=-1) == 0).mean())
    _expect(black < 0.5, f"{black:.0%} of the screen is black")


def _check_steps(program: Program) -> None:
    end = program.screen.still_picture()
    start = _expect_change(program, end, "Home")
    first = _expect_change(program, start, "Right")
    second = _expect_change(program, first, "Right")
    back = _expect_change(program, second, "Left")
    _expect(
        change(first, back) < 0.5 * change(first, second),
        "a step forward and a step back do not end where they began",
    )


def _check_playback(program: Program) -> None:
    before = _expect_change(program, program.screen.still_picture(), "Home")
    program.press("space")
    time.sleep(1.5)
    playing = program.screen.picture()
    _expect(change(before, playing) > VISIBLE, "Space does not play")
    program.press("space")
    paused = program.screen.still_picture()
    time.sleep(1.5)
    _expect(change(paused, program.screen.picture()) < VISIBLE, "Space does not pause")


def _check_hidden_future(program: Program) -> None:
    # At the start all but the first point is future.
    before = _expect_change(program, program.screen.still_picture(), "Home")
    other = _expect_change(program, before, "h")
    again = _expect_change(program, other, "h")
    _expect(
        change(before, again) < 0.5 * change(before, other),
        "H pressed twice does not show what was there before",
    )
    _expect_change(program, again, "End")


def _check_exit(program: Program) -> None:
    program.press("ctrl+q")
    status = program.wait()
    _expect(status == 0, f"the exit status is {status}")
    errors = program.errors()
    for sign in ("Traceback", "Error", "QThread", "Segmentation", "core dumped"):
        _expect(sign not in errors, "there are errors on the way out")


def _expect_change(program: Program, before: Picture, key: str) -> Picture:
    """Press `key` and return the picture that follows; it must differ from `before`."""
    program.press(key)
    after = program.screen.still_picture()
    share = change(before, after)
    _expect(share > VISIBLE, f"{key} changes {share:.3%} of the screen only")
    return after


def _expect(condition: bool, sentence: str) -> None:
    if not condition:
        raise AssertionError(sentence)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line of this module."""
    parser = argparse.ArgumentParser(prog="drive_window")
    parser.add_argument("--screenshot", type=Path)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args(arguments)
    program, *rest = options.command
    try:
        # The program runs in another folder.
        drive([os.path.abspath(shutil.which(program) or program), *rest], options.screenshot)
    except AssertionError as error:
        print(f"The window fails: {error}", file=sys.stderr)
        return 1
    print("The window opens, steps, plays, hides the future and closes.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
