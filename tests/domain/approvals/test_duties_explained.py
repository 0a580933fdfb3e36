"""决定之后的期限说明: what is due after a decision explains itself; what is over stays so."""

from dataclasses import replace
from decimal import Decimal

import pytest

from services.approvals.domain import commands as asked
from services.approvals.domain.case.explaining import (
    LICENSING_LAW_44,
    ClockReading,
    calendar_version_at_end,
    counted,
    duty_readings,
)
from services.approvals.domain.catalogue import Binds
from services.approvals.domain.terms import ClockKind
from shared.kernel.working_days import Calendar
from tests.domain.approvals.stories import (
    CALENDAR,
    accept,
    case_after,
    day,
    deadline,
    evening,
    passed,
    receive,
    recompute,
    recorded,
    told,
)
from tests.domain.approvals.test_certificates import CERTIFIED
from tests.domain.approvals.test_promises import CHECK, GRANTED, OMISSIONS, ON_COMMITMENT, SERVING


def explained(
    *commands: asked.CaseCommand, calendar: Calendar = CALENDAR
) -> dict[ClockKind, ClockReading]:
    case = case_after(*commands)
    assert case.item is not None
    reads = duty_readings(case.duties, case.item, calendar, evening(day(4)))
    return {read.kind: read for read in reads}


@pytest.mark.parametrize("past", [GRANTED, ON_COMMITMENT])
def test_every_duty_is_explained_as_it_was_counted(past: tuple[asked.CaseCommand, ...]) -> None:
    case, reads = case_after(*past), explained(*past)
    assert set(reads) == {one.clock for one in case.duties}
    for kind, read in reads.items():
        assert read.reckoning.due == deadline(case, kind).due
        assert counted(read) == read.clock.total
        assert read.other is None


def test_each_stands_on_its_own_rule_and_binds_whom_it_binds() -> None:
    reads = explained(*GRANTED)
    assert (reads[SERVING].source, reads[SERVING].verified) == (LICENSING_LAW_44, True)
    assert (reads[SERVING].binds, reads[OMISSIONS].binds) == (Binds.AUTHORITY, Binds.APPLICANT)
    assert reads[OMISSIONS].source == "本地容缺受理和告知承诺清单"
    assert not reads[OMISSIONS].verified
    assert explained(*ON_COMMITMENT)[CHECK].clock.limit == Decimal(20)


def test_it_is_warned_of_as_agreed_in_the_park() -> None:
    reads = explained(*GRANTED, calendar=replace(CALENDAR, warn_days=Decimal(4)))
    assert reads[SERVING].clock.warn_days == Decimal(4)


def test_a_validity_is_a_day_and_not_a_count() -> None:
    assert ClockKind.BEGINNING not in explained(*CERTIFIED)


def test_a_case_keeps_the_calendar_it_ended_with() -> None:
    years = {**CALENDAR.years}
    off = {**years[2026].workdays_off, day(4): "台风"}
    years[2026] = replace(years[2026], workdays_off=off)
    moved = recompute(replace(CALENDAR, version="CN-5", years=years))
    assert calendar_version_at_end(recorded(told(GRANTED))) == "CN-4"
    events = recorded(told((*GRANTED, moved)))
    assert case_after(*GRANTED, moved).calendar_version == "CN-5"
    assert calendar_version_at_end(list(reversed(events))) == "CN-4"


def test_an_open_case_has_not_ended_with_any() -> None:
    assert calendar_version_at_end(recorded(told((receive(), accept(), passed(day(1)))))) is None
    assert calendar_version_at_end([]) is None
