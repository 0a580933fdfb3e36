"""The words the stories about approvals are told in."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import reduce
from typing import TypedDict, TypeVar

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain.case import CASE
from services.approvals.domain.case.state import Case
from services.approvals.domain.catalogue import (
    ENTERPRISE_FILING,
    ENVIRONMENTAL_REPORT_FORM,
    WORKS_PLANNING_PERMIT,
    Item,
    Procedure,
)
from services.approvals.domain.events import Service
from services.approvals.domain.terms import ClockKind, Deadline, Readers
from shared.adapters.calendar_source import provisional_year, published_year
from shared.kernel.asked import SYSTEM, Actor
from shared.kernel.clock import Half, HalfDay
from shared.kernel.effective import BUSINESS_ZONE, Effective
from shared.kernel.identifiers import (
    AccountId,
    CaseId,
    DepartmentId,
    EventId,
    LeadId,
    ParkId,
    ProjectId,
    StreamKey,
    stream_key,
)
from shared.kernel.recorded import Meta, Recorded
from shared.kernel.working_days import Calendar
from tests.harness.given_when_then import Story

FILING, IMPACT, PERMIT = ENTERPRISE_FILING, ENVIRONMENTAL_REPORT_FORM, WORKS_PLANNING_PERMIT
PROJECT = ProjectId("5b0c3f7e-0000-5000-8000-000000000001")
LEAD = LeadId("0198f1c2-0000-7000-8000-000000000001")
CASE_ID = CaseId("0198f1c2-0000-7000-8000-0000000000c1")
OTHER_CASE = CaseId("0198f1c2-0000-7000-8000-0000000000c2")
SPECIALIST, OFFICER, LEADER = AccountId("chen"), AccountId("wang"), AccountId("li")
PARK = ParkId("inspection-park")
HANDLER = Actor(
    id=AccountId("handler"), role="approver", department=DepartmentId("natural-resources")
)
HEAD = Actor(id=AccountId("head"), role="approver", department=DepartmentId("natural-resources"))
CALENDAR = Calendar(
    version="CN-4",
    years={
        2024: published_year(2024),
        2025: published_year(2025),
        2026: published_year(2026),
        2027: provisional_year(2027),
    },
)
MONDAY = date(2026, 3, 2)
LONG_AFTER = datetime(2026, 12, 1, 1, tzinfo=UTC)
E = TypeVar("E")


class Facts(TypedDict):
    """Who, when and for which moment."""

    by: Actor
    at: datetime
    effective: Effective


def day(n: int) -> date:
    """Return the n-th day after Monday 2 March 2026."""
    return MONDAY + timedelta(days=n)


def moment(on: date, hour: int = 10) -> datetime:
    """Return an hour of a day in the business time zone."""
    return datetime.combine(on, time(hour), BUSINESS_ZONE).astimezone(UTC)


def on(when: date, by: Actor = HANDLER, *, at: datetime = LONG_AFTER) -> Facts:
    """Say that something happened on a day, entered long after."""
    return {"by": by, "at": at, "effective": Effective.on_day(when)}


def now(when: date, by: Actor = HANDLER, hour: int = 10) -> Facts:
    """Say that something happens as it is entered."""
    at = moment(when, hour)
    return {"by": by, "at": at, "effective": Effective.at_instant(at)}


def evening(when: date) -> HalfDay:
    """Return the end of a day."""
    return HalfDay(when, Half.AFTERNOON)


def morning(when: date) -> HalfDay:
    """Return the morning of a day."""
    return HalfDay(when, Half.MORNING)


def receive(item: Item = PERMIT, when: date = MONDAY) -> asked.ReceiveCase:
    return asked.ReceiveCase(
        **on(when),
        calendar=CALENDAR,
        item=item,
        project=PROJECT,
        lead=LEAD,
        project_name="年产十万吨项目",
        park=PARK,
        readers=Readers(specialist=SPECIALIST),
        materials=("申请表",),
    )


def accept(when: date = MONDAY) -> asked.AcceptCase:
    return asked.AcceptCase(**on(when), calendar=CALENDAR)


def notify(
    when: date = MONDAY, *missing: str, remedy_by: date | None = None
) -> asked.NotifyDeficiencies:
    return asked.NotifyDeficiencies(
        **on(when), deficiencies=missing or ("总平面图",), remedy_by=remedy_by
    )


def remedy(when: date) -> asked.RemedyDeficiencies:
    return asked.RemedyDeficiencies(**on(when), materials=("总平面图",))


def decline(when: date = MONDAY) -> asked.DeclineCase:
    return asked.DeclineCase(**on(when), reason="不属于本机关职权范围")


def find_not_required(when: date = MONDAY) -> asked.FindNotRequired:
    return asked.FindNotRequired(**on(when), reason="依法不需要取得许可")


def deem(at: datetime) -> asked.DeemAccepted:
    effective = Effective.on_day(MONDAY)
    return asked.DeemAccepted(by=SYSTEM, at=at, effective=effective, calendar=CALENDAR)


def request_supplement(when: date) -> asked.RequestSupplement:
    return asked.RequestSupplement(**on(when), calendar=CALENDAR, missing=("日照分析",))


def supplement(when: date) -> asked.ReceiveSupplement:
    return asked.ReceiveSupplement(**on(when), calendar=CALENDAR, materials=("日照分析",))


def start(when: date, procedure: Procedure = Procedure.HEARING) -> asked.StartSpecialProcedure:
    return asked.StartSpecialProcedure(
        **on(when), calendar=CALENDAR, procedure=procedure, reason="利害关系人申请"
    )


def end(when: date) -> asked.EndSpecialProcedure:
    return asked.EndSpecialProcedure(**on(when), calendar=CALENDAR, outcome="听证笔录已附卷")


def request_extension(when: date, days: str = "10", by: Actor = HANDLER) -> asked.RequestExtension:
    return asked.RequestExtension(**now(when, by), days=Decimal(days), reason="情况复杂")


def extend(when: date, by: Actor = HEAD) -> asked.ExtendLimit:
    return asked.ExtendLimit(**now(when, by), calendar=CALENDAR)


def passed(when: date) -> asked.PassExamination:
    return asked.PassExamination(**on(when), opinion="符合规划条件")


def objected(when: date) -> asked.ObjectInExamination:
    return asked.ObjectInExamination(**on(when), opinion="退线不足")


def grant(when: date, number: str = "建字第2026-007号") -> asked.GrantApproval:
    return asked.GrantApproval(**on(when), calendar=CALENDAR, document_number=number)


def refuse(when: date) -> asked.RefuseApproval:
    return asked.RefuseApproval(**on(when), reason="不符合规划条件", remedy_notice="可申请行政复议")


def file(when: date, number: str = "2603-340400-04-01-123456") -> asked.RecordFiling:
    return asked.RecordFiling(**on(when), document_number=number)


def give_back(when: date) -> asked.ReturnFiling:
    return asked.ReturnFiling(**on(when), reason="属于核准目录")


def ask_back(when: date) -> asked.RequestWithdrawal:
    return asked.RequestWithdrawal(**on(when), reason="方案调整")


def keep(when: date) -> asked.RefuseWithdrawal:
    return asked.RefuseWithdrawal(**on(when), reason="已公示")


def withdraw(when: date) -> asked.WithdrawCase:
    return asked.WithdrawCase(**on(when))


def retract(when: date) -> asked.RetractApproval:
    return asked.RetractApproval(**on(when), grounds="规划修改", deciding_authority="自然资源局")


def revoke(when: date) -> asked.RevokeApproval:
    return asked.RevokeApproval(**on(when), grounds="提供虚假材料", deciding_authority="自然资源局")


def serve(when: date) -> asked.ServeDecision:
    return asked.ServeDecision(**on(when), method=Service.ELECTRONIC)


def warn(at: datetime, clock: ClockKind = ClockKind.PROMISED) -> asked.WarnOfLimit:
    return asked.WarnOfLimit(by=SYSTEM, at=at, effective=Effective.at_instant(at), clock=clock)


def exceed(at: datetime, clock: ClockKind = ClockKind.PROMISED) -> asked.ExceedLimit:
    told = Effective.at_instant(at)
    return asked.ExceedLimit(by=SYSTEM, at=at, effective=told, calendar=CALENDAR, clock=clock)


def recompute(calendar: Calendar, at: datetime = LONG_AFTER) -> asked.RecomputeDeadlines:
    told, why = Effective.at_instant(at), "calendar-corrected"
    return asked.RecomputeDeadlines(by=SYSTEM, at=at, effective=told, calendar=calendar, reason=why)


def told(commands: Sequence[asked.CaseCommand]) -> tuple[said.CaseEvent, ...]:
    """Return what happens when these are asked one after the other; none may be refused."""
    events: tuple[said.CaseEvent, ...] = ()
    for command in commands:
        events = (*events, *CASE.decide(command, CASE.fold(events)))
    return events


def after(*commands: asked.CaseCommand) -> Story[asked.CaseCommand, Case, said.CaseEvent]:
    """Begin a story with what happened when these were asked."""
    return Story(CASE).given(*told(commands))


def case_after(*commands: asked.CaseCommand) -> Case:
    """Return the case after these."""
    return CASE.fold(told(commands))


def deadline(case: Case, clock: ClockKind) -> Deadline:
    """Return a deadline that must be there."""
    found = case.deadline(clock)
    assert found is not None
    return found


def recorded(
    events: Sequence[E],
    *,
    stream: StreamKey | None = None,
    effective: Sequence[Effective] = (),
    late: bool | None = None,
) -> list[Recorded[E]]:
    """Return events as the store gives them back."""
    stream = stream or stream_key("case", CASE_ID)
    return [
        Recorded(
            position=n + 1,
            event_id=EventId(f"event-{n + 1}"),
            stream=stream,
            version=n + 1,
            recorded_at=LONG_AFTER + timedelta(seconds=n),
            hash=b"",
            meta=Meta(
                effective=effective[n] if effective else Effective.at_instant(LONG_AFTER),
                actor=HANDLER,
                correlation="thread",
                project=PROJECT,
                late=late,
            ),
            event=event,
        )
        for n, event in enumerate(events)
    ]


def evolved(case: Case, events: Sequence[said.CaseEvent]) -> Case:
    """Return the case after more events."""
    return reduce(CASE.evolve, events, case)


def item_with(item: Item, **changes: object) -> Item:
    """Return an item with something different."""
    return replace(item, **changes)  # type: ignore[arg-type]  # a test says what it changes
