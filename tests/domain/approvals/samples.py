"""One sample of every event of approvals, by name."""

from datetime import date
from decimal import Decimal

from services.approvals.domain import events as said
from services.approvals.domain.calendar.working_calendar import USUAL
from services.approvals.domain.catalogue import BASIC, Completes, DispensedBy, Milestone
from services.approvals.domain.catalogue.composing import compose
from services.approvals.domain.plan.recomposing import diff_of
from services.approvals.domain.terms import ClockKind, Readers, Standing
from shared.kernel.identifiers import AccountId, EventId
from tests.domain.approvals import shelf
from tests.domain.approvals.joint_words import OF_JOINT
from tests.domain.approvals.report_words import OF_REPORTS
from tests.domain.approvals.small_catalogue import SMALL
from tests.domain.approvals.stories import (
    CASE_ID,
    FILING,
    LEADER,
    MONDAY,
    OFFICER,
    PARK,
    PERMIT,
    PROJECT,
    SPECIALIST,
    accept,
    ask_back,
    day,
    decline,
    deem,
    end,
    evening,
    exceed,
    extend,
    file,
    find_not_required,
    give_back,
    grant,
    keep,
    moment,
    morning,
    notify,
    objected,
    passed,
    receive,
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

_ACCEPTED = (receive(), accept())
_SENT_BACK = (*_ACCEPTED, shelf.request_by(day(2), day(9)))
_EXAMINED = (*_ACCEPTED, passed(day(1)))
_GRANTED = (*_EXAMINED, grant(day(2)))
_JOINT = (receive(shelf.JOINT), accept(), shelf.consult(day(1), day(9)))
_CERTIFIED = (
    receive(shelf.STARTING),
    accept(),
    passed(day(1)),
    grant(day(2)),
    shelf.certify(day(3)),
)

_OF_CASES: tuple[said.Event, ...] = (
    *told([receive(), notify(day(1)), remedy(day(2)), accept(day(3))]),
    told([receive(), deem(moment(day(8), 0))])[-1],
    told([receive(), decline(day(1))])[-1],
    told([receive(), notify(day(1), remedy_by=day(9)), shelf.lapse_application(day(10))])[-1],
    told([receive(), find_not_required(day(1))])[-1],
    *told([*_ACCEPTED, request_supplement(day(2)), supplement(day(3))])[2:],
    told([*_SENT_BACK, exceed(moment(day(10), 0), ClockKind.SUPPLEMENT)])[-1],
    *told([*_ACCEPTED, start(day(2)), end(day(3))])[2:],
    *told([*_ACCEPTED, request_extension(day(3)), extend(day(4))])[2:],
    told([*_ACCEPTED, request_extension(day(3)), shelf.keep_limit(day(4))])[-1],
    *told([*_ACCEPTED, passed(day(1)), objected(day(2)), refuse(day(3))])[2:],
    *told([*_ACCEPTED, ask_back(day(2)), keep(day(3))])[2:],
    told([*_ACCEPTED, ask_back(day(2)), withdraw(day(3))])[-1],
    *told([*_GRANTED, serve(day(3))])[3:],
    told([*_GRANTED, retract(day(3))])[-1],
    told([*_GRANTED, revoke(day(3))])[-1],
    told([receive(FILING), file(day(1))])[-1],
    told([receive(FILING), give_back(day(1))])[-1],
    *told(
        [
            receive(shelf.TOLERANT),
            shelf.promise(day(0)),
            accept(day(1)),
            passed(day(1)),
            shelf.grant_with_omissions(day(2)),
            shelf.supply(day(3), "M2"),
            exceed(moment(day(14), 0), ClockKind.OMISSIONS),
        ]
    )[1:],
    *told([receive(shelf.COMMITTED), shelf.commit(day(0)), grant(day(1)), shelf.kept(day(2))])[1:],
    told([receive(shelf.COMMITTED), shelf.commit(day(0)), grant(day(1)), shelf.broken(day(2))])[-2],
    *told([*_JOINT, shelf.answer(day(3)), exceed(moment(day(10), 0), ClockKind.OPINIONS)])[2:],
    told([receive(shelf.TACIT), accept(), exceed(moment(day(29), 0), ClockKind.STATUTORY)])[-1],
    *told([*_CERTIFIED, shelf.ask_longer(day(9)), shelf.longer(day(10)), shelf.begin(day(11))])[4:],
    told([*_CERTIFIED, shelf.ask_longer(day(9)), shelf.no_longer(day(10))])[-1],
    told([*_CERTIFIED, exceed(shelf.LATER, ClockKind.BEGINNING)])[-1],
    *told(
        [
            receive(shelf.BUILDING),
            accept(),
            passed(day(1)),
            grant(day(2)),
            shelf.certify(day(3)),
            shelf.stand_still(day(9)),
            shelf.report_standstill(day(10)),
            shelf.verify(day(400)),
            shelf.go_on(day(401)),
        ]
    )[5:],
    *told([*_GRANTED, shelf.wish_away(day(3)), shelf.deregister(day(4))])[4:],
    told([*_GRANTED, shelf.forfeit(day(3))])[-1],
    *told([receive(shelf.REGISTRATION), shelf.register(day(1))])[1:],
    *told([receive(shelf.REGISTRATION), shelf.refuse_registration(day(1))])[1:],
    *told([receive(shelf.SERVICE), shelf.provide(day(1))])[1:],
    *told([receive(shelf.SERVICE), shelf.deny(day(1))])[1:],
    *told([receive(shelf.SELF_REPORTED), shelf.report(day(1))]),
    *told([receive(shelf.TRANSACTION), shelf.conclude(day(1))]),
    *told([receive(shelf.TRANSACTION), shelf.fail(day(1))]),
    *told([receive(shelf.INTERMEDIARY), shelf.deliver(day(1))]),
    *told(
        [
            receive(shelf.REVIEWED_ON_PROMISE),
            shelf.commit(day(0)),
            shelf.deliver(day(1)),
            shelf.broken(day(2)),
            shelf.void(day(3)),
        ]
    )[4:],
    *told([receive(shelf.INTERNAL), shelf.settle(day(1))])[1:],
    *told([receive(shelf.CONDITION), shelf.meet(day(1))]),
    *told([*_ACCEPTED, warn(moment(day(7), 12)), exceed(moment(day(10), 0))])[2:],
    said.DeadlineRecomputed(
        item=PERMIT.ref,
        clock=ClockKind.PROMISED,
        from_due=evening(day(9)),
        to_due=evening(day(10)),
        from_due_soon=evening(day(7)),
        to_due_soon=evening(day(8)),
        from_overdue=morning(day(10)),
        to_overdue=morning(day(11)),
        other_unit_due=None,
        reason="calendar-corrected",
        from_calendar_version="CN-4",
        calendar_version="CN-5",
    ),
)
PLAN_OF_SMALL = compose(SMALL, "industrial-filing", {"impact": "form"})
_OF_PLANS: tuple[said.Event, ...] = (
    said.PlanOpened(
        project=PROJECT,
        lead=None,
        project_name="年产十万吨项目",
        park=None,
        readers=Readers(specialist=SPECIALIST),
        composition=PLAN_OF_SMALL,
    ),
    said.PlanRecomposed(
        from_template="basic",
        composition=PLAN_OF_SMALL,
        diff=diff_of(compose(SMALL, "basic", {}), PLAN_OF_SMALL),
    ),
    said.PlanMoved(
        from_version="2026.1",
        composition=PLAN_OF_SMALL,
        diff=diff_of(compose(BASIC, "basic", {}), PLAN_OF_SMALL),
    ),
    said.ItemDispensedWith(
        item_code="A12",
        ground=DispensedBy.AREA_ASSESSMENT,
        reason="园区已完成区域评估",
        authority="生态环境局",
        document="区评〔2026〕3号",
    ),
    said.DispensationLifted(
        item_code="A12", ground=DispensedBy.EXEMPTION, reason="工艺变更，不再豁免"
    ),
    said.PrerequisitePromised(item_code="B02", needed="A01", until=date(2026, 4, 1)),
    *OF_JOINT,
    said.EarliestStartReckoned(
        project=PROJECT,
        lead=None,
        from_on=None,
        to_on=day(10),
        working_days=Decimal(8),
        chain=("A01", "A12", "commencement"),
        look_again_on=day(8),
        calendar_version="CN-4",
    ),
    said.EarliestStartSlipped(
        from_on=day(10), to_on=day(21), working_days=7, chain=("A12", "commencement")
    ),
    said.MilestoneNoted(milestone=Milestone.COMMENCEMENT, on=date(2026, 5, 1)),
    said.CatalogueVersionPublished(catalogue=SMALL, ends="2026.1"),
    said.PlanClosed(reason="withdrawn"),
    said.OfficerNoted(from_officer=None, to_officer=OFFICER),
    said.LeaderNoted(from_leader=AccountId("sun"), to_leader=LEADER),
    said.ItemAppliedFor(item_code="A01", case=CASE_ID, from_standing=Standing.NOT_APPLIED),
    said.ItemGranted(item_code="A01", case=CASE_ID, standing=Standing.FILED, document_number="7号"),
    said.ItemNotGranted(item_code="A01", case=CASE_ID, standing=Standing.RETURNED),
    said.ItemGrantLost(
        item_code="B02", case=CASE_ID, standing=Standing.REVOKED, document_number="7号"
    ),
    said.ApplicationMade(
        project=PROJECT,
        lead=None,
        park=None,
        readers=Readers(specialist=SPECIALIST),
        stage="1",
        completes=Completes.ALL,
        items=(
            said.AppliedItem(
                item_code="A01",
                name="企业投资项目备案",
                department=FILING.department,
                case=CASE_ID,
            ),
        ),
    ),
    said.CertificateNumberTaken(item_code="B02", certificate_number="7号", case=CASE_ID),
    said.DocumentNumberTaken(item_code="B02", document_number="7号", case=CASE_ID),
)
CAUSE = EventId("0198f1c2-0000-7000-8000-0000000000e1")
_OF_RECOMPUTATIONS: tuple[said.Event, ...] = (
    said.RecomputationFinished(
        cause=CAUSE, since=7, reason="calendar-corrected", why="台风停工", open_cases=2
    ),
    said.RecomputationDigested(
        recipient=OFFICER,
        park=PARK,
        cause=CAUSE,
        reason="calendar-corrected",
        why="台风停工",
        cases=1,
        deadlines=(
            said.MovedDeadline(
                case=CASE_ID,
                project=PROJECT,
                item_code="B02",
                item_name="建设工程规划许可证",
                clock=ClockKind.PROMISED,
                from_due=evening(day(9)),
                to_due=evening(day(10)),
            ),
        ),
        left_off=0,
    ),
)
_OF_THE_CALENDAR: tuple[said.Event, ...] = (
    said.CalendarYearPublished(
        region="CN",
        year=2026,
        workdays_off=(said.NamedDay(day=date(2026, 1, 1), name="元旦"),),
        working_weekends=(said.NamedDay(day=date(2026, 1, 4), name="元旦调休上班"),),
        provisional=False,
        source="通知",
        calendar_version="CN-3",
    ),
    said.CalendarCorrected(
        region="CN",
        days=(
            said.CorrectedDay(
                day=MONDAY,
                from_working=True,
                to_working=False,
                from_name="工作日",
                to_name="临时放假",
            ),
        ),
        reason="台风停工",
        source="",
        from_calendar_version="CN-3",
        calendar_version="CN-4",
    ),
    said.ParkTimingAgreed(
        park=PARK,
        before=USUAL,
        after=said.ParkTiming(region="CN-3404", warn_days=Decimal(3), hours_in_day=7),
        reason="园区办法",
        calendar_version="CN-5",
    ),
)

SAMPLES: dict[str, said.Event] = {
    type(event).__name__: event
    for event in (*_OF_CASES, *_OF_PLANS, *_OF_THE_CALENDAR, *_OF_RECOMPUTATIONS, *OF_REPORTS)
}
