"""What `visualizer lesson` does."""

import sys
from pathlib import Path

from visualizer.app.lesson_checking import LessonCheck, check_lesson
from visualizer.core.errors import InputError
from visualizer.core.lessons.templates import shown
from visualizer.storage.lesson_results import load_results
from visualizer.storage.lessons import counted, lesson_files


def check_lessons(files: list[str]) -> int:
    """Tell what is wrong with each file, one mistake a line; 0 where nothing is."""
    bundled = lesson_files()
    good = True
    for name in files:
        path = Path(name)
        if not path.exists() and name in bundled:
            path = bundled[name]
        good = _check(name, path) and good
    return 0 if good else 1


def show_results(files: list[str]) -> int:
    """Show the line that certifies each file of results; 1 where one is not as it was written."""
    good = True
    for name in files:
        try:
            print(f"{name}: {load_results(Path(name)).certificate}")
        except InputError as error:
            print(f"visualizer: {error}", file=sys.stderr)
            good = False
    return 0 if good else 1


def _check(name: str, path: Path) -> bool:
    try:
        found = check_lesson(path)
    except InputError as error:
        print(f"visualizer: {error}", file=sys.stderr)
        return False
    for one in found.mistakes:
        line = f":{one.line}" if one.line else ""
        print(f"{name}{line}: {one.key}: {one.message}", file=sys.stderr)
    if not found.mistakes:
        print(*_summary(name, found), sep="\n")
    return not found.mistakes


def _summary(name: str, found: LessonCheck) -> list[str]:
    """What is in a lesson, and each of its numbers."""
    lesson, numbers = found.lesson, found.numbers
    assert lesson is not None
    asked = counted(lesson.questions, "question")
    size = f"{counted(len(lesson.steps), 'step')}, {asked}"
    lines = [f"{name}: {lesson.title}: {size}, {counted(len(numbers.found), 'number')}"]
    for expression, value in numbers.found.items():
        run = f'  [run "{expression.run}"]' if expression.run else ""
        lines.append(f"  {expression.source} = {shown(value, 8)}{run}")
    return lines
