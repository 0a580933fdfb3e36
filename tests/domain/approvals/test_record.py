"""What people read of cases and plans, now, as known then, and as it was so."""

from dataclasses import replace
from datetime import date

import pytest

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain.case.record import CaseRecord, evolve_record
from services.approvals.domain.events import Service
from services.approvals.domain.plan.record import PlanRecord, evolve_plan_record
from services.approvals.domain.terms import Awaiting, ClockKind, Readers, Stage, Standing
from shared.kernel.effective import Effective
from shared.kernel.identifiers import stream_key
from shared.kernel.recorded import fold_record, known
from tests.domain.approvals.shelf import keep_limit
from tests.domain.approvals.stories import (
    FILING,
    IMPACT,
    LEADER,
    LONG_AFTER,
    OFFICER,
    PROJECT,
    SPECIALIST,
    accept,
    ask_back,
    case_after,
    day,
    decline,
    deem,
    end,
    evening,
    exceed,
    extend,
    file,
    give_back,
    grant,
    keep,
    moment,
    notify,
    objected,
    on,
    passed,
    receive,
    recompute,
    recorded,
    refuse,
    remedy,
    request_extension,
    request_supplement,
    retract,
    revoke,
    serve,
    start,
    supplement,
    told,
    warn,
    withdraw,
)
from tests.domain.approvals.test_plan import apply as apply_in_plan
from tests.domain.approvals.test_plan import granted, open_plan
from tests.domain.approvals.test_plan import told as told_of_plan
from tests.domain.approvals.test_ticking import corrected, off

EXAMINED = (receive(), accept(), passed(day(1)))


def record_of(*commands: asked.CaseCommand, late: bool | None = None) -> CaseRecord:
    record = fold_record(evolve_record, recorded(told(commands), late=late))
    assert record is not None
    return record


@pytest.mark.parametrize(
    ("past", "awaiting"),
    [
        ((receive(),), Awaiting.AUTHORITY),
        ((receive(), notify(day(1))), Awaiting.APPLICANT),
        ((receive(), accept(), request_supplement(day(1))), Awaiting.APPLICANT),
        ((receive(), accept(), start(day(1))), Awaiting.PROCEDURE),
        ((*EXAMINED, ask_back(day(2))), Awaiting.AUTHORITY),
        ((*EXAMINED, grant(day(2))), Awaiting.NOBODY),
    ],
)
def test_whose_move_it_is(past: tuple[asked.CaseCommand, ...], awaiting: Awaiting) -> None:
    assert record_of(*past).awaiting is awaiting


@pytest.mark.parametrize(
    "past",
    [
        (receive(), notify(day(1)), remedy(day(2)), accept(day(3))),
        (receive(), deem(LONG_AFTER)),
        (receive(), decline(day(1))),
        (*EXAMINED, request_supplement(day(2)), supplement(day(3))),
        (*EXAMINED, start(day(2)), end(day(3))),
        (*EXAMINED, request_extension(day(3)), extend(day(4))),
        (*EXAMINED, ask_back(day(2)), keep(day(3))),
        (*EXAMINED, ask_back(day(2)), withdraw(day(3))),
        (receive(FILING), file(day(1)), serve(day(2))),
        (receive(FILING), give_back(day(1))),
        (*EXAMINED, grant(day(2)), revoke(day(3))),
        (*EXAMINED, recompute(corrected(off(day(3))))),
    ],
)
def test_record_and_state_agree(past: tuple[asked.CaseCommand, ...]) -> None:
    record, case = record_of(*past), case_after(*past)
    assert (record.stage, record.deadlines, record.clock) == (
        case.stage,
        case.deadlines,
        case.clock,
    )
    assert (record.calendar_version, record.readers) == (case.calendar_version, case.readers)


def test_what_came_in_is_kept_together() -> None:
    record = record_of(
        receive(),
        notify(day(1)),
        remedy(day(2)),
        accept(day(3)),
        request_supplement(day(4)),
        supplement(day(5)),
    )
    assert record.materials == ("申请表", "总平面图", "日照分析")
    assert record.deficiencies == ("总平面图",)
    assert [stop.until for stop in record.stops] == [evening(day(5))]


def test_the_outcome_is_told_with_what_became_of_it() -> None:
    until = replace(grant(day(2)), valid_until=date(2027, 3, 4))
    outcome = record_of(*EXAMINED, until, serve(day(3)), retract(day(9))).outcome
    assert (outcome.document_number, outcome.valid_until) == (
        "建字第2026-007号",
        date(2027, 3, 4),
    )
    assert (outcome.served_on, outcome.grounds) == (day(3), "规划修改")
    refused = record_of(receive(), accept(), objected(day(1)), refuse(day(2)))
    assert refused.outcome.remedy_notice == "可申请行政复议"
    assert refused.examination is not None
    assert not refused.examination.passed
    assert record_of(receive(FILING), give_back(day(1))).outcome.reason == "属于核准目录"


def test_the_extension_is_told_with_who_asked_and_who_allowed() -> None:
    asked_for = record_of(*EXAMINED, request_extension(day(3)))
    assert asked_for.extension_request is not None
    extended = record_of(*EXAMINED, request_extension(day(3)), extend(day(4)))
    assert extended.extension_request is None
    assert extended.extension is not None
    assert extended.extension.approved_by == "head"
    kept = record_of(*EXAMINED, request_extension(day(3)), keep_limit(day(4)))
    assert (kept.extension_request, kept.extension) == (None, None)


def test_alarms_say_whether_they_came_late() -> None:
    past = (receive(), accept(), warn(moment(day(8))), exceed(moment(day(11))))
    alarms = record_of(*past, late=True).alarms
    assert [(one.exceeded, one.late) for one in alarms] == [(False, True), (True, True)]
    assert not record_of(*past).alarms[0].late


def test_who_serves_the_project_is_among_it() -> None:
    officer = asked.NoteOfficer(**on(day(1)), officer=OFFICER)
    leader = asked.NoteLeader(**on(day(1)), leader=LEADER)
    record = record_of(receive(), officer, leader)
    assert record.readers == Readers(specialist=SPECIALIST, officer=OFFICER, leader=LEADER)


def test_a_decision_says_when_it_was_so_and_when_it_was_entered() -> None:
    record = record_of(*EXAMINED, grant(day(2)))
    assert record.received is not None
    assert record.decided is not None
    assert record.decided.recorded_at > record.received.recorded_at


def test_a_case_deemed_accepted_was_accepted_when_it_was_received() -> None:
    events = recorded(told([receive(), deem(LONG_AFTER)]), effective=[Effective.on_day(day(0))] * 2)
    then = fold_record(evolve_record, known(events, valid_at=moment(day(1))))
    assert then is not None
    assert (then.stage, then.deemed, then.clock.accepted_on) == (Stage.ACCEPTED, True, day(0))
    before = fold_record(evolve_record, known(events, as_of=LONG_AFTER))
    assert before is not None
    assert before.stage is Stage.RECEIVED


def test_an_act_entered_late_was_so_before_it_was_known() -> None:
    effective = [Effective.on_day(day(0)), Effective.on_day(day(1))]
    events = recorded(told([receive(), accept(day(1))]), effective=effective)
    so = fold_record(evolve_record, known(events, valid_at=moment(day(2))))
    knew = fold_record(evolve_record, known(events, as_of=events[0].recorded_at))
    assert so is not None
    assert knew is not None
    assert (so.stage, knew.stage) == (Stage.ACCEPTED, Stage.RECEIVED)


def test_a_deadline_is_asked_for_by_its_clock() -> None:
    record = record_of(receive(IMPACT), accept(day(1)))
    promised = record.deadline(ClockKind.PROMISED)
    assert promised is not None
    assert record.deadline(ClockKind.NOTICE) is None


def test_a_plan_shows_what_each_item_waits_for() -> None:
    commands = (open_plan(), apply_in_plan(), granted())
    events = recorded(told_of_plan(*commands), stream=stream_key("plan", PROJECT))
    record = fold_record(evolve_plan_record, events)
    assert isinstance(record, PlanRecord)
    items = {planned.item.code: planned for planned in record.items}
    assert items["A01"].entry.standing is Standing.GRANTED
    assert items["A01"].since is not None
    assert items["A12"].since is None
    assert [one.item_code for one in items["B02"].waits_to_issue_for] == ["A12"]
    assert items["B02"].waits_to_start_for == ()
    assert (record.plan.composed.catalogue_version, record.opened_at) == ("2026.1", LONG_AFTER)


def test_a_method_of_service_is_one_of_four() -> None:
    served = told([*EXAMINED, grant(day(2)), serve(day(3))])[-1]
    assert isinstance(served, said.DecisionServed)
    assert served.method in Service
