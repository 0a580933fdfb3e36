from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.approvals.domain.scheduling import Ahead, Countdown, Row, countdown, schedule
from shared.kernel.clock import HalfDay
from shared.kernel.rejected import Rejected
from shared.kernel.working_days import working_days_between
from tests.domain.approvals.scheduling.words import (
    BUREAU,
    COMMENCEMENT,
    ECOLOGY,
    NEW_PLANT,
    REFORM,
    RESOURCES,
    ahead,
    change,
    evening,
    gate,
    item,
    milestone,
    noon,
    situations,
)
from tests.kernel.calendars import CALENDAR


def back_from(day: date | None, situation: Ahead = NEW_PLANT) -> Countdown:
    return countdown(schedule(situation), CALENDAR, day)


def row(of: Countdown, code: str) -> Row:
    return next(row for rows in of.departments for row in rows.rows if row.task.code == code)


def test_every_department_sees_what_it_has_to_finish_by_when() -> None:
    table = back_from(None)
    assert (table.by, table.earliest) == (date(2026, 3, 12), evening(3, 12))
    assert [(of.department, [row.task.code for row in of.rows]) for of in table.departments] == [
        (REFORM, ["A01"]),
        (RESOURCES, ["B02", "A08"]),
        (ECOLOGY, ["A12"]),
        (BUREAU, ["C05"]),
        (None, [COMMENCEMENT]),
    ]
    permit = row(table, "B02")
    assert (permit.must_begin_by, permit.must_end_by) == (evening(3, 3), noon(3, 10))
    assert permit.slack == Decimal("0.5")
    assert not table.impossible


def test_a_later_day_gives_everybody_as_much_more() -> None:
    table = back_from(date(2026, 3, 20))
    assert (table.by, table.earliest) == (date(2026, 3, 20), evening(3, 12))
    assert row(table, "A01").must_end_by == evening(3, 11)
    assert row(table, "A01").slack == 6
    assert row(table, "B02").slack == Decimal("6.5")
    assert row(table, COMMENCEMENT).must_begin_by == evening(3, 20)


def test_too_early_a_day_says_what_is_impossible_already() -> None:
    table = back_from(date(2026, 3, 10))
    assert {row.task.code for row in table.impossible} == {"A01", "A08", "A12", "B02", "C05"} | {
        COMMENCEMENT
    }
    filing = row(table, "A01")  # 28 February is a Saturday that works
    assert (filing.must_begin_by, filing.must_end_by) == (noon(2, 28), evening(2, 28))
    assert filing.slack == -2
    half = change(NEW_PLANT, "C05", remaining=Decimal("0.5"))
    assert [r.task.code for r in back_from(date(2026, 3, 11), half).impossible] == [
        "A01",
        "A12",
        COMMENCEMENT,
    ]


def test_a_day_that_has_passed_counts_back_over_holidays() -> None:
    table = back_from(date(2026, 2, 25))
    assert row(table, COMMENCEMENT).must_end_by == evening(2, 25)
    assert row(table, "A12").must_end_by == evening(2, 25)
    assert row(table, "A12").must_begin_by == noon(2, 10)  # 14 February works, then nine days off


def test_counted_from_a_day_off_today_is_still_good_for_what_takes_no_work() -> None:
    sunday = date(2026, 3, 8)
    situation = ahead((milestone(COMMENCEMENT),), today=sunday)
    assert row(back_from(sunday, situation), COMMENCEMENT).must_end_by == HalfDay(sunday)
    situation = ahead((item("C05", 0.5), milestone(COMMENCEMENT)), gate("C05"), today=sunday)
    permit = row(back_from(sunday, situation), "C05")
    assert (permit.must_begin_by, permit.must_end_by) == (evening(3, 6), HalfDay(sunday))
    assert permit.impossible


def test_a_year_nobody_knows_is_not_counted_back_into() -> None:
    with pytest.raises(Rejected) as refusal:
        back_from(date(2030, 1, 2))
    assert refusal.value.code == "calendar-year-missing"


@settings(deadline=None)  # the machine may be busy
@given(situations(), st.dates(date(2026, 1, 1), date(2026, 11, 30)))
def test_a_day_is_possible_when_nothing_is_too_late(situation: Ahead, wished: date) -> None:
    found = schedule(situation)
    table = back_from(wished, situation)
    enough = working_days_between(CALENDAR, situation.today, wished)
    assert bool(table.impossible) is (found.days > enough)
    slack = {slot.task.code: slot.slack for slot in found.slots}
    gained = {r.slack - (slack[r.task.code] or 0) for of in table.departments for r in of.rows}
    assert gained == {enough - found.days}


@settings(deadline=None)  # the machine may be busy
@given(situations())
def test_departments_and_rows_come_by_urgency(situation: Ahead) -> None:
    table = back_from(None, situation)
    ends = [[row.must_end_by for row in of.rows] for of in table.departments]
    assert all(sorted(of) == of for of in ends)
    assert sorted(of[0] for of in ends) == [of[0] for of in ends]
    departments = [of.department for of in table.departments]
    assert len(set(departments)) == len(departments)
