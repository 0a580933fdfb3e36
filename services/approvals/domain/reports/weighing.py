"""报送比对: what another system reports beside what our case says, and what that moves.

A fact that an authority tells is a fact: a reported grant satisfies its item, told as reported. But
where our own open case says otherwise nothing moves; the disagreement is kept, since when, until
both say the same. What we decided ourselves gives way only to what was so later.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.approvals.domain.case.state import Case
from services.approvals.domain.events import Event
from services.approvals.domain.events.plan import PlanEvent
from services.approvals.domain.events.report import (
    DisagreementEnded,
    DisagreementFound,
    ItemReported,
    ProjectCodeNoted,
    RecordEvent,
    ReportLinked,
)
from services.approvals.domain.exchange_codes import StateCode, WhyEnded
from services.approvals.domain.plan.reported import Reported, reported_by
from services.approvals.domain.plan.state import Entry, Plan
from services.approvals.domain.reports.disagreeing import differs
from services.approvals.domain.reports.exchange import GRANTS, agree
from services.approvals.domain.reports.items import Placing
from services.approvals.domain.reports.report import Report
from services.approvals.domain.terms import SATISFIED, Stage, Standing
from shared.kernel.asked import Asked
from shared.kernel.identifiers import CaseId

Indexed = list[tuple[int, Event]]
_REPORT, _PLAN = 0, 1

# Decided by us, against the item: only what was granted after that is another matter.
_DECIDED_AGAINST = frozenset(
    {
        Standing.REFUSED,
        Standing.RETURNED,
        Standing.REGISTRATION_REFUSED,
        Standing.NOT_PROVIDED,
        Standing.FAILED,
        Standing.RETRACTED,
        Standing.REVOKED,
        Standing.DEREGISTERED,
        Standing.FORFEITED,
        Standing.LAPSED,
        Standing.VOIDED,
    }
)


@dataclass(frozen=True, kw_only=True)
class Weigh(Asked):
    """比对报送: put one record beside the case that its item hangs on, if there is one."""

    report: str
    case: CaseId | None


@dataclass(frozen=True, kw_only=True)
class NoteProjectCode(Asked):
    """知悉项目代码: other systems name the project so."""

    code: str


def note_project_code(command: NoteProjectCode, plan: Plan) -> list[tuple[int, PlanEvent]]:
    """知悉项目代码: a correction replaces it."""
    if plan.code == command.code:
        return []
    return [(0, ProjectCodeNoted(from_code=plan.code, to_code=command.code))]


def item_of(plan: Plan, placing: Placing, report: Report) -> str | None:
    """Return the item of ours that a report is about; a variant stands for what it varies."""
    code = report.linked_to or placing.item_of(report)
    if code is None or plan.composition is None:
        return code
    variants = {item.code: item.variant_of for item in plan.composition.variants}
    return variants.get(code) or code


def weigh(
    command: Weigh, report: Report, plan: Plan, placing: Placing, case: Case | None
) -> Indexed:
    """比对 on report, plan, codes and case; where the item hangs on another case by now, nothing.

    Whatever made it hang there is weighed itself.
    """
    code = item_of(plan, placing, report)
    if code is None:
        return []
    entry = plan.entries.get(code)
    if (entry.case if entry else None) != command.case:
        return []
    department = entry.item.department if entry else placing.catalogues.department_of(code)
    linked = [] if report.linked_to else [ReportLinked(item_code=code, department=department)]
    compared = _compared(command, report, plan, code, case)
    known = reported_by(plan.reported, code, command.report)
    noted = _noted(command, report, code, _moved(report, entry, known, case), known)
    return _at(_REPORT, [*linked, *compared]) + _at(_PLAN, noted)


def _compared(
    command: Weigh, report: Report, plan: Plan, code: str, case: Case | None
) -> Sequence[RecordEvent]:
    """Say where a disagreement begins, or ends; a project that goes no further has none."""
    newest = report.versions[report.newest]
    stage = case.stage if case is not None else None
    found = report.disagreement
    unlike = differs(report, case) and not plan.closed
    events: list[RecordEvent] = []
    if found is not None and not (unlike and found.case == command.case):
        own_stage = stage if found.case == command.case else None
        ended = DisagreementEnded(
            case=found.case,
            item_code=code,
            since=found.since,
            own_stage=own_stage,
            state_code=newest.state_code,
            why=_why_ended(own_stage, newest.state_code, plan),
        )
        events.append(ended)
        found = None
    if case is None or command.case is None or stage is None or not unlike or found is not None:
        return events
    begun = DisagreementFound(
        case=command.case,
        item_code=code,
        since=max(newest.on, case.latest_on or newest.on),
        own_stage=stage,
        state_code=newest.state_code,
    )
    return [*events, begun]


def _why_ended(own_stage: Stage | None, code: StateCode, plan: Plan) -> WhyEnded:
    """Say why a disagreement ends: what both say goes before what became of the project."""
    if own_stage is None:
        return WhyEnded.ITEM_ELSEWHERE
    if agree(own_stage, code):
        return WhyEnded.SAME_SAID
    return WhyEnded.PROJECT_ENDED if plan.closed else WhyEnded.ANOTHER_APPLICATION


_Move = tuple[Standing | None, Standing | None]
_STAYS: _Move = (None, None)


def _moved(report: Report, entry: Entry | None, known: Reported | None, case: Case | None) -> _Move:
    """Return from where to where the item moves by this report; mostly it stays."""
    if entry is None:
        return _STAYS
    newest = report.versions[report.newest]
    grants = newest.state_code in GRANTS
    if known is not None and known.stands_as and entry.standing is Standing.GRANTED_AS_REPORTED:
        back = known.instead_of or Standing.NOT_APPLIED
        return _STAYS if grants else (entry.standing, back)
    if not grants or entry.standing in SATISFIED or entry.standing is Standing.IN_HANDLING:
        return _STAYS
    if entry.standing in _DECIDED_AGAINST and not _is_later(newest.on, case):
        return _STAYS
    return entry.standing, Standing.GRANTED_AS_REPORTED


def _is_later(on: date, case: Case | None) -> bool:
    return case is None or case.latest_on is None or on > case.latest_on


def _noted(
    command: Weigh, report: Report, code: str, move: _Move, known: Reported | None
) -> Sequence[ItemReported]:
    """Tell the plan what is new in what it knows of the item."""
    newest = report.versions[report.newest]
    before, after = move
    stood_as = known.stands_as if known is not None else None
    stands_as = stood_as if after is None else None
    if after is Standing.GRANTED_AS_REPORTED:
        stands_as = f"report-{command.report}.{report.newest}"
    if after is None and known is not None and known.record_version == report.newest:
        return []
    return [
        ItemReported(
            item_code=code,
            report=command.report,
            source=report.source,
            record=report.record,
            record_version=report.newest,
            retrieved_at=newest.retrieved_at,
            state_code=newest.state_code,
            on=newest.on,
            document_number=newest.document_number,
            from_standing=before,
            to_standing=after,
            stands_as=stands_as,
            stood_as=stood_as if stands_as is None else None,
        )
    ]


def _at(index: int, events: Sequence[Event]) -> Indexed:
    return [(index, event) for event in events]
