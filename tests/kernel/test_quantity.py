from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from shared.kernel.quantity import Qualifier, Quantity
from shared.kernel.rejected import Rejected
from shared.kernel.units import UNITS, unit_named

FIGURES = st.decimals(0, 10_000, places=4, allow_nan=False, allow_infinity=False).map(abs)
# Ten thousand of the largest units is more than anybody can mean.
MEANT = sorted((unit for unit in UNITS.values() if unit.size <= 10**11), key=lambda unit: unit.word)


@st.composite
def quantities(draw: st.DrawFn) -> Quantity:
    unit = draw(st.sampled_from(MEANT))
    qualifier = draw(st.sampled_from(Qualifier))
    value = None if qualifier is Qualifier.UNKNOWN else draw(FIGURES)
    upper = None
    if qualifier is Qualifier.RANGE and value is not None:
        upper = value + draw(FIGURES) + 1
    return Quantity(
        value=value,
        upper=upper,
        unit=unit.word,
        currency=unit.currency,
        qualifier=qualifier,
        text=draw(st.text(max_size=10)),
    )


def exactly(value: str, unit: str, currency: str | None = None) -> Quantity:
    return Quantity(
        value=Decimal(value), unit=unit, currency=currency, qualifier=Qualifier.EXACT, text=value
    )


@pytest.mark.parametrize(
    ("quantity", "base"),
    [
        (exactly("3.48", "亿元", "CNY"), "348000000.00"),
        (exactly("2000", "万元", "CNY"), "20000000.00"),
        (exactly("0.0001", "万元", "CNY"), "1.00"),
        (exactly("6000", "万美元", "USD"), "60000000.00"),
        (exactly("1", "亩"), "666.67"),
        (exactly("3", "亩"), "2000.00"),
        (exactly("77.45", "亩"), "51633.33"),
        (exactly("1", "公顷"), "10000.00"),
        (exactly("12", "万平方米"), "120000.00"),
        (exactly("0.005", "元", "CNY"), "0.01"),
        (exactly("0.0049", "元", "CNY"), "0.00"),
    ],
)
def test_the_base_is_in_yuan_or_square_metres_to_two_places(quantity: Quantity, base: str) -> None:
    assert str(quantity.base) == base


def test_unknown_is_nothing_and_not_nought() -> None:
    unknown = Quantity.unknown("亿元", text="X")
    assert unknown.value is None
    assert unknown.base is None
    assert unknown.base_upper is None
    assert unknown.currency == "CNY"
    assert unknown != exactly("0", "亿元", "CNY")


def test_a_range_has_two_ends_in_one_unit() -> None:
    stated = Quantity(
        value=Decimal(6000),
        upper=Decimal(10_000),
        unit="万美元",
        currency="USD",
        qualifier=Qualifier.RANGE,
        text="6000万-1亿美元",
    )
    assert stated.to_plain() == {
        "value": "6000",
        "upper": "10000",
        "unit": "万美元",
        "currency": "USD",
        "qualifier": "range",
        "text": "6000万-1亿美元",
        "base": "60000000.00",
        "base_upper": "100000000.00",
        "base_unit": "美元",
    }


@pytest.mark.parametrize(
    ("faulty", "message"),
    [
        ({"value": None}, "unknown has no value"),
        ({"qualifier": Qualifier.UNKNOWN}, "unknown has no value"),
        ({"upper": Decimal(3)}, "only a range"),
        ({"qualifier": Qualifier.RANGE}, "only a range"),
        ({"qualifier": Qualifier.RANGE, "upper": Decimal(2)}, "upwards"),
        ({"value": Decimal("-1")}, "not below 0"),
        ({"value": Decimal("-0")}, "not below 0"),
        ({"value": Decimal("NaN")}, "is a number"),
        ({"value": Decimal("Infinity")}, "is a number"),
        ({"value": Decimal("1E+9000000")}, "of this size"),
        ({"value": Decimal(10) ** 8}, "of this size"),
        ({"value": Decimal("1E-17")}, "decimal places"),
        ({"currency": None}, "is in CNY"),
        ({"unit": "元人民币"}, "is written 元"),
    ],
)
def test_cannot_be_built_wrong(faulty: dict[str, object], message: str) -> None:
    sound = {
        "value": Decimal(2),
        "unit": "亿元",
        "currency": "CNY",
        "qualifier": Qualifier.EXACT,
    }
    with pytest.raises(ValueError, match=message):
        Quantity(**(sound | faulty))  # type: ignore[arg-type] # the fault is what is tested


@pytest.mark.parametrize(
    "plain",
    [
        {},
        {"value": "3", "unit": "亿元"},
        {"value": "3", "unit": "箱", "qualifier": "exact"},
        {"value": "3", "unit": "亩", "currency": "CNY", "qualifier": "exact"},
        {"value": 3.5, "unit": "亿元", "currency": "CNY", "qualifier": "exact"},
        {"value": "三", "unit": "亿元", "currency": "CNY", "qualifier": "exact"},
        {"value": "-3", "unit": "亿元", "currency": "CNY", "qualifier": "exact"},
        {"value": None, "unit": "亿元", "currency": "CNY", "qualifier": "exact"},
        {"value": "3", "unit": "亿元", "currency": "CNY", "qualifier": "guessed"},
    ],
)
def test_refuses_what_is_no_quantity(plain: dict[str, object]) -> None:
    with pytest.raises(Rejected) as refusal:
        Quantity.from_plain(plain)
    assert refusal.value.code in {"quantity-malformed", "unit-unknown", "unit-of-other-currency"}


def test_a_stated_base_is_not_believed() -> None:
    plain = {"value": "3", "unit": "亿元", "currency": "CNY", "qualifier": "exact", "base": "1"}
    assert Quantity.from_plain(plain).base == Decimal(300_000_000)


@pytest.mark.parametrize(
    ("word", "currency", "expected"),
    [
        ("万元", None, "万元"),
        ("万元", "USD", "万美元"),
        ("元", "HKD", "港元"),
        ("亿美金", None, "亿美元"),
        ("亿元人民币", "CNY", "亿元"),
        ("㎡", None, "平方米"),
    ],
)
def test_a_unit_goes_by_many_words(word: str, currency: str | None, expected: str) -> None:
    assert unit_named(word, currency).word == expected


def test_money_and_area_are_not_compared() -> None:
    assert unit_named("亿美元").kind == unit_named("万元").kind == "money"
    assert unit_named("公顷").kind == "area"


@given(quantities())
def test_every_quantity_survives_its_plain_form(quantity: Quantity) -> None:
    assert Quantity.from_plain(quantity.to_plain()) == quantity


@given(quantities())
def test_every_quantity_survives_storage_without_a_float(quantity: Quantity) -> None:
    stored = TypeAdapter(Quantity)
    data = stored.dump_json(quantity)
    assert stored.validate_json(data) == quantity
    assert quantity.value is None or f'"value":"{quantity.value}"'.encode() in data


@given(quantities(), quantities())
def test_the_base_keeps_the_order_within_a_unit(one: Quantity, other: Quantity) -> None:
    if one.value is not None and other.value is not None and one.unit == other.unit:
        assert one.base is not None
        assert other.base is not None
        assert (one.value <= other.value) <= (one.base <= other.base)
