"""Reading amounts and areas as Chinese ledgers hold them: 约3, 近1, 6000万-1亿美元, X, blank."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from shared.kernel.quantity import Qualifier, Quantity
from shared.kernel.rejected import Rejected
from shared.kernel.units import AREAS, CURRENCIES, SCALES, Unit, unit_named

MOST_CHARACTERS = 200
_EXCEL_DIGITS = 15

_BEFORE = {
    Qualifier.ABOUT: ("大约", "大概", "约为", "约", "~", "≈"),
    Qualifier.NEARLY: ("接近", "将近", "近"),
    Qualifier.AT_LEAST: ("超过", "超", "逾", "不低于", "不少于", "至少", "≥", ">=", ">"),
    Qualifier.AT_MOST: ("不超过", "不高于", "至多", "最多", "≤", "<=", "<"),
}
_AFTER = {
    Qualifier.ABOUT: ("左右", "上下"),
    Qualifier.AT_LEAST: ("多", "余", "以上", "起", "+"),
    Qualifier.AT_MOST: ("以下", "以内"),
}
_UNDISCLOSED = re.compile(
    r"[xX×]+|-+|/|\?+|\*+|待定|未定|未知|不详|面议|保密|未公开|未披露|暂无|[nN]/?[aA]"
)
_HYPHENS = str.maketrans("—–−‐‑", "-----")


@dataclass(frozen=True)
class Reading:
    """读数: what a cell says, what had to be assumed to say it, and the words left over."""

    quantity: Quantity
    assumptions: tuple[str, ...] = ()
    remainder: str = ""


@dataclass(frozen=True)
class _End:
    """One end of a range, or the only figure, before the column lends it what it lacks."""

    figure: Decimal
    scale: str
    word: str


def parse_quantity(cell: object, unit: str, currency: str | None = None) -> Reading:
    """Read a cell of a column kept in `unit`; what the cell itself says of its unit comes first.

    Raises Rejected (`quantity-unreadable`, `quantity-negative`) rather than guess.
    """
    column = unit_named(unit, currency)
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return Reading(_unknown(column, ""), ("blank-is-unknown",))
    if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
        return _read_number(cell, column)
    if not isinstance(cell, str) or len(cell) > MOST_CHARACTERS:
        raise _unreadable(cell)
    return _read_text(cell.strip(), column)


def _read_number(cell: float | Decimal, column: Unit) -> Reading:
    """Excel keeps 15 digits; a sixteenth is dust of its binary arithmetic."""
    figure = Decimal(repr(cell)) if isinstance(cell, float) else Decimal(cell)
    if not figure.is_finite():
        raise _unreadable(cell)
    if figure < 0:
        raise Rejected("quantity-negative", f"{cell} is below 0", text=str(cell))
    assumptions: tuple[str, ...] = ()
    if isinstance(cell, float) and len(figure.as_tuple().digits) > _EXCEL_DIGITS:
        figure = Decimal(format(cell, f".{_EXCEL_DIGITS}g"))
        assumptions = ("float-rounded",)
    figure = abs(_plain(figure))
    return Reading(_quantity(figure, None, column, Qualifier.EXACT, str(figure)), assumptions)


def _plain(figure: Decimal) -> Decimal:
    return Decimal(format(figure.normalize(), "f"))


def _read_text(text: str, column: Unit) -> Reading:
    plain = "".join(unicodedata.normalize("NFKC", text).translate(_HYPHENS).split())
    if _UNDISCLOSED.fullmatch(plain):
        return Reading(_unknown(column, text), ("mark-is-unknown",))
    if re.match(r"(负|-)\D{0,3}\d", plain):
        raise Rejected("quantity-negative", f"{text!r} is below 0", text=text)
    found = _STATED.fullmatch(plain)
    if found is None:
        raise _unreadable(text)
    remainder = _remainder(found["rest"], text)
    low = _end(found, "")
    assumptions, quantity = (
        _read_single(found, low, column, text)
        if found["figure2"] is None
        else _read_range(found, low, column, text)
    )
    kept = ("remark-set-aside",) if remainder else ()
    return Reading(quantity, (*assumptions, *kept), remainder)


def _end(found: re.Match[str], which: str) -> _End:
    figure = Decimal(found["figure" + which].replace(",", ""))
    return _End(figure, found["scale" + which] or "", found["word" + which] or "")


def _remainder(rest: str, text: str) -> str:
    """Return the remark behind a figure; a second figure or a unit there is no mere remark."""
    if not rest:
        return ""
    if not re.match(r"[(\[【,;。、:]\D|[(\[【]", rest):
        raise _unreadable(text)
    remark = rest.strip("()[]【】,;。、:")
    if not remark or _UNIT.fullmatch(remark):
        raise _unreadable(text)
    return remark


def _read_single(
    found: re.Match[str], end: _End, column: Unit, text: str
) -> tuple[tuple[str, ...], Quantity]:
    assumptions, unit = _unit(end, column, text)
    qualifiers = _qualifiers(found)
    if len(qualifiers) > 1:
        raise _unreadable(text)
    qualifier = qualifiers.pop() if qualifiers else Qualifier.EXACT
    return assumptions, _quantity(end.figure, None, unit, qualifier, text)


def _read_range(
    found: re.Match[str], low: _End, column: Unit, text: str
) -> tuple[tuple[str, ...], Quantity]:
    high = _end(found, "2")
    if _qualifiers(found) - {Qualifier.ABOUT} or (low.word and high.word and low.word != high.word):
        raise _unreadable(text)
    assumptions: tuple[str, ...] = ("range-also-approximate",) if _qualifiers(found) else ()
    if high.scale and not low.scale and not low.word:
        assumptions += ("range-scale-shared",)
        low = _End(low.figure, high.scale, low.word)
    word = low.word or high.word
    said, low_unit = _unit(_End(low.figure, low.scale, word), column, text)
    _, high_unit = _unit(_End(high.figure, high.scale or _lent(low, high), word), column, text)
    unit = min(low_unit, high_unit, key=lambda one: one.size)
    ends = (_in_unit(low.figure, low_unit, unit), _in_unit(high.figure, high_unit, unit))
    return (*said, *assumptions), _quantity(*ends, unit, Qualifier.RANGE, text)


def _lent(low: _End, high: _End) -> str:
    """The scale a bare upper end takes over: 3亿元-5 runs to 5亿元."""
    return "" if high.word else low.scale


def _in_unit(figure: Decimal, unit: Unit, target: Unit) -> Decimal:
    ratio = unit.size / target.size
    return figure * Decimal(ratio.numerator)


def _unit(end: _End, column: Unit, text: str) -> tuple[tuple[str, ...], Unit]:
    """Return the unit of a figure, and what had to be assumed about it."""
    if not end.scale and not end.word:
        return (), column
    if end.word:
        unit, assumed = unit_named(end.scale + end.word), ["unit-from-cell"]
    elif column.currency is not None:
        unit = unit_named(end.scale + "元", column.currency)
        assumed = ["unit-from-cell", "currency-of-column"]
    else:
        raise _unreadable(text)
    if unit.kind != column.kind:
        raise _unreadable(text)
    return () if unit.word == column.word else tuple(assumed), unit


def _qualifiers(found: re.Match[str]) -> set[Qualifier]:
    said = {_QUALIFIER_BEFORE.get(found["before"] or "")}
    said |= {_QUALIFIER_AFTER.get(found[group] or "") for group in ("more", "over", "after")}
    return {qualifier for qualifier in said if qualifier is not None}


def _quantity(
    value: Decimal, upper: Decimal | None, unit: Unit, qualifier: Qualifier, text: str
) -> Quantity:
    try:
        return Quantity(
            value=value,
            upper=upper,
            unit=unit.word,
            currency=unit.currency,
            qualifier=qualifier,
            text=text,
        )
    except ValueError:
        raise _unreadable(text) from None


def _unknown(column: Unit, text: str) -> Quantity:
    return Quantity.unknown(column.word, column.currency, text)


def _unreadable(cell: object) -> Rejected:
    text = str(cell)[:MOST_CHARACTERS]
    return Rejected("quantity-unreadable", f"no quantity can be read from {text!r}", text=text)


def _any_of(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_QUALIFIER_BEFORE = {word: qualifier for qualifier, words in _BEFORE.items() for word in words}
_QUALIFIER_AFTER = {word: qualifier for qualifier, words in _AFTER.items() for word in words}
_WORDS = [word for words in CURRENCIES.values() for word in words]
_WORDS += [word for _, words in AREAS.values() for word in words]
_SCALE = _any_of([scale for scale in SCALES if scale])
_WORD = _any_of(_WORDS)
_FIGURE = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_UNIT = re.compile(rf"(?:{_SCALE})?(?:{_WORD})?")
_STATED = re.compile(
    rf"(?P<before>{_any_of(list(_QUALIFIER_BEFORE))})?"
    rf"(?P<figure>{_FIGURE})(?P<more>[多余])?(?P<scale>{_SCALE})?(?P<over>[多余])?(?P<word>{_WORD})?"
    rf"(?:[-~至到](?P<figure2>{_FIGURE})(?P<scale2>{_SCALE})?(?P<word2>{_WORD})?)?"
    rf"(?P<after>{_any_of(list(_QUALIFIER_AFTER))})?(?P<rest>.*)",
    re.DOTALL,
)
