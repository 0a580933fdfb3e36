"""合计: a total row is never imported, only held against what the rows above it say."""

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction

from services.leads.importing.heading import Heading, row_words
from services.leads.importing.layouts import Column, Field
from services.leads.importing.reading import Agreement, RowReading, TotalCheck
from services.leads.importing.workbook import Grid, cell_text
from shared.kernel.quantity import Qualifier, Quantity
from shared.kernel.quantity_text import parse_quantity
from shared.kernel.rejected import Rejected
from shared.kernel.texts.ledgers import TOTALS

_WORDS = re.compile(r"(?:合计|总计|共计|小计)[:：]?")
_COUNT_WITH_AMOUNT = re.compile(r"有金额的(\d+)(?:个|项|家)")
_SHOWN_PLACES = 4
# A figure of this kind can be added up; a range or a bare lower end cannot.
_ADDABLE = {Qualifier.EXACT, Qualifier.ABOUT, Qualifier.NEARLY}


def is_total(grid: Grid, row: int) -> bool:
    """Say whether a row's first word is one of totals."""
    words = (cell_text(value) for value in grid.rows[row - 1])
    first = next((word for word in words if word), "")
    return _WORDS.fullmatch("".join(first.split())) is not None


def check_total(
    grid: Grid, heading: Heading, number: int, rows: list[RowReading]
) -> list[TotalCheck]:
    """Compare everything a total row states with the rows it is about."""
    checks = []
    for field in (Field.AMOUNT, Field.AREA):
        column = heading.columns.get(field)
        if column is not None and grid.value(number, column.index) is not None:
            figures = [_figure(row, field) for row in rows]
            checks.append(_check_sum(grid, column, number, figures))
    words = unicodedata.normalize("NFKC", row_words(grid, number))
    if found := _COUNT_WITH_AMOUNT.search("".join(words.split())):
        known = sum(row.amount.value is not None for row in rows)
        checks.append(_check(number, found[0], Fraction(found[1]), Fraction(known), "个"))
    return checks


def _figure(row: RowReading, field: Field) -> Quantity | None:
    return row.amount if field is Field.AMOUNT else row.area


def _check_sum(
    grid: Grid, column: Column, number: int, figures: list[Quantity | None]
) -> TotalCheck:
    cell = grid.value(number, column.index)
    known = [figure for figure in figures if figure is not None and figure.value is not None]
    try:
        stated = parse_quantity(cell, column.unit or "").quantity
    except Rejected:
        return _incomparable(number, column.header, cell_text(cell))
    addable = all(figure.qualifier in _ADDABLE for figure in (stated, *known))
    if not addable or {figure.currency for figure in known} - {stated.currency}:
        return _incomparable(number, column.header, cell_text(cell))
    total = sum((_exactly(figure) for figure in known), Fraction(0))
    size = stated.measure.size
    return _check(number, column.header, _exactly(stated) / size, total / size, stated.unit)


def _exactly(figure: Quantity) -> Fraction:
    """Return a figure in its base unit without rounding: a third of a 亩 must not be lost."""
    return Fraction(figure.value or 0) * figure.measure.size


def _check(number: int, column: str, stated: Fraction, found: Fraction, unit: str) -> TotalCheck:
    agreement = Agreement.AGREES if stated == found else Agreement.DIFFERS
    words = {"stated": _shown(stated) + unit, "found": _shown(found) + unit}
    return TotalCheck(
        row=number,
        column=column,
        agreement=agreement,
        text=TOTALS[agreement].format(**words),
        **words,
    )


def _shown(figure: Fraction) -> str:
    rounded = round(Decimal(figure.numerator) / figure.denominator, _SHOWN_PLACES)
    return f"{rounded.normalize():f}"


def _incomparable(number: int, column: str, stated: str) -> TotalCheck:
    return TotalCheck(
        row=number,
        column=column,
        stated=stated,
        found="",
        agreement=Agreement.NOT_COMPARABLE,
        text=TOTALS[Agreement.NOT_COMPARABLE].format(stated=stated),
    )
