"""Rows of a workbook as the plain data of a catalogue, each datum with the cell it stands in."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl.utils import get_column_letter

from services.approvals.catalogue.columns import SHEETS, Column, Form
from services.approvals.catalogue.reading import Place, fault, refuse
from services.approvals.catalogue.workbook import Row, Rows, cell_text
from services.approvals.domain.catalogue import Milestone
from services.approvals.domain.catalogue.checking import Fault
from shared.kernel.texts.catalogue import SHEETS as NAMES

Path = tuple[int | str, ...]
Data = dict[str, Any]

_LISTS = ("departments", "stages", "questions", "items", "templates", "joint")
_MILESTONES = frozenset(milestone.value for milestone in Milestone)
_BETWEEN_CODES = re.compile(r"[、,，\s]+")


@dataclass
class ReadRow:
    """一行: its data, the row as a place, and the cell of each datum."""

    place: str
    data: Data = field(default_factory=dict)
    cells: dict[Path, str] = field(default_factory=dict)


class SheetRows:
    """工作簿内容: what was read, where each of it stands, and what could not be placed."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self._places: dict[Path, str] = {}

    def place(self, path: Place) -> str:
        """Return the cell, else the row, else the sheet in which something stands."""
        known = tuple(path)
        while known and known not in self._places:
            known = known[:-1]
        return self._places.get(known, NAMES["version"])

    def catalogue(self, sheets: Mapping[str, Rows]) -> Data:
        """Return the plain data of all sheets."""
        missing = [name for name in NAMES.values() if name not in sheets]
        if missing:
            refuse([fault("sheet-missing", name, name) for name in missing])
        raw: Data = {"milestones": []}
        for row in self._read("version", sheets):
            raw |= row.data
            self._note((), row)
        for group in _LISTS:
            rows = [row for row in self._read(group, sheets) if "template" not in row.data]
            raw[group] = [row.data for row in rows]
            self._places[(group,)] = NAMES[group]
            for index, row in enumerate(rows):
                self._note((group, index), row)
        for row in self._read("stages", sheets):
            if "template" in row.data:
                self._stage(raw, row)
        for row in self._read("needs", sheets):
            self._wire(raw, row)
        return raw

    def _note(self, path: Path, row: ReadRow) -> None:
        self._places[path] = row.place
        self._places |= {(*path, *inner): cell for inner, cell in row.cells.items()}

    def _read(self, group: str, sheets: Mapping[str, Rows]) -> Iterator[ReadRow]:
        name = NAMES[group]
        headings, *rows = sheets[name] or [(1, ())]
        columns = self._columns(name, SHEETS[group], headings)
        for number, values in rows:
            row = ReadRow(place=f"{name}!{number}")
            for index, column in columns.items():
                text = cell_text(values[index])
                if text is not None:
                    self._take(row, column, text, f"{name}!{get_column_letter(index + 1)}{number}")
            if row.data:
                yield row

    def _columns(self, name: str, columns: Sequence[Column], headings: Row) -> Mapping[int, Column]:
        known = {column.heading: column for column in columns}
        found: dict[int, Column] = {}
        number, values = headings
        for index, value in enumerate(values):
            heading = cell_text(value)
            place = f"{name}!{get_column_letter(index + 1)}{number}"
            if heading is None:
                continue
            if heading not in known:
                self.faults.append(fault("column-unknown", place, heading))
            elif known[heading] in found.values():
                self.faults.append(fault("column-twice", place, heading))
            else:
                found[index] = known[heading]
        return found

    def _take(self, row: ReadRow, column: Column, text: str, cell: str) -> None:
        *outer, last = column.path
        inside = row.data
        for step in outer:
            inside = inside.setdefault(step, {})
        inside[last] = self._value(column, text, cell)
        row.cells[column.path] = cell

    def _value(self, column: Column, text: str, cell: str) -> Any:
        codes = {shown: code for code, shown in (column.words or {}).items()}
        match column.form:
            case Form.VALUE:
                return codes.get(text, text)
            case Form.CODES:
                return [codes.get(one, one) for one in _BETWEEN_CODES.split(text)]
            case Form.LINES:
                return text.split("\n")
            case Form.PAIRS:
                return self._pairs(column.between, text.split("\n"), cell)

    def _pairs(self, between: str, each: Sequence[str], cell: str) -> Data:
        pairs: Data = {}
        for line in each:
            key, _, held = (part.strip() for part in line.partition(between))
            if not held:
                self.faults.append(fault("line-unreadable", cell, f"a{between}b"))
            elif key in pairs:
                self.faults.append(fault("code-twice", cell, key))
            pairs[key] = held
        return pairs

    def _stage(self, raw: Data, row: ReadRow) -> None:
        """Put a stage to the template that has it instead of the catalogue's, or besides."""
        template = row.data.pop("template")
        holder, path = _named(raw["templates"], template, ("templates",))
        if holder is None:
            self.faults.append(fault("need-of-nothing", row.place, template))
            return
        stages = holder.setdefault("stages", [])
        self._note((*path, "stages", len(stages)), row)
        stages.append(row.data)

    def _wire(self, raw: Data, row: ReadRow) -> None:
        """Put a prerequisite to its item or milestone, or to what a template rewires."""
        template, after = row.data.pop("template", None), row.data.pop("after", None)
        holder, path = self._holder(raw, template, after)
        if holder is None:
            self.faults.append(fault("need-of-nothing", row.place, f"{template or ''} {after}"))
            return
        needs = holder.setdefault("needs", [])
        if not row.data:
            return  # the row says that there is nothing to wait for
        first, *others = row.data.pop("any_of", [None])
        either = row.cells.get(("any_of",), row.place)
        self._note((*path, "needs", len(needs)), row)
        self._places[(*path, "needs", len(needs), "item_code")] = either
        self._places[(*path, "needs", len(needs), "alternatives")] = either
        needs.append({"item_code": first, "alternatives": others, **row.data})

    def _holder(
        self, raw: Data, template: str | None, after: str | None
    ) -> tuple[Data | None, Path]:
        if template is not None:
            found, path = _named(raw["templates"], template, ("templates",))
            if found is None or after is None:
                return None, ()
            rewired = found.setdefault("rewired", [])
            return _named_or_new(rewired, "item_code", after, (*path, "rewired"))
        if after in _MILESTONES:
            return _named_or_new(raw["milestones"], "milestone", after, ("milestones",))
        return _named(raw["items"], after, ("items",))


def _named(rows: Sequence[Data], code: str | None, path: Path) -> tuple[Data | None, Path]:
    for index, row in enumerate(rows):
        if row.get("code") == code:
            return row, (*path, index)
    return None, ()


def _named_or_new(rows: list[Data], key: str, name: str, path: Path) -> tuple[Data, Path]:
    for index, row in enumerate(rows):
        if row[key] == name:
            return row, (*path, index)
    rows.append({key: name})
    return rows[-1], (*path, len(rows) - 1)
