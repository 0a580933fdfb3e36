"""Acts that concern several streams at once: what a case does, its plan and the numbers must know.

Each function answers for the states it is given with events and the index of the stream they belong
to. All of it is stored, or nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import TypedDict, cast

from services.approvals.domain.calendar.working_calendar import CalendarState
from services.approvals.domain.case import CASE
from services.approvals.domain.case.acts import require_received
from services.approvals.domain.case.state import Case
from services.approvals.domain.catalogue import Item, Mode, NeedKind
from services.approvals.domain.commands import (
    CaseCommand,
    Conclusion,
    DeclineCase,
    FindNotRequired,
    GrantApproval,
    IssueCertificate,
    LapseApplication,
    MakeCommitment,
    NoteApplication,
    NoteGrant,
    NoteGrantLost,
    NoteNoGrant,
    OnCalendar,
    PlanCommand,
    ReceiveCase,
    RecordFiling,
    RefuseApproval,
    Register,
    ReturnFiling,
    TakeCertificateNumber,
    TakeDocumentNumber,
    Ticking,
    Undoing,
    WithdrawCase,
)
from services.approvals.domain.events import CaseEvent, Event
from services.approvals.domain.plan import PLAN, require_prerequisites
from services.approvals.domain.plan.state import Plan
from services.approvals.domain.terms import IN_FORCE, SATISFIED, Stage, Standing
from services.approvals.domain.together.document_number import (
    CERTIFICATE_NUMBER,
    DOCUMENT_NUMBER,
    Holder,
)
from shared.kernel.asked import Actor, Asked
from shared.kernel.effective import Effective
from shared.kernel.identifiers import CaseId, EventId, ProjectId
from shared.kernel.rejected import Rejected
from shared.kernel.values import replace

Indexed = list[tuple[int, Event]]
Ending = (
    DeclineCase
    | FindNotRequired
    | LapseApplication
    | RefuseApproval
    | ReturnFiling
    | WithdrawCase
    | Conclusion
    | Undoing
)
Issuing = GrantApproval | RecordFiling | Register
CASE_AT, PLAN_AT, _NUMBER = 0, 1, 2
_LOST = frozenset(
    {
        Standing.RETRACTED,
        Standing.REVOKED,
        Standing.DEREGISTERED,
        Standing.FORFEITED,
        Standing.LAPSED,
        Standing.VOIDED,
    }
)
_UNDOABLE = frozenset({Standing.GRANTED, Standing.DELIVERED})


class AskedFacts(TypedDict):
    """What the parts of one act have in common."""

    by: Actor
    at: datetime
    effective: Effective
    corrects: EventId | None


@dataclass(frozen=True, kw_only=True)
class Apply(Asked):
    """申报: take in the materials for an item of a plan, as a new case."""

    project: ProjectId
    item_code: str
    case: CaseId
    materials: tuple[str, ...]
    commitment: str | None = None
    application: str | None = None


def apply(command: Apply, case: Case, plan: Plan, calendar: CalendarState) -> Indexed:
    """申报 on case, plan and calendar: the case takes its terms and its readers from the plan."""
    item = plan.way(command.item_code)
    application = NoteApplication(**_facts(command), item_code=command.item_code, case=command.case)
    noted = PLAN.decide(application, plan)
    receipt = ReceiveCase(
        **_facts(command),
        calendar=calendar.in_park(plan.park),
        item=item,
        project=command.project,
        lead=plan.lead,
        project_name=plan.project_name,
        park=plan.park,
        readers=plan.readers,
        materials=command.materials,
        warnings=require_prerequisites(plan, command.item_code, NeedKind.MAY_START),
        application=command.application,
    )
    received = CASE.decide(receipt, case)
    committed = _commit(command, item, reduce(CASE.evolve, received, case))
    return _at(CASE_AT, [*received, *committed]) + _at(PLAN_AT, noted)


def _commit(command: Apply, item: Item, case: Case) -> Sequence[CaseEvent]:
    """告知承诺 comes with the application, where the item is granted on it, and nowhere else."""
    if command.commitment is not None:
        making = MakeCommitment(**_facts(command), commitment=command.commitment)
        return CASE.decide(making, case)
    if item.mode is Mode.COMMITMENT and case.commitment is None:
        raise Rejected("commitment-missing", f"{item.code} is granted on a commitment")
    return []


def issue(
    command: Issuing, case_id: CaseId, states: tuple[Case, Plan, Holder, CalendarState]
) -> Indexed:
    """准予许可, 予以备案, 予以登记 on four streams: what the law wants first must be there."""
    case, plan, number, calendar = states
    if isinstance(command, OnCalendar):
        command = replace(command, calendar=calendar.in_park(case.park))
    if not CASE.decide(command, case):
        return []
    item = require_received(case)
    warnings = require_prerequisites(plan, item.code, NeedKind.MAY_ISSUE)
    issued = CASE.decide(replace(command, warnings=warnings), case)
    taken = TakeDocumentNumber(
        **_facts(command),
        item_code=item.code,
        document_number=command.document_number,
        case=case_id,
    )
    return (
        _at(CASE_AT, issued)
        + _at(PLAN_AT, PLAN.decide(_note(command, case_id, case, issued), plan))
        + _at(_NUMBER, DOCUMENT_NUMBER.decide(taken, number))
    )


def end(
    command: Ending, case_id: CaseId, case: Case, plan: Plan, calendar: CalendarState | None = None
) -> Indexed:
    """终结 on case and plan: however a case ends, or a grant is lost, its plan knows."""
    if calendar is not None and isinstance(command, OnCalendar):
        command = replace(command, calendar=calendar.in_park(case.park))
    ended = CASE.decide(command, case)
    if not ended:
        return []
    entry = plan.entry(require_received(case).code)
    its_own = entry.case == case_id and entry.standing in _UNDOABLE
    if isinstance(command, Undoing) and not its_own:
        return _at(CASE_AT, ended)
    note = _note(command, case_id, case, ended)
    if isinstance(command, Conclusion) and isinstance(note, NoteGrant):
        require_prerequisites(plan, note.item_code, NeedKind.MAY_ISSUE)
    return _at(CASE_AT, ended) + _at(PLAN_AT, PLAN.decide(note, plan))


def tick(
    command: Ticking, case_id: CaseId, case: Case, plan: Plan, calendar: CalendarState
) -> Indexed:
    """时间到 on case, plan and calendar: what time takes away or gives, the plan knows."""
    if isinstance(command, OnCalendar):
        command = replace(command, calendar=calendar.in_park(case.park))
    return with_plan(command, case_id, (case, plan), CASE.decide(command, case))


def with_plan(
    command: Asked, case_id: CaseId, states: tuple[Case, Plan], events: Sequence[CaseEvent]
) -> Indexed:
    """Return what a case has decided, and what its plan notes of that where its stage changes."""
    case, plan = states
    if reduce(CASE.evolve, events, case).progress is case.progress:
        return _at(CASE_AT, events)
    noted = PLAN.decide(_note(command, case_id, case, events), plan)
    return _at(CASE_AT, events) + _at(PLAN_AT, noted)


def certify(
    command: IssueCertificate, case_id: CaseId, states: tuple[Case, Holder, CalendarState]
) -> Indexed:
    """发证 on case, number and calendar: no number is given twice."""
    case, number, calendar = states
    issued = CASE.decide(replace(command, calendar=calendar.in_park(case.park)), case)
    if not issued:
        return []
    taking = TakeCertificateNumber(
        **_facts(command),
        item_code=require_received(case).code,
        certificate_number=command.certificate_number,
        case=case_id,
    )
    return _at(CASE_AT, issued) + _at(1, CERTIFICATE_NUMBER.decide(taking, number))


def count(command: OnCalendar, case: Case, calendar: CalendarState) -> Indexed:
    """计时 on case and calendar: whatever bears on a clock counts with this calendar."""
    counting = cast(CaseCommand, replace(command, calendar=calendar.in_park(case.park)))
    return _at(CASE_AT, CASE.decide(counting, case))


def _note(command: Asked, case_id: CaseId, case: Case, events: Sequence[CaseEvent]) -> PlanCommand:
    """Return what the plan is to note of what the case has just decided."""
    after = reduce(CASE.evolve, events, case)
    item = require_received(after)
    progress = Stage.GRANTED if after.progress in IN_FORCE else after.progress
    standing = Standing((progress or Stage.RECEIVED).value)
    if standing in SATISFIED:
        return NoteGrant(
            **_facts(command),
            item_code=item.code,
            case=case_id,
            standing=standing,
            document_number=after.document_number or None,
        )
    noting = NoteGrantLost if standing in _LOST else NoteNoGrant
    return noting(**_facts(command), item_code=item.code, case=case_id, standing=standing)


def _facts(command: Asked) -> AskedFacts:
    return {
        "by": command.by,
        "at": command.at,
        "effective": command.effective,
        "corrects": command.corrects,
    }


def _at(index: int, events: Sequence[Event]) -> Indexed:
    return [(index, event) for event in events]
