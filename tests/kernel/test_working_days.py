from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.kernel.rejected import Rejected
from shared.kernel.working_days import (
    Calendar,
    Year,
    add_working_days,
    explain,
    is_working,
    why,
    working_days_between,
)
from tests.kernel.calendars import CALENDAR, DAYS, LIMITS


@pytest.mark.parametrize(
    ("start", "limit", "due"),
    [
        (date(2026, 2, 12), 7, date(2026, 2, 28)),  # a Saturday that works
        (date(2026, 9, 18), 5, date(2026, 9, 24)),  # Sunday 09-20 works
        (date(2025, 9, 26), 7, date(2025, 10, 13)),
    ],
)
def test_the_examples_of_the_field(start: date, limit: int, due: date) -> None:
    assert add_working_days(CALENDAR, start, limit) == due
    assert working_days_between(CALENDAR, start, due) == limit


@pytest.mark.parametrize(
    ("day", "working", "reason"),
    [
        (date(2026, 3, 2), True, "工作日"),
        (date(2026, 3, 7), False, "周末"),
        (date(2026, 2, 17), False, "春节"),
        (date(2026, 2, 15), False, "春节"),
        (date(2026, 2, 28), True, "春节调休上班"),
    ],
)
def test_every_day_has_its_reason(day: date, working: bool, reason: str) -> None:  # noqa: FBT001 - a table
    assert is_working(CALENDAR, day) is working
    assert why(CALENDAR, day) == reason


def test_the_explanation_names_every_day_skipped() -> None:
    explanation = explain(CALENDAR, date(2026, 6, 17), 3)
    assert [(one.day.day, int(one.counted), one.reason) for one in explanation.days] == [
        (18, 1, "工作日"),
        (19, 0, "端午节"),
        (20, 0, "端午节"),
        (21, 0, "端午节"),
        (22, 1, "工作日"),
        (23, 1, "工作日"),
    ]
    assert explanation.due == date(2026, 6, 23)
    assert explanation.calendar_version == "CN-2026.1"
    assert not explanation.provisional


def test_a_limit_of_half_a_day_more_ends_at_noon_of_the_next_working_day() -> None:
    explanation = explain(CALENDAR, date(2026, 3, 5), Decimal("1.5"))
    assert explanation.due == date(2026, 3, 9)
    assert explanation.at_midday
    assert [one.counted for one in explanation.days] == [1, 0, 0, Decimal("0.5")]


def test_a_limit_into_an_unpublished_year_is_provisional() -> None:
    assert explain(CALENDAR, date(2026, 12, 30), 5).provisional


def test_a_year_nobody_knows_is_not_guessed() -> None:
    with pytest.raises(Rejected) as refusal:
        add_working_days(CALENDAR, date(2027, 12, 28), 10)
    assert refusal.value.code == "calendar-year-missing"
    assert refusal.value.facts == {"year": 2028, "calendar_version": "CN-2026.1"}


@pytest.mark.parametrize(
    ("limit", "code"),
    [
        (0, "limit-not-positive"),
        (-3, "limit-not-positive"),
        (Decimal("NaN"), "limit-not-positive"),
        (Decimal("1.25"), "limit-not-halves"),
    ],
)
def test_a_limit_is_some_half_days(limit: Decimal | int, code: str) -> None:
    with pytest.raises(Rejected) as refusal:
        explain(CALENDAR, date(2026, 3, 2), limit)
    assert refusal.value.code == code


def test_a_calendar_cannot_contradict_itself() -> None:
    saturday, monday = date(2026, 3, 7), date(2026, 3, 9)
    with pytest.raises(ValueError, match="working weekend"):
        Year(workdays_off={}, working_weekends={monday: "调休"})
    with pytest.raises(ValueError, match="either"):
        Year(workdays_off={saturday: "节"}, working_weekends={saturday: "调休"})
    with pytest.raises(ValueError, match="another year"):
        Calendar(
            version="wrong", years={2025: Year(workdays_off={monday: "节"}, working_weekends={})}
        )


@settings(deadline=None)  # the machine may be busy
@given(DAYS, LIMITS)
def test_a_limit_never_ends_on_a_day_off(start: date, limit: Decimal) -> None:
    assert is_working(CALENDAR, add_working_days(CALENDAR, start, limit))


@settings(deadline=None)  # the machine may be busy
@given(DAYS, st.integers(1, 60))
def test_between_takes_back_what_add_added(start: date, limit: int) -> None:
    assert working_days_between(CALENDAR, start, add_working_days(CALENDAR, start, limit)) == limit


@settings(deadline=None)  # the machine may be busy
@given(DAYS, st.integers(1, 80))
def test_add_takes_back_what_between_counted(start: date, days: int) -> None:
    end = start + timedelta(days=days)
    between = working_days_between(CALENDAR, start, end)
    if is_working(CALENDAR, end):
        assert add_working_days(CALENDAR, start, between) == end


@settings(deadline=None)  # the machine may be busy
@given(DAYS, LIMITS)
def test_what_the_explanation_counts_sums_to_the_limit(start: date, limit: Decimal) -> None:
    explanation = explain(CALENDAR, start, limit)
    assert sum(one.counted for one in explanation.days) == limit
    assert explanation.days[-1].day == explanation.due
    assert len(explanation.days) == (explanation.due - start).days
    assert explanation.at_midday == (limit % 1 != 0)
    for one in explanation.days:
        assert (one.counted > 0) == is_working(CALENDAR, one.day)
        assert one.reason == why(CALENDAR, one.day)


@settings(deadline=None)  # the machine may be busy
@given(DAYS, DAYS)
def test_backwards_is_the_negative_of_forwards(one: date, other: date) -> None:
    there = working_days_between(CALENDAR, one, other)
    assert there == -working_days_between(CALENDAR, other, one)


@settings(deadline=None)  # the machine may be busy
@given(DAYS, LIMITS)
def test_a_longer_limit_never_ends_earlier(start: date, limit: Decimal) -> None:
    longer = limit + Decimal("0.5")
    assert add_working_days(CALENDAR, start, limit) <= add_working_days(CALENDAR, start, longer)
