from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from shared.kernel.clock import (
    Clock,
    Extension,
    Half,
    HalfDay,
    Light,
    LimitUnit,
    Pause,
    Reckoning,
    Turns,
    light_of,
    reckon,
    turns,
    turns_if_known,
)
from shared.kernel.rejected import Rejected
from shared.kernel.working_days import add_working_days
from tests.kernel.calendars import CALENDAR

MORNING, AFTERNOON = Half.MORNING, Half.AFTERNOON
MONDAY = date(2026, 3, 2)


def on(day: int, half: Half = AFTERNOON) -> HalfDay:
    return HalfDay(date(2026, 3, day), half)


def paused(start: HalfDay, end: HalfDay | None, reason: str = "专家评审") -> Pause:
    return Pause(reason=reason, start=start, end=end)


def clock(
    limit: str = "5",
    *pauses: Pause,
    extensions: tuple[Extension, ...] = (),
    unit: LimitUnit = LimitUnit.WORKING_DAYS,
) -> Clock:
    return Clock(
        start=MONDAY, limit=Decimal(limit), pauses=pauses, extensions=extensions, unit=unit
    )


def rows(reckoning: Reckoning) -> list[tuple[int, str, str]]:
    return [(one.day.day, str(one.counted), one.reason) for one in reckoning.days]


class TestWorkingDays:
    def test_runs_from_the_day_after_the_start(self) -> None:
        shown = reckon(clock(), CALENDAR, on(4))
        assert [shown.used, shown.remaining, shown.total] == [Decimal(n) for n in (2, 3, 5)]
        assert shown.due == on(9)
        assert shown.light is Light.NORMAL
        assert not shown.paused
        assert rows(shown) == [
            (3, "1.0", "工作日"),
            (4, "1.0", "工作日"),
            (5, "1.0", "工作日"),
            (6, "1.0", "工作日"),
            (7, "0", "周末"),
            (8, "0", "周末"),
            (9, "1.0", "工作日"),
        ]

    def test_nothing_is_used_before_the_first_counted_day(self) -> None:
        assert reckon(clock(), CALENDAR, on(2)).used == 0
        assert reckon(clock(), CALENDAR, on(1)).used == 0

    def test_is_overdue_from_the_first_working_half_day_after(self) -> None:
        friday = clock("4")
        assert reckon(friday, CALENDAR, on(6)).light is Light.DUE_SOON
        assert reckon(friday, CALENDAR, on(8)).light is Light.DUE_SOON
        late = reckon(friday, CALENDAR, on(9, MORNING))
        assert (late.remaining, late.light) == (Decimal("-0.5"), Light.OVERDUE)
        assert turns(friday, CALENDAR).overdue_from == on(9, MORNING)

    def test_leads_into_no_year_that_nobody_published(self) -> None:
        endless = clock("500")
        with pytest.raises(Rejected, match="calendar-year-missing"):
            turns(endless, CALENDAR)
        assert turns_if_known(endless, CALENDAR) == Turns(
            due_soon_from=None, due=None, overdue_from=None
        )
        assert turns_if_known(clock(), CALENDAR) == turns(clock(), CALENDAR)

    def test_warns_when_two_days_are_left(self) -> None:
        assert turns(clock(), CALENDAR).due_soon_from == on(5)
        assert reckon(clock(), CALENDAR, on(5, MORNING)).light is Light.NORMAL
        assert reckon(clock(), CALENDAR, on(5)).light is Light.DUE_SOON

    def test_a_short_limit_warns_from_the_start(self) -> None:
        assert turns(clock("2"), CALENDAR).due_soon_from == on(2)

    def test_how_early_it_warns_is_data(self) -> None:
        late = replace(clock(), warn_days=Decimal(0))
        assert turns(late, CALENDAR).due_soon_from == on(9)
        assert light_of(Decimal(1), Decimal(0)) is Light.NORMAL

    def test_half_a_day_ends_at_noon(self) -> None:
        shown = reckon(clock("1.5"), CALENDAR, on(4))
        assert shown.due == on(4, MORNING)
        assert shown.remaining == Decimal("-0.5")
        assert rows(shown)[-1] == (4, "0.5", "工作日")


class TestPauses:
    def test_stops_from_the_half_day_it_begins_in_up_to_the_one_it_ends_in(self) -> None:
        shown = reckon(clock("3", paused(on(4), on(6, MORNING))), CALENDAR, on(9))
        assert rows(shown) == [
            (3, "1.0", "工作日"),
            (4, "0.5", "上午工作日；下午停计：专家评审"),
            (5, "0", "停计：专家评审"),
            (6, "1.0", "工作日"),
            (7, "0", "周末"),
            (8, "0", "周末"),
            (9, "0.5", "工作日"),
        ]
        assert shown.due == on(9, MORNING)

    def test_overlapping_pauses_skip_a_day_once(self) -> None:
        review = paused(on(4, MORNING), on(6, MORNING))
        hearing = paused(on(5, MORNING), on(10, MORNING), "听证")
        shown = reckon(clock("3", review, hearing), CALENDAR, on(9))
        assert shown.due == on(11)
        assert shown.paused
        assert shown.used == 1
        assert (5, "0", "停计：专家评审、听证") in rows(shown)

    def test_begun_and_ended_in_one_half_day_it_stops_nothing(self) -> None:
        plain, brief = clock(), clock("5", paused(on(4), on(4)))
        assert reckon(brief, CALENDAR, on(9)) == reckon(plain, CALENDAR, on(9))

    def test_while_it_lasts_no_due_day_is_known(self) -> None:
        shown = reckon(clock("5", paused(on(5, MORNING), None)), CALENDAR, on(12))
        assert shown.due is None
        assert [shown.used, shown.remaining] == [Decimal(2), Decimal(3)]
        assert shown.paused
        assert rows(shown)[-1] == (12, "0", "停计：专家评审")
        unknown = turns(clock("5", paused(on(5, MORNING), None)), CALENDAR)
        assert (unknown.due_soon_from, unknown.overdue_from) == (None, None)

    def test_one_that_begins_after_the_due_day_moves_nothing(self) -> None:
        stopped_late = clock("2", paused(on(6, MORNING), None))
        shown = reckon(stopped_late, CALENDAR, on(20))
        assert shown.due == on(4)
        assert shown.remaining == -1
        assert turns(stopped_late, CALENDAR).overdue_from == on(5, MORNING)

    def test_one_that_begins_right_after_the_due_day_keeps_it_from_being_overdue(self) -> None:
        stopped = clock("2", paused(on(5, MORNING), None))
        assert reckon(stopped, CALENDAR, on(20)).light is Light.DUE_SOON
        assert turns(stopped, CALENDAR).overdue_from is None

    def test_does_not_end_before_it_begins(self) -> None:
        with pytest.raises(ValueError, match="before it begins"):
            paused(on(5), on(5, MORNING))

    def test_a_moment_lies_in_its_half_day_of_the_business_zone(self) -> None:
        assert HalfDay.holding(datetime(2026, 3, 2, 3, 59, tzinfo=UTC)) == on(2, MORNING)
        assert HalfDay.holding(datetime(2026, 3, 2, 4, 0, tzinfo=UTC)) == on(2)
        assert HalfDay.holding(datetime(2026, 3, 2, 16, 0, tzinfo=UTC)) == on(3, MORNING)


class TestExtensions:
    def test_adds_its_days(self) -> None:
        longer = Extension(days=Decimal(10), approved_by="officer-7", reason="情况复杂")
        shown = reckon(clock("20", extensions=(longer,)), CALENDAR, on(2))
        assert shown.total == 30
        assert shown.due is not None
        assert shown.due.day == add_working_days(CALENDAR, MONDAY, 30)

    def test_is_itself_a_limit(self) -> None:
        shorter = Extension(days=Decimal(-1), approved_by="officer-7", reason="错")
        with pytest.raises(Rejected):
            reckon(clock(extensions=(shorter,)), CALENDAR, on(2))


class TestNaturalDays:
    def test_counts_every_day(self) -> None:
        shown = reckon(clock("7", unit=LimitUnit.NATURAL_DAYS), CALENDAR, on(4))
        assert shown.due == on(9)
        assert [shown.used, shown.remaining] == [Decimal(2), Decimal(5)]
        assert {one.reason for one in shown.days} == {"自然日"}

    def test_goes_on_to_a_working_day_where_it_would_end_on_a_day_off(self) -> None:
        saturday = clock("5", unit=LimitUnit.NATURAL_DAYS)
        shown = reckon(saturday, CALENDAR, on(7))
        assert shown.due == on(9)
        assert shown.remaining == 2
        assert rows(shown)[-3:] == [
            (7, "1.0", "自然日"),
            (8, "0", "周末，顺延"),
            (9, "0", "工作日，顺延"),
        ]
        assert turns(saturday, CALENDAR).overdue_from == on(10, MORNING)

    def test_half_a_day_that_ends_on_a_day_off_goes_on_too(self) -> None:
        assert reckon(clock("4.5", unit=LimitUnit.NATURAL_DAYS), CALENDAR, on(7)).due == on(9)

    def test_a_pause_also_stops_the_way_to_the_working_day(self) -> None:
        held = clock("5", paused(on(8, MORNING), on(11, MORNING)), unit=LimitUnit.NATURAL_DAYS)
        assert reckon(held, CALENDAR, on(7)).due == on(11)
        halfway = clock("5", paused(on(9), on(11, MORNING)), unit=LimitUnit.NATURAL_DAYS)
        assert reckon(halfway, CALENDAR, on(7)).due == on(11)
        still_held = clock("5", paused(on(8, MORNING), None), unit=LimitUnit.NATURAL_DAYS)
        assert reckon(still_held, CALENDAR, on(12)).due is None

    def test_what_is_held_on_the_way_to_the_working_day_is_not_overdue(self) -> None:
        held = clock("5", paused(on(9, MORNING), None), unit=LimitUnit.NATURAL_DAYS)
        shown = reckon(held, CALENDAR, on(12))
        assert (shown.used, shown.due) == (Decimal(6), None)
        assert (shown.remaining, shown.light) == (Decimal(0), Light.DUE_SOON)


class TestHours:
    def test_working_hours_are_half_a_working_day_at_a_time(self) -> None:
        shown = reckon(clock("24", unit=LimitUnit.WORKING_HOURS), CALENDAR, on(4))
        assert [shown.used, shown.remaining, shown.total] == [Decimal(n) for n in (16, 8, 24)]
        assert (shown.due, shown.light) == (on(5), Light.DUE_SOON)
        assert [one.counted for one in shown.days] == [8, 8, 8]

    def test_the_last_half_day_counts_no_more_than_was_left(self) -> None:
        shown = reckon(clock("5", unit=LimitUnit.WORKING_HOURS), CALENDAR, on(3))
        assert shown.due == on(3)
        assert (shown.used, shown.remaining) == (Decimal(5), Decimal(0))
        assert reckon(clock("5", unit=LimitUnit.WORKING_HOURS), CALENDAR, on(4)).remaining == -8

    def test_a_working_day_is_as_long_as_it_was_agreed(self) -> None:
        short = replace(clock("14", unit=LimitUnit.WORKING_HOURS), hours_in_day=7)
        assert reckon(short, CALENDAR, on(3)).due == on(4)
        assert reckon(short, CALENDAR, on(3, MORNING)).used == Decimal("3.5")

    def test_working_hours_skip_days_off_and_pauses(self) -> None:
        stopped = clock("24", paused(on(4, MORNING), on(5, MORNING)), unit=LimitUnit.WORKING_HOURS)
        assert reckon(stopped, CALENDAR, on(5)).due == on(6)

    def test_natural_hours_run_through_days_off_and_end_where_they_end(self) -> None:
        shown = reckon(clock("120", unit=LimitUnit.NATURAL_HOURS), CALENDAR, on(4))
        assert [shown.used, shown.remaining] == [Decimal(48), Decimal(72)]
        assert shown.due == on(7)
        assert {one.reason for one in shown.days} == {"自然日"}

    @pytest.mark.parametrize(
        ("unit", "total", "warns_at"),
        [(LimitUnit.WORKING_HOURS, "40", 16), (LimitUnit.NATURAL_HOURS, "120", 48)],
    )
    def test_it_warns_two_days_before_in_hours_too(
        self, unit: LimitUnit, total: str, warns_at: int
    ) -> None:
        timed = clock(total, unit=unit)
        assert timed.warn_at == warns_at
        turning = turns(timed, CALENDAR)
        assert turning.due_soon_from is not None
        assert reckon(timed, CALENDAR, turning.due_soon_from).light is Light.DUE_SOON
        before = HalfDay.numbered(turning.due_soon_from.number - 1)
        assert reckon(timed, CALENDAR, before).light is Light.NORMAL

    def test_an_extension_in_days_adds_its_hours(self) -> None:
        more = Extension(days=Decimal(1), approved_by="head", reason="复杂")
        longer = clock("8", extensions=(more,), unit=LimitUnit.WORKING_HOURS)
        assert longer.total == 16
