from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.quantity import Qualifier
from shared.kernel.quantity_text import MOST_CHARACTERS, Reading, parse_quantity
from shared.kernel.rejected import Rejected


def said(reading: Reading) -> tuple[str, str, str]:
    """The figure, its unit and its qualifier, as one would say them."""
    quantity = reading.quantity
    upper = "" if quantity.upper is None else f"-{quantity.upper}"
    return f"{quantity.value}{upper}", quantity.unit, quantity.qualifier.value


@pytest.mark.parametrize(
    ("cell", "column", "expected"),
    [
        ("约3", "亿元", ("3", "亿元", "about")),
        ("约86", "亩", ("86", "亩", "about")),
        ("近1", "亿元", ("1", "亿元", "nearly")),
        ("3.48", "亿元", ("3.48", "亿元", "exact")),
        ("2", "亿元", ("2", "亿元", "exact")),
        (2000, "万元", ("2000", "万元", "exact")),
        (77.45, "亩", ("77.45", "亩", "exact")),
        (2000.0, "万元", ("2000", "万元", "exact")),
        (Decimal("1.50"), "亿元", ("1.5", "亿元", "exact")),
        (0, "亩", ("0", "亩", "exact")),
        (-0.0, "亩", ("0", "亩", "exact")),
        ("２０００", "万元", ("2000", "万元", "exact")),
        ("1,234.5", "万元", ("1234.5", "万元", "exact")),
        ("1，234，567", "元", ("1234567", "元", "exact")),
        ("超过 5", "亿元", ("5", "亿元", "at_least")),
        ("不少于100", "亩", ("100", "亩", "at_least")),
        ("100以上", "亩", ("100", "亩", "at_least")),
        ("30余", "亩", ("30", "亩", "at_least")),
        ("不超过2", "亿元", ("2", "亿元", "at_most")),
        ("2以内", "亿元", ("2", "亿元", "at_most")),
        ("5000左右", "万元", ("5000", "万元", "about")),
        ("约5000左右", "万元", ("5000", "万元", "about")),
        ("3-5", "亿元", ("3-5", "亿元", "range")),
        ("3～5亿元", "亿元", ("3-5", "亿元", "range")),
        ("5000万元", "万元", ("5000", "万元", "exact")),
    ],
)
def test_reads_a_figure_in_the_columns_unit(
    cell: object, column: str, expected: tuple[str, str, str]
) -> None:
    assert said(parse_quantity(cell, column)) == expected


@pytest.mark.parametrize(
    ("cell", "column", "expected", "assumptions"),
    [
        ("6000万-1亿美元", "亿元", ("6000-10000", "万美元", "range"), ("unit-from-cell",)),
        ("3000多万加元", "万元", ("3000", "万加元", "at_least"), ("unit-from-cell",)),
        (
            "3000-5000万美元",
            "万元",
            ("3000-5000", "万美元", "range"),
            ("unit-from-cell", "range-scale-shared"),
        ),
        ("8000万", "亿元", ("8000", "万元", "exact"), ("unit-from-cell", "currency-of-column")),
        ("3亿", "亿元", ("3", "亿元", "exact"), ()),
        ("3亿元-5", "亿元", ("3-5", "亿元", "range"), ()),
        ("100-200元", "元", ("100-200", "元", "range"), ()),
        ("约3-5", "亿元", ("3-5", "亿元", "range"), ("range-also-approximate",)),
        ("1.5万㎡", "亩", ("1.5", "万平方米", "exact"), ("unit-from-cell",)),
        ("3公顷", "亩", ("3", "公顷", "exact"), ("unit-from-cell",)),
        (0.1 + 0.2, "亩", ("0.3", "亩", "exact"), ("float-rounded",)),
    ],
)
def test_says_what_it_had_to_assume(
    cell: object, column: str, expected: tuple[str, str, str], assumptions: tuple[str, ...]
) -> None:
    reading = parse_quantity(cell, column)
    assert said(reading) == expected
    assert reading.assumptions == assumptions


@pytest.mark.parametrize("cell", [None, "", "  ", "\n"])
def test_a_blank_is_unknown(cell: object) -> None:
    reading = parse_quantity(cell, "亿元")
    assert said(reading) == ("None", "亿元", "unknown")
    assert reading.assumptions == ("blank-is-unknown",)


@pytest.mark.parametrize("cell", ["X", "x", "××", "—", "——", "/", "待定", "面议", "N/A"])
def test_a_mark_for_undisclosed_is_unknown(cell: str) -> None:
    reading = parse_quantity(cell, "亿元")
    assert reading.quantity.qualifier is Qualifier.UNKNOWN
    assert reading.quantity.text == cell
    assert reading.assumptions == ("mark-is-unknown",)


@pytest.mark.parametrize(
    ("cell", "figure", "remark"),
    [
        ("4000(核心区110)", "4000", "核心区110"),
        ("4000（核心区１１０）", "4000", "核心区110"),
        ("3000多万加元,首期到位100多万", "3000", "首期到位100多万"),
        ("近1亿元(工程8000万元,装修近2000万元)", "1", "工程8000万元,装修近2000万元"),
    ],
)
def test_a_remark_behind_the_figure_is_kept_apart(cell: str, figure: str, remark: str) -> None:
    reading = parse_quantity(cell, "亩" if "核心区" in cell else "亿元")
    assert str(reading.quantity.value) == figure
    assert reading.remainder == remark
    assert "remark-set-aside" in reading.assumptions
    assert reading.quantity.text == cell


@pytest.mark.parametrize(
    ("cell", "column"),
    [
        ("无", "亩"),
        ("三亿左右", "亿元"),
        ("总投资3亿", "亿元"),
        ("约3000多万", "万元"),
        ("近3-5", "亿元"),
        ("8000-1亿", "万元"),
        ("5-3", "亿元"),
        ("3亿元-5亿美元", "亿元"),
        ("3亿", "亩"),
        ("3亩", "亿元"),
        ("3亿元", "亩"),
        ("12,34", "亿元"),
        ("3000(万元)", "亿元"),
        ("3000()", "亿元"),
        ("5000其中一期2000", "万元"),
        ("1e5", "万元"),
        ("99999999999999999999", "万元"),
        (1e16, "亿元"),
        (float("nan"), "亿元"),
        (float("inf"), "亿元"),
        (True, "亿元"),
        (datetime(2026, 3, 5, tzinfo=UTC), "亿元"),
        ("3" * (MOST_CHARACTERS + 1), "亿元"),
    ],
)
def test_what_cannot_be_read_is_said(cell: object, column: str) -> None:
    with pytest.raises(Rejected) as refusal:
        parse_quantity(cell, column)
    assert refusal.value.code == "quantity-unreadable"
    assert "text" in refusal.value.facts


@pytest.mark.parametrize("cell", ["-3", "－3", "负3亿", "-约3", -1, -0.5])
def test_nothing_is_below_nought(cell: object) -> None:
    with pytest.raises(Rejected) as refusal:
        parse_quantity(cell, "亿元")
    assert refusal.value.code == "quantity-negative"


def test_a_column_may_be_in_another_currency() -> None:
    assert said(parse_quantity("约300", "万元", "USD")) == ("300", "万美元", "about")
    assert said(parse_quantity("2亿", "万元", "USD")) == ("2", "亿美元", "exact")


@given(st.decimals(0, 10**7, places=3), st.sampled_from(["", "约", "近", "超过", "不超过"]))
def test_a_written_figure_is_read_as_written(figure: Decimal, before: str) -> None:
    figure = abs(figure)
    reading = parse_quantity(f"{before}{figure:,}", "万元")
    assert reading.quantity.value == figure
    assert not reading.remainder


@given(st.floats(0, 10**7, allow_nan=False))
def test_a_cell_of_a_spreadsheet_loses_no_digit_it_showed(cell: float) -> None:
    shown = Decimal(f"{cell:.15g}")
    try:
        value = parse_quantity(cell, "万元").quantity.value
    except Rejected:
        assert shown.as_tuple().exponent < -16 or shown.adjusted() < -16  # type: ignore[operator] # finite
    else:
        assert value == shown


@given(
    st.one_of(st.text(), st.from_regex(r"[约近]?[0-9,.]{1,9}[万亿多-]{0,3}[0-9元亩()（）]{0,5}"))
)
def test_any_text_is_read_or_refused(text: str) -> None:
    outcome = outcome_of(text)
    assert outcome in {"quantity-unreadable", "quantity-negative", "money"}


def outcome_of(text: str) -> str:
    try:
        return parse_quantity(text, "亿元").quantity.measure.kind
    except Rejected as refusal:
        return refusal.code


def test_the_words_of_the_cell_are_kept() -> None:
    assert parse_quantity(" 约3 ", "亿元").quantity.text == "约3"
