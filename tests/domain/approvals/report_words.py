"""The words the stories about reports of other systems are told in."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from services.approvals.domain import events as said
from services.approvals.domain.case import CASE
from services.approvals.domain.case.state import Case
from services.approvals.domain.events.report import (
    CaseReported,
    DisagreementEnded,
    DisagreementFound,
    ItemCodeMapped,
    ItemReported,
    ProjectCodeNoted,
    RecordEvent,
    ReportLinked,
)
from services.approvals.domain.exchange_codes import StateCode, Unplaced, WhyEnded
from services.approvals.domain.plan import PLAN
from services.approvals.domain.plan.state import Plan
from services.approvals.domain.published_catalogues import Catalogues
from services.approvals.domain.reports.items import MAPPINGS, Mappings, Placing, report_case
from services.approvals.domain.reports.report import REPORT, Report, ReportCase, report_of
from services.approvals.domain.reports.weighing import Weigh, weigh
from services.approvals.domain.terms import Stage, Standing
from shared.kernel.asked import Actor
from shared.kernel.identifiers import AccountId, CaseId, DepartmentId
from tests.domain.approvals.plan_words import PUBLISHED
from tests.domain.approvals.stories import (
    CASE_ID,
    LEAD,
    MONDAY,
    PARK,
    PROJECT,
    day,
    on,
)

SOURCE, RECORD = "city-platform", "BJ-2026-000123"
REPORT_ID = report_of(SOURCE, RECORD)
PUSHER = Actor(id=AccountId("city"), role="partner-system")
READ_AT = datetime(2026, 11, 30, 2, tzinfo=UTC)
MAPPED = ItemCodeMapped(
    source=SOURCE, source_item="0137", from_item=None, to_item="B02", reason="事项清单对照"
)
NO_MAPPINGS = Mappings()
TABLE = MAPPINGS.fold([MAPPED])


def placing(mappings: Mappings = NO_MAPPINGS, catalogues: Catalogues = PUBLISHED) -> Placing:
    """Say what places a report: what is mapped, and which items there are."""
    return Placing(mappings=mappings, catalogues=catalogues)


OF_REPORTS: tuple[said.Event, ...] = (
    CaseReported(
        source=SOURCE,
        record=RECORD,
        record_version=3,
        retrieved_at=READ_AT,
        project=PROJECT,
        lead=LEAD,
        park=PARK,
        item_code=None,
        source_item="0137",
        state_code=StateCode.GRANTED,
        on=day(3),
        document_number="建字第2026-009号",
        note=None,
        unplaced=Unplaced.ITEM_NOT_MAPPED,
    ),
    ReportLinked(item_code="B02", department=DepartmentId("natural-resources")),
    DisagreementFound(
        case=CASE_ID,
        item_code="B02",
        since=day(3),
        own_stage=Stage.UNDER_EXAMINATION,
        state_code=StateCode.GRANTED,
    ),
    DisagreementEnded(
        case=CASE_ID,
        item_code="B02",
        since=day(3),
        own_stage=Stage.GRANTED,
        state_code=StateCode.GRANTED,
        why=WhyEnded.SAME_SAID,
    ),
    ItemReported(
        item_code="B02",
        report=REPORT_ID,
        source=SOURCE,
        record=RECORD,
        record_version=3,
        retrieved_at=READ_AT,
        state_code=StateCode.GRANTED,
        on=day(3),
        document_number="建字第2026-009号",
        from_standing=Standing.NOT_APPLIED,
        to_standing=Standing.GRANTED_AS_REPORTED,
        stands_as=f"report-{REPORT_ID}.3",
        stood_as=None,
    ),
    ProjectCodeNoted(from_code=None, to_code="2603-340406-04-01-482913"),
    MAPPED,
)


def push(
    state: StateCode,
    when: date = MONDAY,
    version: int = 1,
    number: str | None = None,
    record: str = RECORD,
) -> ReportCase:
    """Say that the city pushes how far its case for B02 is."""
    return ReportCase(
        **on(when, PUSHER),
        source=SOURCE,
        record=record,
        record_version=version,
        retrieved_at=READ_AT,
        project=PROJECT,
        lead=LEAD,
        park=PARK,
        item_code="B02",
        source_item=None,
        state_code=state,
        document_number=number,
    )


def theirs(push_: ReportCase) -> ReportCase:
    """Say it by the source's own code of the item."""
    return replace(push_, item_code=None, source_item="0137")


def reported(*pushes: ReportCase) -> Report:
    """Return a record after these were pushed one after the other."""
    events: list[RecordEvent] = []
    for one in pushes:
        events += REPORT.decide(one, REPORT.fold(events))
    return REPORT.fold(events)


def weighing(case: CaseId | None = CASE_ID, record: str = RECORD) -> Weigh:
    """Ask to put a record beside a case."""
    return Weigh(**on(MONDAY), report=report_of(SOURCE, record), case=case)


class World:
    """A plan, its case for B02 and the records pushed about it, weighed after every move."""

    def __init__(self, plan: Plan, mappings: Mappings = NO_MAPPINGS) -> None:
        self.plan = plan
        self.mappings = mappings
        self.catalogues = PUBLISHED
        self.cases: dict[CaseId, Case] = {}
        self.reports: dict[str, Report] = {}
        self.told: list[said.Event] = []

    @property
    def standing(self) -> Standing:
        """How far the item is."""
        return self.plan.entries["B02"].standing

    @property
    def disagrees(self) -> bool:
        """Whether our case and the record are said to differ."""
        return self.reports[RECORD].disagreement is not None

    def push(self, *pushes: ReportCase) -> list[said.Event]:
        """Let records be pushed."""
        before = len(self.told)
        for one in pushes:
            report = self.reports.get(one.record, REPORT.initial)
            for _, event in report_case(one, report, self.mappings, self.catalogues):
                report = REPORT.evolve(report, event)
            self.reports[one.record] = report
            self.weigh(one.record)
        return self.told[before:]

    def move(self, case: Case, *noted: said.PlanEvent, case_id: CaseId = CASE_ID) -> None:
        """Let our case be so, and the plan know it."""
        self.cases[case_id] = case
        for event in noted:
            self.plan = PLAN.evolve(self.plan, event)
        for record in list(self.reports):
            self.weigh(record)

    def weigh(self, record: str = RECORD) -> list[said.Event]:
        """Compare one record with what we say; what follows is taken in."""
        hangs_on = self.plan.entries["B02"].case if "B02" in self.plan.entries else None
        case = self.cases.get(hangs_on) if hangs_on else None
        command, report = weighing(hangs_on, record), self.reports[record]
        codes = placing(self.mappings, self.catalogues)
        decided = weigh(command, report, self.plan, codes, case)
        for index, event in decided:
            if index == 0:
                self.reports[record] = REPORT.evolve(self.reports[record], event)  # type: ignore[arg-type]  # of a record
            else:
                self.plan = PLAN.evolve(self.plan, event)  # type: ignore[arg-type]  # of a plan
            self.told.append(event)
        if any(isinstance(event, ItemReported) and event.stood_as for _, event in decided):
            for other in self.reports.keys() - {record}:
                self.weigh(other)
        return [event for _, event in decided]


def names(events: Sequence[object]) -> list[str]:
    """Return what happened, by name."""
    return [type(event).__name__ for event in events]


def case_of(*events: said.CaseEvent) -> Case:
    """Return our case after these."""
    return CASE.fold(events)
