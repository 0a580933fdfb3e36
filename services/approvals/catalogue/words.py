"""The kinds of values a catalogue file holds, and the reading of one-line forms into them."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from services.approvals.catalogue.lines import DEFERRABLE, NAME, LineUnreadable

# What neither XML nor YAML carries as it is, or what would break a line.
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _no_control(text: str) -> str:
    if _CONTROL.search(text):
        raise PydanticCustomError("control_character", "control characters are not text")
    return text


def _one_line(text: str) -> str:
    if "\n" in text:
        raise PydanticCustomError("control_character", "one line")
    return _no_control(text)


def _iso(value: object) -> object:
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise PydanticCustomError("date_parsing", "2026-01-31")
    return value


Code = Annotated[str, StringConstraints(pattern=rf"^{NAME}$", max_length=40)]
Version = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$", max_length=40)
]
Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(_one_line),
]
Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=2000),
    AfterValidator(_no_control),
]
Said = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=2000),
    AfterValidator(_one_line),
]
Days = Annotated[Decimal, Field(ge=0, le=100_000, max_digits=12, allow_inf_nan=False)]
Number = Annotated[Decimal, Field(ge=0, max_digits=20, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0, le=10_000)]
Day = Annotated[date, BeforeValidator(_iso)]


def plainly_named(name: str) -> str:
    """Refuse the name of a material that reads as if it said more."""
    if name.endswith(DEFERRABLE):
        raise PydanticCustomError("line_unreadable", "{form}", {"form": "deferrable: true"})
    return name


def in_form(read: Callable[[str], Any], value: Any) -> Any:
    """Read a text in its one-line form; anything else is passed on as it is."""
    if not isinstance(value, str):
        return value
    try:
        return read(value)
    except LineUnreadable as fault:
        raise PydanticCustomError("line_unreadable", "{form}", {"form": str(fault)}) from None


def each_in_form(read: Callable[[str], Sequence[Any]], value: Any) -> Any:
    """Read the texts of a list, each of which may stand for several."""
    if not isinstance(value, list):
        return value
    return [
        one for each in value for one in (in_form(read, each) if isinstance(each, str) else [each])
    ]


def pairs(key: str, held: str) -> Callable[[Any], Any]:
    """Return a reader of `{a: b}` as a list of `{key: a, held: b}`."""

    def read(value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        return [{key: one, held: what} for one, what in value.items()]

    return read
