"""Real data sets that come with the program; each has a note on its source and licence."""

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import ClassVar

from visualizer.core.data.names import NAMES
from visualizer.core.data.options import (
    CLASSES_HEAD,
    TWO_CLASSES,
    CsvOptions,
    DataOptions,
    NpzOptions,
    scaling_setting,
)
from visualizer.core.data.scaling import MIN_MAX, STANDARDISE
from visualizer.core.data.table import Progress, Table
from visualizer.core.resources import resource


@dataclass(frozen=True)
class BundledSet(DataOptions):
    """A file in ``resources/data``, beside a Markdown file of the same name about it."""

    ending: ClassVar[str] = "csv"

    def table(self, name: str, progress: Progress | None = None) -> Table:
        options = NpzOptions() if self.ending == "npz" else CsvOptions()
        table = options.table(str(resource("data", f"{self.kind}.{self.ending}")), progress)
        return replace(table, source=self.label)

    @classmethod
    def about(cls) -> str:
        """The note on columns, source and licence, in Markdown."""
        return resource("data", f"{cls.kind}.md").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Penguins(BundledSet):
    """Gorman, Williams and Fraser (2014), CC0."""

    kind: ClassVar[str] = "penguins"
    label: ClassVar[str] = NAMES["penguins"].label
    help: ClassVar[str] = "342 penguins: bill, flipper and body mass."


@dataclass(frozen=True)
class SeattleWeather(BundledSet):
    """NOAA, public domain."""

    kind: ClassVar[str] = "seattle-weather"
    label: ClassVar[str] = NAMES["seattle-weather"].label
    help: ClassVar[str] = "1461 days: precipitation, wind, lowest and highest temperature."


@dataclass(frozen=True)
class Iris(BundledSet):
    """Anderson (1935), Fisher (1936), CC BY 4.0."""

    kind: ClassVar[str] = "iris"
    label: ClassVar[str] = NAMES["iris"].label
    help: ClassVar[str] = "150 flowers of three species: length and width of sepals and petals."
    head = CLASSES_HEAD
    suggested = MappingProxyType({"learning_rate": 0.5, "epochs": 200})

    scaling: str = scaling_setting(STANDARDISE)


@dataclass(frozen=True)
class BreastCancer(BundledSet):
    """Wolberg, Mangasarian, Street and Street (1993), CC BY 4.0."""

    kind: ClassVar[str] = "breast-cancer"
    label: ClassVar[str] = NAMES["breast-cancer"].label
    help: ClassVar[str] = "569 tumours, benign or malignant: 30 measurements of cell nuclei."
    head = TWO_CLASSES
    suggested = MappingProxyType({"learning_rate": 0.3, "epochs": 200})

    scaling: str = scaling_setting(STANDARDISE)


@dataclass(frozen=True)
class Digits(BundledSet):
    """Alpaydin and Kaynak (1998), CC BY 4.0."""

    kind: ClassVar[str] = "digits"
    label: ClassVar[str] = NAMES["digits"].label
    help: ClassVar[str] = "1797 images of 8 x 8 pixels, from 0 (white) to 16, in ten classes."
    head = CLASSES_HEAD
    suggested = MappingProxyType({"learning_rate": 0.2, "epochs": 60})
    ending: ClassVar[str] = "npz"

    scaling: str = scaling_setting(MIN_MAX)
