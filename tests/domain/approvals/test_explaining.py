"""期限说明: every day from the start to the end, counted or skipped, and why."""

from dataclasses import replace
from decimal import Decimal

from services.approvals.domain import commands as asked
from services.approvals.domain.case.explaining import (
    LICENSING_LAW_32,
    ClockReading,
    counted,
    gravest,
    readings,
)
from services.approvals.domain.catalogue import Procedure
from services.approvals.domain.clocks.timekeeping import ClockFacts
from services.approvals.domain.terms import ClockKind
from shared.kernel.clock import HalfDay, Light
from tests.domain.approvals.stories import (
    CALENDAR,
    IMPACT,
    accept,
    case_after,
    day,
    evening,
    extend,
    grant,
    passed,
    receive,
    request_extension,
    request_supplement,
    start,
    supplement,
)


def read(at: HalfDay, *commands: asked.CaseCommand) -> dict[ClockKind, ClockReading]:
    reads = readings(case_after(*commands).clock, CALENDAR, at)
    return {reading.kind: reading for reading in reads}


def test_the_days_shown_sum_to_the_limit() -> None:
    reads = read(evening(day(4)), receive(), accept())
    for kind, limit in ((ClockKind.STATUTORY, 20), (ClockKind.PROMISED, 7)):
        assert counted(reads[kind]) == limit
        assert reads[kind].reckoning.used == 4


def test_a_weekend_and_a_pause_are_named() -> None:
    past = (receive(), accept(), request_supplement(day(2)), supplement(day(4)))
    days = read(evening(day(4)), *past)[ClockKind.PROMISED].reckoning.days
    reasons = {one.day: (one.counted, one.reason) for one in days}
    assert reasons[day(5)] == (Decimal(0), "周末")
    assert reasons[day(3)] == (Decimal(0), "停计：办理中补正")
    assert reasons[day(2)][0] == Decimal("0.5")


def test_two_clocks_stop_for_different_reasons() -> None:
    reads = read(evening(day(4)), receive(), accept(), start(day(2), Procedure.SITE_SURVEY))
    assert reads[ClockKind.PROMISED].reckoning.due is None
    assert reads[ClockKind.STATUTORY].reckoning.due == evening(day(28))
    assert reads[ClockKind.PROMISED].reckoning.paused


def test_before_acceptance_the_notice_is_explained_by_the_law() -> None:
    (notice,) = read(evening(day(1)), receive()).values()
    assert (notice.kind, notice.source, notice.verified) == (
        ClockKind.NOTICE,
        LICENSING_LAW_32,
        True,
    )
    assert counted(notice) == 5


def test_a_unit_nobody_has_checked_is_shown_both_ways() -> None:
    statutory = read(evening(day(1)), receive(IMPACT), accept(day(1)))[ClockKind.STATUTORY]
    assert statutory.other is not None
    assert (statutory.reckoning.due, statutory.other.due) == (evening(day(30)), evening(day(43)))
    assert not statutory.verified


def test_an_extension_is_shown_with_who_allowed_it() -> None:
    past = (receive(), accept(), request_extension(day(3)), extend(day(4)))
    reads = read(evening(day(5)), *past)
    (added,) = reads[ClockKind.STATUTORY].clock.extensions
    assert (added.days, added.approved_by) == (Decimal(10), "head")
    assert counted(reads[ClockKind.STATUTORY]) == 30
    assert reads[ClockKind.PROMISED].clock.extensions == ()


def test_a_case_that_is_over_shows_how_it_ended() -> None:
    past = (receive(), accept(), passed(day(1)), grant(day(2)))
    reads = read(evening(day(90)), *past)
    assert reads[ClockKind.PROMISED].reckoning.used == 2
    assert reads[ClockKind.PROMISED].reckoning.light is Light.NORMAL


def test_the_gravest_light_is_that_of_the_case() -> None:
    case = case_after(receive(), accept())
    at = {
        evening(day(3)): Light.NORMAL,
        evening(day(8)): Light.DUE_SOON,
        evening(day(12)): Light.OVERDUE,
    }
    for moment, light in at.items():
        assert gravest(readings(case.clock, CALENDAR, moment)) is light
    assert gravest([]) is None


def test_nothing_is_explained_of_nothing() -> None:
    assert readings(ClockFacts(), CALENDAR, evening(day(0))) == []
    half = replace(case_after(receive()).clock, received_on=None)
    assert readings(half, CALENDAR, evening(day(0))) == []
