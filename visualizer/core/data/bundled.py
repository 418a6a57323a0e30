"""Real data sets that come with the program; each has a note on its source and licence."""

from dataclasses import dataclass, replace
from typing import ClassVar

from visualizer.core.data.options import CsvOptions, DataOptions
from visualizer.core.data.table import Progress, Table
from visualizer.core.resources import resource


@dataclass(frozen=True)
class BundledSet(DataOptions):
    """A CSV file in ``resources/data``, beside a Markdown file of the same name about it."""

    def table(self, name: str, progress: Progress | None = None) -> Table:
        table = CsvOptions().table(str(resource("data", f"{self.kind}.csv")), progress)
        return replace(table, source=self.label)

    @classmethod
    def about(cls) -> str:
        """The note on columns, source and licence, in Markdown."""
        return resource("data", f"{cls.kind}.md").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Penguins(BundledSet):
    """Gorman, Williams and Fraser (2014), CC0."""

    kind: ClassVar[str] = "penguins"
    label: ClassVar[str] = "Palmer penguins"
    help: ClassVar[str] = "342 penguins: bill, flipper and body mass."


@dataclass(frozen=True)
class SeattleWeather(BundledSet):
    """NOAA, public domain."""

    kind: ClassVar[str] = "seattle-weather"
    label: ClassVar[str] = "Weather in Seattle"
    help: ClassVar[str] = "1461 days: precipitation, wind, lowest and highest temperature."
