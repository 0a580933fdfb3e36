from datetime import date, timedelta

import chinese_calendar
import pytest

from shared.adapters.calendar_source import provisional_year, published_year, published_years
from shared.kernel.rejected import Rejected
from shared.kernel.working_days import Calendar, is_working, why


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize(("year", "working"), [(2024, 251), (2025, 248), (2026, 248)])
def test_a_published_year_is_the_package_day_for_day(year: int, working: int) -> None:
    calendar = Calendar(version="test", years={year: published_year(year)})
    for day in days_of(year):
        assert is_working(calendar, day) == chinese_calendar.is_workday(day), day
    assert sum(is_working(calendar, day) for day in days_of(year)) == working


def test_every_year_of_the_package_can_be_taken_over() -> None:
    assert set(published_years()) >= set(range(2004, 2027))
    for year in published_years():
        assert not published_year(year).provisional


def test_the_weekends_worked_in_2026_are_those_of_the_notice() -> None:
    worked = sorted(published_year(2026).working_weekends)
    assert [day.isoformat()[5:] for day in worked] == [
        "01-04",
        "02-14",
        "02-28",
        "05-09",
        "09-20",
        "10-10",
    ]


@pytest.mark.parametrize("year", [2003, 2100])
def test_a_year_without_a_notice_is_not_made_up(year: int) -> None:
    with pytest.raises(Rejected) as refusal:
        published_year(year)
    assert refusal.value.code == "calendar-year-missing"


def test_a_provisional_year_knows_the_statutory_days_and_no_exchanged_weekend() -> None:
    year = provisional_year(2027)
    calendar = Calendar(version="test", years={2027: year})
    assert year.provisional
    assert not year.working_weekends
    assert len(year.workdays_off) == 13
    assert why(calendar, date(2027, 2, 5)) == "春节"
    assert why(calendar, date(2027, 6, 9)) == "端午节"
    assert not is_working(calendar, date(2027, 9, 15))
    assert is_working(calendar, date(2027, 10, 4))


def test_a_day_may_be_two_holidays() -> None:
    assert provisional_year(2028).workdays_off[date(2028, 10, 3)] == "国庆节、中秋节"


def test_far_ahead_only_the_fixed_days_are_known() -> None:
    assert set(provisional_year(2040).workdays_off.values()) == {"元旦", "劳动节", "国庆节"}


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_statutory_days_agree_with_the_notices(year: int) -> None:
    """The rule that makes a provisional year, tried on years whose notice is known."""
    off = published_year(year).workdays_off
    for day, name in provisional_year(year).workdays_off.items():
        assert name in off[day]
