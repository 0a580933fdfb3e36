"""外部报送: one record of another system, in the versions it was pushed in.

A pushed fact is never refused for what our rules would say of it. What is refused is a record that
contradicts itself: another content under a version that is there, another case under its name.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from typing import assert_never

from services.approvals.domain.events.report import (
    CaseReported,
    DisagreementEnded,
    DisagreementFound,
    RecordEvent,
    ReportLinked,
)
from services.approvals.domain.exchange_codes import StateCode
from shared.kernel.asked import Asked, require_not_future
from shared.kernel.decider import About, Decider
from shared.kernel.identifiers import CaseId, LeadId, ParkId, ProjectId
from shared.kernel.policy import Guarded
from shared.kernel.rejected import Rejected
from shared.kernel.values import replace

_DIGITS = 40
_CLOCKS_DIFFER = timedelta(minutes=10)


def report_of(source: str, record: str) -> str:
    """Name the stream of a record; a digest, for a source may name its records as it likes."""
    return sha256(f"{source}\n{record}".encode()).hexdigest()[:_DIGITS]


def gaps(numbers: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Return what is missing between numbers: a source may number from wherever it likes."""
    return tuple((a + 1, b - 1) for a, b in pairwise(sorted(numbers)) if b > a + 1)


@dataclass(frozen=True, kw_only=True)
class ReportCase(Asked):
    """报送办件: another system says how far a case is; the date is when it was so."""

    source: str
    record: str
    record_version: int
    retrieved_at: datetime
    project: ProjectId
    lead: LeadId | None
    park: ParkId | None
    item_code: str | None
    source_item: str | None
    state_code: StateCode
    document_number: str | None = None
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class Statement:
    """报送内容: what one version of a record says; it is the same whenever it was read."""

    state_code: StateCode
    on: date
    document_number: str | None
    note: str | None
    retrieved_at: datetime = field(compare=False)


@dataclass(frozen=True, kw_only=True)
class Disagreement:
    """不一致: with which case of ours, and since when."""

    case: CaseId
    since: date


@dataclass(frozen=True, kw_only=True)
class Report:
    """外部报送: what the rules ask about a record; `linked_to` is the item of ours it is about."""

    source: str = ""
    record: str = ""
    project: ProjectId | None = None
    lead: LeadId | None = None
    park: ParkId | None = None
    item_code: str | None = None
    source_item: str | None = None
    versions: Mapping[int, Statement] = field(default_factory=dict)
    linked_to: str | None = None
    disagreement: Disagreement | None = None

    @property
    def newest(self) -> int:
        """The newest version, 0 before the first."""
        return max(self.versions, default=0)

    @property
    def begun_on(self) -> date:
        """The first day that any version of it tells of."""
        return min(said.on for said in self.versions.values())


def decide(command: ReportCase, report: Report) -> Sequence[CaseReported]:
    """报送: each version once; an older one than the newest is kept as late."""
    require_not_future(command)
    if command.retrieved_at > command.at + _CLOCKS_DIFFER:
        detail = "it cannot have been read there after it was pushed"
        raise Rejected("report-read-in-the-future", detail)
    if report.versions:
        _require_same_case(command, report)
    known = report.versions.get(command.record_version)
    if known is not None:
        return _repeated(command, known)
    return [
        CaseReported(
            source=command.source,
            record=command.record,
            record_version=command.record_version,
            retrieved_at=command.retrieved_at,
            project=command.project,
            lead=command.lead,
            park=command.park,
            item_code=command.item_code,
            source_item=command.source_item,
            state_code=command.state_code,
            on=command.effective.earliest_day,
            document_number=command.document_number,
            note=command.note,
            late=command.record_version < report.newest,
        )
    ]


def _require_same_case(command: ReportCase, report: Report) -> None:
    facts = {"source": command.source, "record": command.record}
    if command.project != report.project:
        detail = "the record was reported for another project before"
        raise Rejected("report-of-another-project", detail, **facts)
    if (command.item_code, command.source_item) != (report.item_code, report.source_item):
        detail = "the record was reported for another item before"
        raise Rejected("report-of-another-item", detail, **facts)


def _repeated(command: ReportCase, known: Statement) -> Sequence[CaseReported]:
    """The same again changes nothing, whenever it was read; what contradicts it is refused."""
    said = Statement(
        state_code=command.state_code,
        on=command.effective.earliest_day,
        document_number=command.document_number,
        note=command.note,
        retrieved_at=command.retrieved_at,
    )
    if said != known:
        raise Rejected(
            "report-version-contradicts",
            f"version {command.record_version} was reported with another content",
            source=command.source,
            record=command.record,
            record_version=command.record_version,
        )
    return []


def evolve(report: Report, event: RecordEvent) -> Report:
    """Take in one event. No rules here: what happened, happened."""
    match event:
        case CaseReported():
            return _told(report, event)
        case ReportLinked():
            return replace(report, linked_to=event.item_code)
        case DisagreementFound():
            found = Disagreement(case=event.case, since=event.since)
            return replace(report, disagreement=found)
        case DisagreementEnded():
            return replace(report, disagreement=None)
        case _:
            assert_never(event)


def _told(report: Report, event: CaseReported) -> Report:
    said = Statement(
        state_code=event.state_code,
        on=event.on,
        document_number=event.document_number,
        note=event.note,
        retrieved_at=event.retrieved_at,
    )
    return replace(
        report,
        source=event.source,
        record=event.record,
        project=event.project,
        lead=event.lead,
        park=event.park,
        item_code=event.item_code,
        source_item=event.source_item,
        versions={**report.versions, event.record_version: said},
    )


def about(report: Report) -> About:
    """Say which project it concerns; who may read it follows from the project's plan."""
    return About(lead=report.lead, project=report.project, guarded=Guarded(park=report.park))


REPORT: Decider[ReportCase, Report, RecordEvent] = Decider(
    category="report", initial=Report(), decide=decide, evolve=evolve, about=about
)
