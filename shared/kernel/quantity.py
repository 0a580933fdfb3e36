"""Amounts of money and areas as people state them: with a unit, and with their doubt."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from math import floor
from typing import Self

from shared.kernel.rejected import Rejected
from shared.kernel.units import Unit, unit_named

_LIMIT = 10**16
_MOST_PLACES = 16


class Qualifier(StrEnum):
    """限定: how sure the figure is."""

    EXACT = "exact"
    ABOUT = "about"
    NEARLY = "nearly"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    RANGE = "range"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """数量: a figure with its unit, its doubt, and the words it was stated in.

    Unknown is no value at all, never 0. Only a range has an upper end. A unit of money says its
    currency (万美元 is USD), and a bare 元, 万元 or 亿元 is CNY.
    """

    value: Decimal | None
    unit: str
    qualifier: Qualifier
    upper: Decimal | None = None
    currency: str | None = None
    text: str = ""

    def __post_init__(self) -> None:
        if unit_named(self.unit, self.currency).word != self.unit:
            raise ValueError(f"the unit is written {unit_named(self.unit, self.currency).word}")
        if self.measure.currency != self.currency:
            raise ValueError(f"{self.unit} is in {self.measure.currency}, not {self.currency}")
        if (self.value is None) != (self.qualifier is Qualifier.UNKNOWN):
            raise ValueError("unknown has no value, and only unknown has none")
        if (self.upper is not None) != (self.qualifier is Qualifier.RANGE):
            raise ValueError("a range has an upper end, and only a range has one")
        _check_ends(self)

    @classmethod
    def unknown(cls, unit: str, currency: str | None = None, text: str = "") -> Self:
        """Return what nobody knows yet, in the unit it will be stated in."""
        known_unit = unit_named(unit, currency)
        return cls(
            value=None,
            unit=known_unit.word,
            currency=known_unit.currency,
            qualifier=Qualifier.UNKNOWN,
            text=text,
        )

    @property
    def measure(self) -> Unit:
        """The unit with its size and currency."""
        return unit_named(self.unit, self.currency)

    @property
    def base(self) -> Decimal | None:
        """The value in 元 (of its own currency) or 平方米, to two places, halves rounded up."""
        return None if self.value is None else _in_base(self.value, self.measure)

    @property
    def base_upper(self) -> Decimal | None:
        """The upper end of a range, as `base`."""
        return None if self.upper is None else _in_base(self.upper, self.measure)

    def to_plain(self) -> dict[str, str | None]:
        """Return the form that JSON carries."""
        return {
            "value": _digits(self.value),
            "upper": _digits(self.upper),
            "unit": self.unit,
            "currency": self.currency,
            "qualifier": self.qualifier.value,
            "text": self.text,
            "base": _digits(self.base),
            "base_upper": _digits(self.base_upper),
            "base_unit": self.measure.base,
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, object]) -> Self:
        """Read the form that JSON carries, or raise Rejected; a base in it is not believed."""
        try:
            unit = unit_named(str(plain["unit"]), _text_or_none(plain.get("currency")))
            return cls(
                value=_decimal_or_none(plain["value"]),
                upper=_decimal_or_none(plain.get("upper")),
                unit=unit.word,
                currency=unit.currency,
                qualifier=Qualifier(str(plain["qualifier"])),
                text=str(plain.get("text") or ""),
            )
        except (KeyError, ValueError, InvalidOperation) as fault:
            raise Rejected("quantity-malformed", str(fault), given=dict(plain)) from None


def _check_ends(quantity: Quantity) -> None:
    for figure in (quantity.value, quantity.upper):
        if figure is not None:
            _check_figure(figure, quantity.measure)
    low, high = quantity.value, quantity.upper
    if low is not None and high is not None and low >= high:
        raise ValueError("a range runs upwards")


def _check_figure(figure: Decimal, unit: Unit) -> None:
    if not figure.is_finite() or figure.is_signed():
        raise ValueError("a quantity is a number and not below 0")
    if _places(figure) > _MOST_PLACES:
        raise ValueError(f"a quantity has at most {_MOST_PLACES} decimal places")
    if figure.adjusted() > _MOST_PLACES or Fraction(figure) * unit.size >= _LIMIT:
        raise ValueError("a quantity of this size cannot be meant")


def _places(figure: Decimal) -> int:
    exponent = figure.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


@lru_cache(maxsize=4096)
def _in_base(figure: Decimal, unit: Unit) -> Decimal:
    """Work in fractions, so that rounding happens once; one figure is shown many times."""
    hundredths = floor(Fraction(figure) * unit.size * 100 + Fraction(1, 2))
    return Decimal(hundredths).scaleb(-2)


def _digits(figure: Decimal | None) -> str | None:
    return None if figure is None else format(figure, "f")


def _text_or_none(given: object) -> str | None:
    return None if given is None else str(given)


def _decimal_or_none(given: object) -> Decimal | None:
    if given is None:
        return None
    if not isinstance(given, str):
        raise ValueError("a figure is written as text, so that no digit is lost")
    return Decimal(given)
