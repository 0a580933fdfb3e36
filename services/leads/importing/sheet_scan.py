"""A first pass over a sheet's XML: how far it reaches, what is merged, which formulas are empty.

The workbook is then read as a stream, which neither merges cells nor can be made to fill memory by
a merge, a link or a style over a million rows.
"""

from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from openpyxl.utils.cell import (
    column_index_from_string,
    coordinate_from_string,
    get_column_letter,
    range_boundaries,
)

from shared.kernel.rejected import Rejected

MOST_MERGES = 20_000
MOST_CELLS = 500_000


@dataclass(frozen=True)
class Merge:
    """合并单元格: a rectangle of cells that show one value, counted from 1, ends included."""

    first_column: int
    first_row: int
    last_column: int
    last_row: int

    def covers(self, row: int, column: int) -> bool:
        """Say whether a cell lies in it."""
        rows = self.first_row <= row <= self.last_row
        return rows and self.first_column <= column <= self.last_column


@dataclass
class SheetScan:
    """What the first pass saw."""

    last_row: int = 0
    last_column: int = 0
    merges: list[Merge] = field(default_factory=list)
    uncalculated: list[str] = field(default_factory=list)


def scan_sheet(part: IO[bytes]) -> SheetScan:
    """Go through a sheet's XML once."""
    scanner = _Scanner()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = scanner.start
    parser.EndElementHandler = scanner.end
    parser.CharacterDataHandler = scanner.characters
    parser.ParseFile(part)
    return scanner.scan


class _Scanner:
    """Follows rows and cells; a cell counts only if it holds something."""

    def __init__(self) -> None:
        self.scan = SheetScan()
        self._row = self._column = self._cells = 0
        self._is_text = self._has_value = self._has_formula = self._in_value = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(" ")[2]:
            case "row":
                self._row = int(attributes.get("r", self._row + 1))
                self._column = 0
            case "c":
                self._start_cell(attributes)
            case "f":
                self._has_formula = True
            case "v" | "t":
                self._in_value = True
            case "mergeCell":
                self._merge(attributes["ref"])

    def characters(self, text: str) -> None:
        if self._in_value and text:
            self._has_value = True

    def end(self, name: str) -> None:
        match name.rpartition(" ")[2]:
            case "v" | "t":
                self._in_value = False
            case "c":
                self._end_cell()

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._cells += 1
        if self._cells > MOST_CELLS:
            raise Rejected("ledger-too-large", "a sheet has too many cells", most=MOST_CELLS)
        self._column += 1
        if "r" in attributes:
            letters, self._row = coordinate_from_string(attributes["r"])
            self._column = column_index_from_string(letters)
        self._is_text = attributes.get("t") == "str"
        self._has_value = self._has_formula = False

    def _end_cell(self) -> None:
        if self._has_formula and not self._has_value and not self._is_text:
            self.scan.uncalculated.append(f"{get_column_letter(self._column)}{self._row}")
        if self._has_value:
            self.scan.last_row = max(self.scan.last_row, self._row)
            self.scan.last_column = max(self.scan.last_column, self._column)

    def _merge(self, reference: str) -> None:
        if len(self.scan.merges) >= MOST_MERGES:
            raise Rejected("ledger-too-large", "a sheet has too many merges", most=MOST_MERGES)
        self.scan.merges.append(Merge(*range_boundaries(reference)))
