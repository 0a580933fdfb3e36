"""A catalogue as a workbook: a sheet for each group and one for all prerequisites."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from services.approvals.catalogue.columns import SHEETS, Column, Form
from services.approvals.catalogue.reading import fault, read_plain, refuse
from services.approvals.catalogue.sheet_rows import SheetRows
from services.approvals.catalogue.workbook import WorkbookUnreadable, read_rows, write_rows
from services.approvals.catalogue.writing import plain
from services.approvals.domain.catalogue import CatalogueVersion, Need
from shared.kernel.texts.catalogue import SHEETS as NAMES

Data = Mapping[str, Any]

_GROUPS = ("questions", "items", "templates", "joint")
_CODES_BETWEEN = "、"


def read_workbook(data: bytes) -> CatalogueVersion:
    """Return the catalogue that a workbook holds, or raise Rejected with all its faults."""
    try:
        rows = read_rows(data)
    except WorkbookUnreadable as unreadable:
        refuse([fault("workbook-broken", "xlsx", unreadable)])
    read = SheetRows()
    raw = read.catalogue(rows)
    return read_plain(raw, read.place, read.faults)


def write_workbook(catalogue: CatalogueVersion) -> bytes:
    """Return the workbook that reads as this very catalogue."""
    said: Data = plain(catalogue)
    departments = [{"id": id_, "name": name} for id_, name in said["departments"].items()]
    groups: dict[str, Sequence[Data]] = {
        "version": [said],
        "departments": departments,
        **{group: said.get(group, []) for group in _GROUPS},
        "stages": list(_stages(said)),
        "needs": list(_needs(catalogue)),
    }
    return write_rows({NAMES[group]: _table(SHEETS[group], groups[group]) for group in SHEETS})


def _stages(said: Data) -> Iterator[Data]:
    """Return a row for each stage of the catalogue, and for each that a template has instead."""
    yield from said["stages"]
    for template in said["templates"]:
        for stage in template.get("stages", []):
            yield {"template": template["code"], **stage}


def _needs(catalogue: CatalogueVersion) -> Iterator[Data]:
    for item in catalogue.items:
        for need in item.needs:
            yield {"after": item.code, **_need(need)}
    for one in catalogue.milestones:
        for row in _listed(one.needs):
            yield {"after": one.milestone.value, **row}
    for template in catalogue.templates:
        for rewired in template.rewired:
            for row in _listed(rewired.needs):
                yield {"template": template.code, "after": rewired.item_code, **row}


def _listed(needs: Sequence[Need]) -> Sequence[Data]:
    """Return a row for each need, or an empty one that says that there is none."""
    return [_need(need) for need in needs] or [{}]


def _need(need: Need) -> Data:
    return {
        "any_of": list(need.any_of),
        "kind": need.kind.value,
        "basis": need.basis.value,
        "source": plain(need.source),
        "when": plain(need.when) or None,
        "insisted_on": need.insisted_on or None,
    }


def _table(columns: Sequence[Column], rows: Sequence[Data]) -> list[list[object]]:
    headings: list[object] = [column.heading for column in columns]
    return [headings, *([_cell(column, row) for column in columns] for row in rows)]


def _cell(column: Column, row: Data) -> object:
    value: Any = row
    for step in column.path:
        if isinstance(value, str):  # a citation that says no more than its text
            value = value if step == "text" else None
        else:
            value = None if value is None else value.get(step)
    if value is None or value in ([], {}):
        return None
    return _shown(column, value)


def _shown(column: Column, value: Any) -> object:
    words = column.words or {}
    match column.form:
        case Form.VALUE:
            key = str(value).lower() if isinstance(value, bool) else value
            return words.get(str(key), value)
        case Form.CODES:
            return _CODES_BETWEEN.join(words.get(code, code) for code in value)
        case Form.LINES:
            return "\n".join(value)
        case Form.PAIRS:
            return "\n".join(f"{key}{column.between}{held}" for key, held in value.items())
