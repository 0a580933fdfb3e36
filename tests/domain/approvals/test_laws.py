"""What holds for every history of a case, however its acts come."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain.case import CASE
from services.approvals.domain.case.explaining import counted, readings
from services.approvals.domain.case.lifecycles import LIFECYCLES
from services.approvals.domain.case.record import evolve_record
from services.approvals.domain.case.state import Case
from services.approvals.domain.case.ticking import timers
from services.approvals.domain.catalogue import Binds
from services.approvals.domain.clocks.lights import light_at, turning
from services.approvals.domain.terms import IN_FORCE, OPEN_STAGES, Stage
from shared.adapters.event_codec import EventCodec
from shared.kernel.clock import HalfDay, Light, LimitUnit
from shared.kernel.recorded import fold_record
from shared.kernel.rejected import Rejected
from shared.kernel.working_days import is_working
from tests.domain.approvals.lives import AT, COMMAND, LIFE, lived
from tests.domain.approvals.stories import (
    CALENDAR,
    MONDAY,
    recorded,
)
from tests.harness.given_when_then import asking_again_changes_nothing

CODEC: EventCodec[said.Event] = EventCodec(said.Event, said.UPCASTS)
END = date(2026, 9, 1)
SHORT = settings(max_examples=60, deadline=None)


@given(LIFE, COMMAND)
@SHORT
def test_asking_twice_changes_nothing(
    life: list[asked.CaseCommand], command: asked.CaseCommand
) -> None:
    past = lived(life)
    try:
        asking_again_changes_nothing(CASE, past, command)
    except Rejected:
        assert CASE.fold(past) == CASE.fold(past)


@given(LIFE)
@SHORT
def test_every_event_survives_storage_and_folds_alike(life: list[asked.CaseCommand]) -> None:
    events = lived(life)
    stored: list[Any] = [CODEC.decode(*CODEC.encode(event)) for event in events]
    assert stored == events
    record = fold_record(evolve_record, recorded(stored))
    case = CASE.fold(events)
    assert record is not None
    assert (record.stage, record.deadlines, record.clock) == (
        case.stage,
        case.deadlines,
        case.clock,
    )


@given(LIFE)
@SHORT
def test_nothing_is_granted_that_was_not_accepted_and_passed(
    life: list[asked.CaseCommand],
) -> None:
    names = [type(event).__name__ for event in lived(life)]
    if "ApprovalGranted" in names:
        before = names[: names.index("ApprovalGranted")]
        taken_on = {"CaseAccepted", "CaseAcceptedWithOmissions", "CaseDeemedAccepted"}
        assert taken_on & set(before)
        assert {"ExaminationPassed", "CommitmentMade"} & set(before)
        answered = before.count("OpinionGiven") + before.count("OpinionOverdue")
        assert answered >= len(set(before) & {"OpinionRequested"})


@given(LIFE)
@SHORT
def test_a_case_waits_for_one_thing_at_a_time(life: list[asked.CaseCommand]) -> None:
    events = lived(life)
    for n in range(len(events)):
        case = CASE.fold(events[: n + 1])
        assert sum(stop.until is None for stop in case.clock.stops) <= 1
        if case.progress not in OPEN_STAGES:
            assert case.deadlines == ()
        if case.progress not in IN_FORCE | OPEN_STAGES | {Stage.DELIVERED}:  # its check is to come
            assert case.duties == ()


@given(LIFE)
@SHORT
def test_a_limit_is_extended_once_and_decided_once(life: list[asked.CaseCommand]) -> None:
    events = lived(life)
    for once in (said.LimitExtended, said.DecisionEvent, said.DecisionServed):
        assert sum(isinstance(event, once) for event in events) <= 1
    notices = sum(isinstance(event, said.DeficienciesNotified) for event in events)
    assert notices <= 1


@given(LIFE)
@SHORT
def test_days_never_run_backwards(life: list[asked.CaseCommand]) -> None:
    acts = [event for event in lived(life) if isinstance(event, said.ActEvent)]
    proposed = said.OmissionsOverdue | said.RevocationProposed
    lapsed = said.CertificateLapsed | said.OpinionOverdue | said.ApprovalDeemedGranted
    by_time = said.CaseDeemedAccepted | said.SupplementOverdue | proposed | lapsed
    days = [event.on for event in acts if not isinstance(event, by_time)]
    assert days == sorted(days)


def explains_itself(life: list[asked.CaseCommand], at: date) -> None:
    case = CASE.fold(lived(life))
    reads = readings(case.clock, CALENDAR, HalfDay(at))
    for reading in reads:
        due = reading.reckoning.due
        if due is None:
            assert counted(reading) == min(reading.reckoning.used, reading.clock.total)
            assert reading.reckoning.light is not Light.OVERDUE
            continue
        assert counted(reading) == reading.clock.total
        assert reading.reckoning.days[-1].day == due.day
        assert is_working(CALENDAR, due.day)
        if reading.clock.unit is LimitUnit.WORKING_DAYS:
            left = reading.clock.total - reading.reckoning.used
            assert reading.reckoning.remaining == left
    promised = {one.kind: one for one in reads}
    if case.deadlines:
        assert {one.clock: one.due for one in case.deadlines} == {
            kind: one.reckoning.due for kind, one in promised.items()
        }


@given(LIFE, st.dates(MONDAY, END))
@settings(max_examples=2_000, deadline=None)
def test_an_explanation_sums_to_its_limit_and_names_the_end(
    life: list[asked.CaseCommand], at: date
) -> None:
    explains_itself(life, at)


@pytest.mark.soak
@pytest.mark.timeout(1800)
@given(LIFE, st.dates(MONDAY, END))
@settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))
def test_ten_thousand_histories_explain_themselves(life: list[asked.CaseCommand], at: date) -> None:
    explains_itself(life, at)


@given(LIFE)
@SHORT
def test_no_alarm_is_raised_twice(life: list[asked.CaseCommand]) -> None:
    events = lived(life)
    exceeded = [(e.clock, e.due) for e in events if isinstance(e, said.LimitExceeded)]
    warned = [(e.clock, e.turned) for e in events if isinstance(e, said.LimitDueSoon)]
    assert len(set(exceeded)) == len(exceeded)
    assert len(set(warned)) == len(warned)


@given(LIFE, AT)
@SHORT
def test_the_light_turns_at_its_timers(life: list[asked.CaseCommand], at: datetime) -> None:
    case: Case = CASE.fold(lived(life))
    due = timers(case)
    turns = turning(case.deadlines, case.clock)
    ours = {f"exceeded.{one.clock}" for one in case.deadlines if one.binds is Binds.AUTHORITY}
    for name in ours & {"exceeded.statutory", "exceeded.promised"} & due.keys():
        assert turns.overdue_at is not None
        assert turns.overdue_at <= due[name]
    if not ours:
        assert turns.overdue_at is None
    if case.stage not in OPEN_STAGES:
        assert len(due) <= 2 * len(case.duties)
        assert light_at(case.deadlines, case.clock, at) is None


@given(LIFE)
@SHORT
def test_only_acts_of_its_kind_happen_to_a_case(life: list[asked.CaseCommand]) -> None:
    events = lived(life)
    case = CASE.fold(events)
    if case.item is None:
        return
    stages = {stage for among in LIFECYCLES[case.item.kind].values() for stage in among}
    assert case.stage in stages or case.stage not in OPEN_STAGES
