"""What holds for every history of a case, however its acts come."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain.case import CASE
from services.approvals.domain.case_state import Case
from services.approvals.domain.catalogue import CATALOGUE, Procedure
from services.approvals.domain.explaining import counted, readings
from services.approvals.domain.lifecycles import LIFECYCLES
from services.approvals.domain.lights import light_at, turning
from services.approvals.domain.record import evolve_record
from services.approvals.domain.terms import OPEN_STAGES, ClockKind, Readers
from services.approvals.domain.ticking import timers
from shared.adapters.event_codec import EventCodec
from shared.kernel.asked import Actor
from shared.kernel.clock import HalfDay, LimitUnit
from shared.kernel.effective import Effective
from shared.kernel.identifiers import AccountId
from shared.kernel.recorded import fold_record
from shared.kernel.rejected import Rejected
from shared.kernel.working_days import is_working
from tests.domain.approvals.shelf import OF_EACH_KIND
from tests.domain.approvals.stories import (
    CALENDAR,
    LEAD,
    LONG_AFTER,
    MONDAY,
    PARK,
    PROJECT,
    moment,
    recorded,
)
from tests.harness.given_when_then import asking_again_changes_nothing

CODEC: EventCodec[said.Event] = EventCodec(said.Event, said.UPCASTS)
END = date(2026, 9, 1)
DAY = st.dates(MONDAY, date(2026, 5, 29))
AT = st.builds(moment, DAY, st.integers(0, 23))
PERSON = st.sampled_from(["handler", "head"]).map(
    lambda name: Actor(id=AccountId(name), role="approver")
)
LATE: dict[str, st.SearchStrategy[Any]] = {
    "by": PERSON,
    "at": st.just(LONG_AFTER),
    "effective": st.one_of(st.builds(Effective.on_day, DAY), st.builds(Effective.at_instant, AT)),
    "corrects": st.none(),
}
COUNTING = {**LATE, "calendar": st.just(CALENDAR)}
WORDS = st.sampled_from(["甲", "乙"])
SOME = st.tuples(WORDS)
CLOCK = st.sampled_from(ClockKind)


def at_once(command: type[Any], **more: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Ask something as of the moment it is asked."""

    def build(by: Actor, at: datetime, **rest: Any) -> Any:
        return command(by=by, at=at, effective=Effective.at_instant(at), **rest)

    return st.builds(build, by=PERSON, at=AT, **more)


COMMAND: st.SearchStrategy[asked.CaseCommand] = st.one_of(
    st.builds(asked.NotifyDeficiencies, **LATE, deficiencies=SOME),
    st.builds(asked.RemedyDeficiencies, **LATE, materials=SOME),
    st.builds(asked.AcceptCase, **COUNTING),
    st.builds(asked.AcceptCase, **COUNTING),
    at_once(asked.DeemAccepted, calendar=st.just(CALENDAR)),
    st.builds(asked.DeclineCase, **LATE, reason=WORDS),
    st.builds(asked.FindNotRequired, **LATE, reason=WORDS),
    st.builds(asked.RequestSupplement, **COUNTING, missing=SOME, reply_by=st.none()),
    st.builds(asked.ReceiveSupplement, **COUNTING, materials=SOME),
    st.builds(
        asked.StartSpecialProcedure,
        **COUNTING,
        procedure=st.sampled_from(Procedure),
        reason=WORDS,
        expected_until=st.none(),
    ),
    st.builds(asked.EndSpecialProcedure, **COUNTING, outcome=WORDS),
    at_once(asked.RequestExtension, days=st.just(Decimal(5)), reason=WORDS),
    at_once(asked.ExtendLimit, calendar=st.just(CALENDAR)),
    st.builds(asked.PassExamination, **LATE, opinion=WORDS),
    st.builds(asked.ObjectInExamination, **LATE, opinion=WORDS),
    st.builds(asked.RequestWithdrawal, **LATE, reason=WORDS),
    st.builds(asked.RefuseWithdrawal, **LATE, reason=WORDS),
    st.builds(asked.WithdrawCase, **LATE),
    st.builds(
        asked.GrantApproval,
        **LATE,
        document_number=WORDS,
        valid_until=st.none(),
        warnings=st.just(()),
    ),
    st.builds(asked.RefuseApproval, **LATE, reason=WORDS, remedy_notice=WORDS),
    st.builds(asked.RecordFiling, **LATE, document_number=WORDS, warnings=st.just(())),
    st.builds(asked.ReturnFiling, **LATE, reason=WORDS),
    st.builds(asked.RetractApproval, **LATE, grounds=WORDS, deciding_authority=WORDS),
    st.builds(asked.RevokeApproval, **LATE, grounds=WORDS, deciding_authority=WORDS),
    st.builds(asked.Register, **LATE, document_number=WORDS, warnings=st.just(())),
    st.builds(asked.RefuseRegistration, **LATE, reason=WORDS),
    st.builds(asked.ProvideService, **LATE, result=WORDS),
    st.builds(asked.DenyService, **LATE, reason=WORDS),
    st.builds(asked.MakeSelfReport, **LATE, document=WORDS, result=WORDS),
    st.builds(asked.ConcludeTransaction, **LATE, document=WORDS, party=WORDS),
    st.builds(asked.FailTransaction, **LATE, reason=WORDS),
    st.builds(asked.DeliverStudy, **LATE, document=WORDS, result=WORDS),
    st.builds(asked.DecideInternally, **LATE, document=WORDS, result=WORDS),
    st.builds(asked.MeetCondition, **LATE, evidence=WORDS),
    st.builds(asked.ServeDecision, **LATE, method=st.sampled_from(said.Service)),
    at_once(asked.WarnOfLimit, clock=CLOCK),
    at_once(asked.ExceedLimit, clock=CLOCK),
)
RECEIPT: st.SearchStrategy[asked.CaseCommand] = st.builds(
    asked.ReceiveCase,
    by=PERSON,
    at=st.just(LONG_AFTER),
    effective=st.builds(Effective.on_day, st.dates(MONDAY, MONDAY + timedelta(days=14))),
    corrects=st.none(),
    calendar=st.just(CALENDAR),
    item=st.sampled_from([*CATALOGUE, *OF_EACH_KIND.values()]),
    project=st.just(PROJECT),
    lead=st.just(LEAD),
    project_name=WORDS,
    park=st.just(PARK),
    readers=st.just(Readers()),
    materials=SOME,
    warnings=st.just(()),
)


def _in_order(commands: list[asked.CaseCommand]) -> list[asked.CaseCommand]:
    return sorted(commands, key=lambda command: command.effective.start)


LIFE = st.builds(
    lambda receipt, acts: [receipt, *acts],
    RECEIPT,
    st.lists(COMMAND, max_size=12).map(_in_order) | st.lists(COMMAND, max_size=6),
)
SHORT = settings(max_examples=60, deadline=None)


def lived(commands: Sequence[asked.CaseCommand]) -> list[said.CaseEvent]:
    """Ask one after the other; what is refused leaves no trace."""
    events: list[said.CaseEvent] = []
    for command in commands:
        try:
            events += CASE.decide(command, CASE.fold(events))
        except Rejected:
            continue
    return events


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
        assert {"CaseAccepted", "CaseDeemedAccepted"} & set(before)
        assert "ExaminationPassed" in before


@given(LIFE)
@SHORT
def test_a_case_waits_for_one_thing_at_a_time(life: list[asked.CaseCommand]) -> None:
    events = lived(life)
    for n in range(len(events)):
        case = CASE.fold(events[: n + 1])
        assert sum(stop.until is None for stop in case.clock.stops) <= 1
        if case.progress not in OPEN_STAGES:
            assert case.deadlines == ()


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
    days = [event.on for event in acts if not isinstance(event, said.CaseDeemedAccepted)]
    assert days == sorted(days)


@given(LIFE, st.dates(MONDAY, END))
@SHORT
def test_an_explanation_sums_to_its_limit_and_names_the_end(
    life: list[asked.CaseCommand], at: date
) -> None:
    case = CASE.fold(lived(life))
    reads = readings(case.clock, CALENDAR, HalfDay(at))
    for reading in reads:
        due = reading.reckoning.due
        if due is None:
            assert counted(reading) == reading.reckoning.used
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
    turns = turning(case.deadlines)
    for name, when in due.items():
        if name.startswith("exceeded"):
            assert turns.overdue_at is not None
            assert turns.overdue_at <= when
    if case.stage not in OPEN_STAGES:
        assert due == {}
        assert light_at(case.deadlines, at) is None


@given(LIFE)
@SHORT
def test_only_acts_of_its_kind_happen_to_a_case(life: list[asked.CaseCommand]) -> None:
    events = lived(life)
    case = CASE.fold(events)
    if case.item is None:
        return
    stages = {stage for among in LIFECYCLES[case.item.kind].values() for stage in among}
    assert case.stage in stages or case.stage not in OPEN_STAGES
