"""Units of money and area: what a word means, how large it is, and in which currency."""

from dataclasses import dataclass
from fractions import Fraction

from shared.kernel.rejected import Rejected

SCALES = {
    "": 1,
    "百": 100,
    "千": 1_000,
    "万": 10_000,
    "十万": 100_000,
    "百万": 1_000_000,
    "千万": 10_000_000,
    "亿": 100_000_000,
}

# The first word of a currency is the one written; the others are read.
CURRENCIES = {
    "CNY": ("元", "人民币元", "元人民币", "人民币", "RMB", "CNY"),
    "USD": ("美元", "美金", "USD"),
    "EUR": ("欧元", "EUR"),
    "GBP": ("英镑", "GBP"),
    "JPY": ("日元", "日圆", "JPY"),
    "KRW": ("韩元", "韩圆", "KRW"),
    "HKD": ("港元", "港币", "港幣", "HKD"),
    "TWD": ("新台币", "台币", "TWD"),
    "CAD": ("加元", "加币", "加拿大元", "CAD"),
    "AUD": ("澳元", "澳币", "AUD"),
    "SGD": ("新加坡元", "新元", "新币", "SGD"),
    "CHF": ("瑞士法郎", "瑞郎", "CHF"),
}

# 1 亩 is a fifteenth of a 公顷, 2000/3 平方米 exactly.
AREAS = {
    "平方米": (Fraction(1), ("平方米", "平米", "㎡", "m2", "m²")),
    "亩": (Fraction(2000, 3), ("亩",)),
    "公顷": (Fraction(10_000), ("公顷",)),
    "平方公里": (Fraction(1_000_000), ("平方公里", "平方千米", "km2", "k㎡")),
}


@dataclass(frozen=True)
class Unit:
    """单位: the word it is written with, its size in the base unit, its currency if it is money."""

    word: str
    size: Fraction
    base: str
    currency: str | None

    @property
    def kind(self) -> str:
        """What may be compared: money, whatever the currency, or area."""
        return "area" if self.currency is None else "money"


def _money_units() -> dict[str, Unit]:
    units = {}
    for currency, words in CURRENCIES.items():
        for scale, factor in SCALES.items():
            unit = Unit(scale + words[0], Fraction(factor), words[0], currency)
            units.update({scale + word: unit for word in words})
    return units


def _area_units() -> dict[str, Unit]:
    units = {}
    for name, (size, words) in AREAS.items():
        for scale, factor in SCALES.items():
            unit = Unit(scale + name, size * factor, "平方米", None)
            units.update({scale + word: unit for word in words})
    return units


UNITS = {**_money_units(), **_area_units()}
_SCALE_OF = {scale + "元": scale for scale in SCALES}


def unit_named(word: str, currency: str | None = None) -> Unit:
    """Return the unit a word stands for; 万元 with currency USD is 万美元.

    Raises Rejected when nobody knows the word, or when it contradicts the currency.
    """
    if word in _SCALE_OF and currency in CURRENCIES:
        word = _SCALE_OF[word] + CURRENCIES[currency][0]
    unit = UNITS.get(word)
    if unit is None:
        raise Rejected("unit-unknown", f"no unit is called {word!r}", unit=word)
    if currency is not None and unit.currency != currency:
        raise Rejected(
            "unit-of-other-currency", f"{word} is not in {currency}", unit=word, currency=currency
        )
    return unit
