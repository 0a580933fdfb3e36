"""What may stand in a request, and what the rules are told of it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from shared.adapters.bodies import Account, Dated, DatedByDay, Identifier, Park, QuantityIn
from shared.adapters.web import Body
from shared.kernel.effective import Effective

AT = datetime(2026, 3, 1, 17, 30, tzinfo=UTC)
HALF = {"from": "2019-01-01", "to": "2019-06-30", "precision": "half_year"}


def codes(body: type[Body], given: dict[str, Any]) -> set[str]:
    with pytest.raises(ValidationError) as refused:
        body.model_validate(given)
    return {error["type"] for error in refused.value.errors()}


DAYS = [
    ("2026-02-28", Effective.on_day(date(2026, 2, 28))),
    ("1949-10-01", Effective.on_day(date(1949, 10, 1))),
    ("2199-12-31", Effective.on_day(date(2199, 12, 31))),
]
INSTANTS = [
    ("2026-02-28T23:59:59Z", Effective.at_instant(datetime(2026, 2, 28, 23, 59, 59, 0, UTC))),
    ("2026-03-01T00:00:00+08:00", Effective.at_instant(datetime(2026, 2, 28, 16, tzinfo=UTC))),
]


@pytest.mark.parametrize(("given", "meant"), [*DAYS, *INSTANTS])
def test_a_day_or_an_instant_is_meant_as_said(given: object, meant: Effective) -> None:
    assert Dated.model_validate({"effective": given}).when() == meant


@pytest.mark.parametrize(("given", "meant"), [*DAYS, (HALF, Effective.in_half_year(2019, 1))])
def test_a_day_or_a_span_is_meant_as_said(given: object, meant: Effective) -> None:
    assert DatedByDay.model_validate({"effective": given}).when(AT) == meant


def test_a_time_left_out_is_that_of_the_entry() -> None:
    assert Dated().when() is None
    assert Dated.model_validate({"effective": None}).when() is None
    assert DatedByDay().when(AT) == Effective.on_day(date(2026, 3, 2))


@pytest.mark.parametrize(
    ("body", "given", "code"),
    [
        (Dated, "1949-09-30", "date-out-of-range"),
        (Dated, "2200-01-01", "date-out-of-range"),
        (Dated, "1949-09-30T23:00:00+08:00", "date-out-of-range"),
        (Dated, "9999-12-31T23:59:59-14:00", "date-out-of-range"),
        (Dated, "2026-02-30", "date_from_datetime_parsing"),
        (Dated, "2026-3-2", "date_type"),
        (Dated, 20260302, "date_type"),
        (Dated, True, "date_type"),
        (Dated, "yesterday", "datetime_type"),
        (Dated, "2026-03-02T10:00:00", "timezone_aware"),
        (DatedByDay, "2026-03-02T10:00:00Z", "date_type"),
        (DatedByDay, {**HALF, "to": "2019-06-29"}, "effective-malformed"),
        (DatedByDay, {**HALF, "from": "1900-01-01"}, "date-out-of-range"),
        (DatedByDay, {**HALF, "precision": "decade"}, "literal_error"),
        (DatedByDay, {**HALF, "about": True}, "extra_forbidden"),
        (DatedByDay, {"from": "2019-01-01"}, "missing"),
    ],
)
def test_a_time_that_cannot_be_is_refused(body: type[Body], given: object, code: str) -> None:
    assert code in codes(body, {"effective": given})


def test_a_quantity_is_read_as_it_is_written() -> None:
    body = QuantityIn.model_validate({"value": "3.10", "unit": "亿元", "text": "3.10亿"})
    quantity = body.quantity()
    assert (quantity.value, quantity.unit, quantity.text) == (Decimal("3.10"), "亿元", "3.10亿")
    unknown = QuantityIn.model_validate({"unit": "亩", "qualifier": "unknown"})
    assert unknown.quantity().value is None


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"value": "3", "unit": "斤"}, "unit-unknown"),
        ({"value": None, "unit": "亿元"}, "quantity-malformed"),
        ({"value": "3", "upper": "2", "unit": "亿元"}, "quantity-malformed"),
        ({"value": 3, "unit": "亿元"}, "string_type"),
        ({"value": "1e9", "unit": "亿元"}, "string_pattern_mismatch"),
        ({"value": "3", "unit": "亿元", "currency": "yuan"}, "string_pattern_mismatch"),
    ],
)
def test_a_quantity_that_cannot_be_is_refused(given: dict[str, Any], code: str) -> None:
    assert code in codes(QuantityIn, given)


class Named(Body):
    park: Park | None = None
    account: Account | None = None
    identifier: Identifier | None = None


@pytest.mark.parametrize(
    "given",
    [
        {"park": "检测园"},
        {"park": "-park"},
        {"park": "p" * 64},
        {"account": "a b"},
        {"account": ""},
        {"identifier": "../x"},
        {"identifier": "x" * 65},
        {"identifier": "x\n"},
    ],
)
def test_names_are_of_plain_letters(given: dict[str, Any]) -> None:
    assert codes(Named, given) == {"string_pattern_mismatch"}


def test_names_that_may_be() -> None:
    named = Named.model_validate({"park": "inspection-park", "account": "sample-officer"})
    assert (named.park, named.account) == ("inspection-park", "sample-officer")
