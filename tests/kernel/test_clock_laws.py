from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.kernel.clock import (
    Clock,
    Extension,
    Half,
    HalfDay,
    Light,
    LimitUnit,
    Pause,
    reckon,
    turns,
)
from shared.kernel.working_days import add_working_days, is_working, working_days_between
from tests.kernel.calendars import CALENDAR, LIMITS

THIS_YEAR = st.dates(date(2026, 1, 1), date(2026, 12, 31))
FIRST_HALF = st.dates(date(2026, 1, 1), date(2026, 6, 30))
HALF_DAYS = st.builds(HalfDay, THIS_YEAR, st.sampled_from(Half))


@st.composite
def pauses(draw: st.DrawFn) -> Pause:
    first, second = sorted((draw(HALF_DAYS), draw(HALF_DAYS)))
    end = min(second, HalfDay(first.day + timedelta(days=draw(st.integers(0, 20)))))
    return Pause(reason=draw(st.sampled_from(["补正", "听证"])), start=first, end=max(first, end))


@st.composite
def clocks(draw: st.DrawFn) -> Clock:
    extensions = [
        Extension(days=days, approved_by="officer-7", reason="情况复杂")
        for days in draw(st.lists(LIMITS, max_size=1))
    ]
    return Clock(
        start=draw(FIRST_HALF),
        limit=draw(LIMITS),
        unit=draw(st.sampled_from(LimitUnit)),
        pauses=tuple(draw(st.lists(pauses(), max_size=5))),
        extensions=tuple(extensions),
    )


def counted_by_hand(drawn: Clock) -> HalfDay:
    """Count half day by half day as one would on paper: where the limit ends."""
    left, at = drawn.total, HalfDay(drawn.start)
    in_half_day = Decimal(drawn.in_day) / 2
    while True:
        at = at.next()
        working = is_working(CALENDAR, at.day)
        stands = any(pause.covers(at) for pause in drawn.pauses)
        ended = left <= 0
        if not stands and (working or not drawn.unit.in_working_time):
            left -= in_half_day
        if left > 0 or stands or (drawn.unit.in_working_time and not working):
            continue
        rolls = drawn.unit is LimitUnit.NATURAL_DAYS
        if not rolls or (working and (not ended or at.half is Half.AFTERNOON)):
            return at


def explains_itself(drawn: Clock, as_of: HalfDay) -> None:
    shown = reckon(drawn, CALENDAR, as_of)
    assert shown.due == turns(drawn, CALENDAR).due == counted_by_hand(drawn)
    assert sum(one.counted for one in shown.days) == shown.total
    assert shown.days[0].day == drawn.start + timedelta(days=1)
    assert shown.days[-1].day == shown.due.day
    assert len(shown.days) == (shown.due.day - drawn.start).days
    if drawn.unit is not LimitUnit.NATURAL_HOURS:
        assert is_working(CALENDAR, shown.due.day)
    for one in shown.days:
        assert one.reason
        if drawn.unit.in_working_time and not is_working(CALENDAR, one.day):
            assert one.counted == 0


MANY = settings(deadline=None, max_examples=2_000)  # the machine may be busy


@MANY
@given(clocks(), HALF_DAYS)
def test_the_explanation_sums_to_the_limit_and_ends_on_the_due_day(
    drawn: Clock, as_of: HalfDay
) -> None:
    explains_itself(drawn, as_of)


@pytest.mark.soak
@pytest.mark.timeout(600)
@settings(deadline=None, max_examples=10_000, suppress_health_check=list(HealthCheck))
@given(clocks(), HALF_DAYS)
def test_ten_thousand_explanations_sum_to_their_limits(drawn: Clock, as_of: HalfDay) -> None:
    explains_itself(drawn, as_of)


@settings(deadline=None)  # the machine may be busy
@given(clocks(), st.randoms(use_true_random=False), HALF_DAYS)
def test_the_order_of_pauses_and_their_repetition_make_no_difference(
    drawn: Clock, random: object, as_of: HalfDay
) -> None:
    shuffled = [*drawn.pauses, *drawn.pauses]
    random.shuffle(shuffled)  # type: ignore[attr-defined] # hypothesis hands out a random.Random
    other = replace(drawn, pauses=tuple(shuffled))
    assert reckon(other, CALENDAR, as_of) == reckon(drawn, CALENDAR, as_of)


@settings(deadline=None)  # the machine may be busy
@given(clocks(), pauses(), HALF_DAYS)
def test_a_further_pause_never_brings_the_due_day_nearer(
    drawn: Clock, pause: Pause, as_of: HalfDay
) -> None:
    before = reckon(drawn, CALENDAR, as_of)
    after = reckon(replace(drawn, pauses=(*drawn.pauses, pause)), CALENDAR, as_of)
    assert before.due is not None
    assert after.due is not None
    assert after.due >= before.due
    assert after.used <= before.used


@settings(deadline=None)  # the machine may be busy
@given(clocks(), HALF_DAYS)
def test_in_working_time_used_and_remaining_make_the_limit(drawn: Clock, as_of: HalfDay) -> None:
    for unit in (LimitUnit.WORKING_DAYS, LimitUnit.WORKING_HOURS):
        shown = reckon(replace(drawn, unit=unit), CALENDAR, as_of)
        assert shown.used + shown.remaining == shown.total


@settings(deadline=None)  # the machine may be busy
@given(clocks(), HALF_DAYS)
def test_the_light_turns_when_it_was_said_to_turn(drawn: Clock, as_of: HalfDay) -> None:
    light, turning = reckon(drawn, CALENDAR, as_of).light, turns(drawn, CALENDAR)
    assert turning.due_soon_from is not None
    assert turning.overdue_from is not None
    if as_of >= turning.overdue_from:
        assert light is Light.OVERDUE
    elif as_of >= max(turning.due_soon_from, HalfDay(drawn.start)):
        assert light is Light.DUE_SOON
    elif turning.due_soon_from > HalfDay(drawn.start):
        assert light is Light.NORMAL


@MANY
@given(clocks(), HALF_DAYS)
def test_while_a_pause_is_open_the_clock_stands(drawn: Clock, at: HalfDay) -> None:
    still = replace(drawn, pauses=(*drawn.pauses, Pause(reason="鉴定", start=at)))
    early, late = (reckon(still, CALENDAR, HalfDay(at.day + timedelta(days=n))) for n in (0, 40))
    assert early.used == late.used
    assert early.remaining == late.remaining
    if early.due is None:
        assert sum(one.counted for one in late.days) == min(late.used, late.total)
        assert late.light is not Light.OVERDUE


@settings(deadline=None)  # the machine may be busy
@given(FIRST_HALF, st.integers(1, 40))
def test_without_pauses_it_is_plain_working_day_arithmetic(start: date, limit: int) -> None:
    shown = reckon(Clock(start=start, limit=Decimal(limit)), CALENDAR, HalfDay(start))
    assert shown.due == HalfDay(add_working_days(CALENDAR, start, limit))


@settings(deadline=None)  # the machine may be busy
@given(THIS_YEAR, FIRST_HALF)
def test_used_counts_the_working_days_gone_by(today: date, start: date) -> None:
    shown = reckon(Clock(start=start, limit=Decimal(5)), CALENDAR, HalfDay(today))
    assert shown.used == max(working_days_between(CALENDAR, start, today), 0)
