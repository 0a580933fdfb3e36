"""What holds for every history."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from services.projects.domain import commands as asked
from services.projects.domain import events as said
from services.projects.domain.gate import Gate, evolve_gate
from services.projects.domain.past import put_right, record_of
from services.projects.domain.project import PROJECT
from services.projects.domain.record import evolve_record
from services.projects.domain.terms import SEQUENCE, ItemStanding, MilestoneKind, Stage
from shared.adapters.event_codec import EventCodec
from shared.kernel.asked import Actor
from shared.kernel.effective import Effective
from shared.kernel.identifiers import AccountId, CaseId
from shared.kernel.recorded import Recorded, fold_record
from shared.kernel.rejected import Rejected
from tests.domain.projects.stories import (
    CODE,
    ITEMS,
    LEAD_ID,
    NOW,
    OTHER_CODE,
    PROJECT_ID,
    REQUEST,
    ROW,
    asking,
    investment,
    ledger_facts,
    recorded,
)
from tests.harness.given_when_then import asking_again_changes_nothing

CODEC: EventCodec[said.Event] = EventCodec(said.Event)
FAR = datetime(2100, 1, 1, tzinfo=UTC)
DAY = st.dates(date(2026, 1, 1), date(2026, 9, 2))
WHEN = st.one_of(
    st.just(Effective.at_instant(NOW)),
    st.builds(Effective.on_day, DAY),
    st.builds(Effective.in_month, st.just(2026), st.integers(1, 9)),
)
BY = st.just(Actor(id=AccountId("anybody"), role="service-officer"))
COMMON = {"by": BY, "at": st.just(NOW), "effective": WHEN, "corrects": st.none()}
AT_ONCE = {**COMMON, "effective": st.just(Effective.at_instant(NOW))}
WORDS = st.sampled_from(["", "理由", "另一理由"])
ITEM_CODE = st.sampled_from([item.item_code for item in ITEMS])
CASE = st.sampled_from([CaseId("case-1"), CaseId("case-2")])
PERSON = st.sampled_from([AccountId("wang"), AccountId("zhao"), AccountId("li")])
KIND = st.sampled_from(MilestoneKind)
RECOGNISED = st.sampled_from(
    [MilestoneKind.COMMENCEMENT, MilestoneKind.COMPLETION, MilestoneKind.PRODUCTION]
)
DUE = st.dates(date(2026, 8, 1), date(2027, 8, 1))
STANDING = st.sampled_from([ItemStanding.RECEIVED, ItemStanding.ACCEPTED, ItemStanding.WITHDRAWN])
ON_ITEM = {**COMMON, "item_code": ITEM_CODE, "case_id": CASE}

COMMAND: st.SearchStrategy[asked.Command] = st.one_of(
    st.builds(asked.SetCommencementGate, **COMMON, items=st.just(ITEMS)),
    st.builds(asked.NoteCaseProgress, **ON_ITEM, standing=STANDING),
    st.builds(asked.NoteGrant, **ON_ITEM, document_number=st.just("文号")),
    st.builds(asked.NoteExemption, **ON_ITEM),
    st.builds(asked.NoteGrantLost, **ON_ITEM, standing=st.just(ItemStanding.REVOKED)),
    st.builds(
        asked.AssignProjectCode, **COMMON, code=st.sampled_from([CODE, OTHER_CODE]), reason=WORDS
    ),
    st.builds(asked.AssignOfficer, **AT_ONCE, officer=PERSON),
    st.builds(
        asked.HandOver, **AT_ONCE, from_officer=PERSON, to_officer=PERSON, reason=st.just("轮岗")
    ),
    st.builds(asked.AssignLeader, **AT_ONCE, leader=PERSON, reason=WORDS),
    st.builds(asked.PlanMilestone, **AT_ONCE, milestone=KIND, planned_on=DUE, reason=WORDS),
    st.builds(asked.ForecastMilestone, **AT_ONCE, milestone=KIND, forecast_on=DUE, reason=WORDS),
    st.builds(asked.ReachMilestone, **COMMON, milestone=KIND, evidence=WORDS),
    st.builds(asked.CorrectMilestone, **COMMON, milestone=KIND, reason=st.just("录入有误")),
    st.builds(asked.RecogniseCommencement, **COMMON, evidence=WORDS),
    st.builds(asked.ObserveStart, **COMMON, seen=WORDS),
    st.builds(asked.SuspendWork, **COMMON, reason=WORDS),
    st.builds(asked.ResumeWork, **COMMON, note=WORDS),
    st.builds(asked.CompleteWorks, **COMMON, evidence=WORDS),
    st.builds(asked.StartProduction, **COMMON, evidence=WORDS),
    st.builds(asked.TerminateProject, **COMMON, reason=WORDS),
    st.builds(asked.WithdrawImportedProject, **AT_ONCE, row=st.just(ROW), request=st.just(REQUEST)),
)

SIGNED = asked.CreateProject(
    **asking(Effective.on_day(date(2026, 1, 10))),
    project_id=PROJECT_ID,
    lead_id=LEAD_ID,
    investment=investment(),
)


def from_a_ledger(stage: Stage) -> asked.Command:
    return asked.ImportProject(
        **asking(Effective.in_month(2025, 8)),
        project_id=PROJECT_ID,
        row=ROW,
        investment=ledger_facts(),
        stage=stage,
    )


FIRST: st.SearchStrategy[asked.Command] = st.sampled_from(
    [SIGNED, SIGNED, SIGNED, from_a_ledger(Stage.UNDER_CONSTRUCTION), from_a_ledger(Stage.SIGNED)]
)
ALL_GRANTED: tuple[asked.Command, ...] = (
    asked.SetCommencementGate(**asking(), items=ITEMS),
    *(
        asked.NoteGrant(
            **asking(Effective.on_day(date(2026, 2, 1))),
            item_code=item.item_code,
            case_id=CaseId("case-0"),
            document_number="文号",
        )
        for item in ITEMS
    ),
)
GROUND_BROKEN = asked.RecogniseCommencement(
    **asking(Effective.on_day(date(2026, 3, 1))), evidence="照片"
)
HEAD_START = st.sampled_from([(), ALL_GRANTED, (*ALL_GRANTED, GROUND_BROKEN)])
ON_SITE = st.one_of(
    st.builds(asked.RecogniseCommencement, **COMMON, evidence=WORDS),
    st.builds(asked.SuspendWork, **COMMON, reason=WORDS),
    st.builds(asked.ResumeWork, **COMMON, note=WORDS),
    st.builds(asked.CompleteWorks, **COMMON, evidence=WORDS),
    st.builds(asked.StartProduction, **COMMON, evidence=WORDS),
    st.builds(asked.CorrectMilestone, **COMMON, milestone=RECOGNISED, reason=st.just("录入有误")),
    st.builds(
        asked.NoteGrantLost,
        **{**ON_ITEM, "case_id": st.just(CaseId("case-0"))},
        standing=st.just(ItemStanding.RETRACTED),
    ),
)
MOVES = st.lists(st.one_of(COMMAND, COMMAND, ON_SITE), max_size=25)
HISTORY = st.builds(
    lambda first, granted, rest: [first, *granted, *rest],
    FIRST,
    HEAD_START,
    st.one_of(MOVES, MOVES.map(lambda acts: sorted(acts, key=lambda act: act.effective.order))),
)


def told(commands: Sequence[asked.Command]) -> list[tuple[asked.Command, Sequence[said.Event]]]:
    """What was decided, command by command; what was refused is left out."""
    past: list[said.Event] = []
    story = []
    for command in commands:
        try:
            events = PROJECT.decide(command, PROJECT.fold(past))
        except Rejected:
            continue
        past.extend(events)
        story.append((command, events))
    return story


def stream(commands: Sequence[asked.Command]) -> list[Recorded[said.Event]]:
    decided = [(event, command.effective) for command, events in told(commands) for event in events]
    return [
        recorded(event, version, effective) for version, (event, effective) in enumerate(decided, 1)
    ]


def events_of(commands: Sequence[asked.Command]) -> list[said.Event]:
    return [event.event for event in stream(commands)]


@given(HISTORY)
def test_nobody_breaks_ground_without_every_grant_in_force(commands: list[asked.Command]) -> None:
    gate = Gate()
    for event in events_of(commands):
        if isinstance(event, said.GateEvent):
            gate = evolve_gate(gate, event)
        if isinstance(event, said.WorkCommenced):
            assert gate.known
            assert all(
                item.in_force is not None and item.in_force.covers(event.since)
                for item in gate.items.values()
            )


@given(HISTORY)
def test_asking_twice_changes_nothing(commands: list[asked.Command]) -> None:
    past: list[said.Event] = []
    for command, events in told(commands):
        asking_again_changes_nothing(PROJECT, past, command)
        past.extend(events)


@given(HISTORY)
def test_every_event_survives_storage(commands: list[asked.Command]) -> None:
    for event in events_of(commands):
        assert CODEC.decode(*CODEC.encode(event)) == event


@given(HISTORY)
def test_the_record_stands_where_the_rules_do_in_either_order(
    commands: list[asked.Command],
) -> None:
    events = stream(commands)
    state = PROJECT.fold(event.event for event in events)
    as_recorded = fold_record(evolve_record, events)
    as_in_the_world = record_of(events, FAR)
    assert as_recorded is not None
    assert as_in_the_world is not None
    assert as_recorded.stage == as_in_the_world.stage == state.stage
    assert as_recorded.flags == as_in_the_world.flags
    assert as_recorded.gate.open == as_in_the_world.gate.open == state.gate.open
    assert as_recorded.milestones == as_in_the_world.milestones == state.milestones
    assert as_recorded.stage_since == as_in_the_world.stage_since


@given(HISTORY, st.integers(0, 300))
def test_of_any_day_there_is_a_record(commands: list[asked.Command], day: int) -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day)
    record_of(stream(commands), moment)


@given(HISTORY)
def test_what_slips_has_its_reason_and_plans_keep_their_order(
    commands: list[asked.Command],
) -> None:
    milestones = PROJECT.fold(events_of(commands)).milestones
    assert all(milestone.reason for milestone in milestones.values() if milestone.slipped)
    due = [milestones[kind].planned_on for kind in SEQUENCE if kind in milestones]
    days = [day for day in due if day is not None]
    assert days == sorted(days)


@given(HISTORY)
def test_each_officer_takes_over_from_the_one_before(commands: list[asked.Command]) -> None:
    in_charge: list[AccountId] = []
    for event in events_of(commands):
        match event:
            case said.OfficerAssigned():
                assert not in_charge
                in_charge.append(event.officer)
            case said.OfficerHandedOver():
                assert event.from_officer == in_charge[-1]
                in_charge.append(event.to_officer)
    assert all(giver != taker for giver, taker in pairwise(in_charge))


@given(HISTORY)
def test_a_start_that_was_seen_is_never_refused(commands: list[asked.Command]) -> None:
    state = PROJECT.fold(events_of(commands))
    seen = asked.ObserveStart(**asking(), seen="从未报告过的动工")
    if state.stage is not Stage.WITHDRAWN:
        assert PROJECT.decide(seen, state)


@settings(max_examples=50)
@given(HISTORY)
def test_stages_follow_each_other_in_the_worlds_order(commands: list[asked.Command]) -> None:
    since = [
        event.since.start
        for event in (recorded.event for recorded in put_right(stream(commands)))
        if isinstance(
            event,
            said.ProjectCreated
            | said.WorkCommenced
            | said.WorkSuspended
            | said.WorkResumed
            | said.WorksCompleted
            | said.ProductionStarted
            | said.ProjectTerminated,
        )
    ]
    assert since == sorted(since)
