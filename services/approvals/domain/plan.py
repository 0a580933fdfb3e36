"""审批计划: the items one project needs, how far each is, and what must come before what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

from services.approvals.domain.catalogue import Basis, Item, Need, NeedKind
from services.approvals.domain.commands import (
    ClosePlan,
    NoteApplication,
    NoteGrant,
    NoteGrantLost,
    NoteLeader,
    NoteNoGrant,
    NoteOfficer,
    OpenPlan,
    PlanCommand,
)
from services.approvals.domain.events import (
    ItemAppliedFor,
    ItemGranted,
    ItemGrantLost,
    ItemNotGranted,
    LeaderNoted,
    OfficerNoted,
    PlanClosed,
    PlanEvent,
    PlanOpened,
)
from services.approvals.domain.terms import SATISFIED, Missing, Readers, Standing
from shared.kernel.decider import About, Decider
from shared.kernel.identifiers import CaseId, LeadId, ParkId, ProjectId
from shared.kernel.policy import Guarded
from shared.kernel.rejected import Rejected

ItemEvent = ItemAppliedFor | ItemGranted | ItemNotGranted | ItemGrantLost


@dataclass(frozen=True, kw_only=True)
class Entry:
    """计划事项: an item, how far it is, and the case it hangs on."""

    item: Item
    standing: Standing = Standing.NOT_APPLIED
    case: CaseId | None = None
    document_number: str | None = None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """审批计划: what the rules ask about; `cases` are all that ever were, open or not."""

    project: ProjectId | None = None
    lead: LeadId | None = None
    project_name: str = ""
    park: ParkId | None = None
    readers: Readers = field(default_factory=Readers)
    entries: Mapping[str, Entry] = field(default_factory=dict)
    cases: tuple[CaseId, ...] = ()
    closed: bool = False

    def entry(self, item_code: str) -> Entry:
        """Return an item of the plan, or refuse one that is not in it."""
        _require_opened(self)
        entry = self.entries.get(item_code)
        if entry is None:
            detail = f"{item_code} is not in the plan of this project"
            raise Rejected("item-not-in-plan", detail, item_code=item_code)
        return entry

    def missing(self, item_code: str, kind: NeedKind) -> tuple[Missing, ...]:
        """Return what should come before an item begins, or is issued, and is not there.

        What the law wants before the beginning it still wants at the end.
        """
        needs = self.entry(item_code).item.needs
        return tuple(self._missing(need) for need in needs if self._lacks(need, kind))

    def _lacks(self, need: Need, kind: NeedKind) -> bool:
        entry = self.entries.get(need.item_code)
        if entry is None or entry.standing in SATISFIED:
            return False
        return need.kind is kind or (need.basis is Basis.LAW and kind is NeedKind.MAY_ISSUE)

    def _missing(self, need: Need) -> Missing:
        entry = self.entries[need.item_code]
        return Missing(
            item_code=entry.item.code,
            name=entry.item.name,
            held_by=entry.item.department,
            standing=entry.standing,
            case_id=entry.case,
            kind=need.kind,
            basis=need.basis,
            source=need.source.text,
        )


def require_prerequisites(plan: Plan, item_code: str, kind: NeedKind) -> tuple[Missing, ...]:
    """Refuse what the law makes wait; return what local rules and practice would have first."""
    missing = plan.missing(item_code, kind)
    by_law = [one for one in missing if one.basis is Basis.LAW]
    if by_law:
        detail = f"{item_code} has to wait for {', '.join(one.item_code for one in by_law)}"
        facts = [stated(one) for one in by_law]
        raise Rejected("prerequisites-missing", detail, item_code=item_code, missing=facts)
    return missing


def stated(missing: Missing) -> dict[str, str | None]:
    """Put what is missing as a problem document and an answer show it."""
    return {
        "item_code": missing.item_code,
        "name": missing.name,
        "held_by": missing.held_by,
        "stage": missing.standing.value,
        "case_id": missing.case_id,
        "kind": missing.kind.value,
        "basis": missing.basis.value,
        "source": missing.source,
    }


def decide(command: PlanCommand, plan: Plan) -> Sequence[PlanEvent]:
    """Answer a command with the events that follow, or raise Rejected."""
    match command:
        case OpenPlan() | ClosePlan():
            return open_or_close(command, plan)
        case NoteOfficer() | NoteLeader():
            return note_reader(command, plan)
        case NoteApplication():
            return note_application(command, plan)
        case NoteGrant():
            return note_grant(command, plan)
        case NoteNoGrant():
            return note_no_grant(command, plan)
        case NoteGrantLost():
            return note_grant_lost(command, plan)
        case _:
            assert_never(command)


def open_or_close(command: OpenPlan | ClosePlan, plan: Plan) -> Sequence[PlanOpened | PlanClosed]:
    """开立与关闭: once each; a plan keeps the items it was opened with."""
    if isinstance(command, ClosePlan):
        _require_opened(plan)
        return [] if plan.closed else [PlanClosed(reason=command.reason)]
    if plan.project is not None:
        return []
    return [
        PlanOpened(
            project=command.project,
            lead=command.lead,
            project_name=command.project_name,
            park=command.park,
            readers=Readers(specialist=command.specialist),
            catalogue_version=command.catalogue_version,
            items=command.items,
        )
    ]


def _require_opened(plan: Plan) -> None:
    if plan.project is None:
        raise Rejected("plan-not-opened", "the project has no plan yet")


def note_reader(
    command: NoteOfficer | NoteLeader, plan: Plan
) -> Sequence[OfficerNoted | LeaderNoted]:
    """知情人变更: whoever serves the project now may read its plan."""
    _require_opened(plan)
    readers = plan.readers
    if isinstance(command, NoteOfficer):
        noted = OfficerNoted(from_officer=readers.officer, to_officer=command.officer)
        return [] if readers.officer == command.officer else [noted]
    led = LeaderNoted(from_leader=readers.leader, to_leader=command.leader)
    return [] if readers.leader == command.leader else [led]


def note_application(command: NoteApplication, plan: Plan) -> list[ItemAppliedFor]:
    """登记申报: one case at a time, and none for what there is already."""
    entry = plan.entry(command.item_code)
    if entry.standing is Standing.IN_HANDLING:
        if entry.case == command.case:
            return []
        raise Rejected("item-has-open-case", "a case is under way", case_id=entry.case)
    if entry.standing in SATISFIED:
        raise Rejected("item-already-granted", "there is a grant in force", case_id=entry.case)
    if plan.closed:
        raise Rejected("plan-closed", "the project goes no further")
    return [
        ItemAppliedFor(item_code=command.item_code, case=command.case, from_standing=entry.standing)
    ]


def note_grant(command: NoteGrant, plan: Plan) -> list[ItemGranted]:
    """登记办成: by the case that is under way."""
    if _already(plan, command.item_code, command.case, command.standing):
        return []
    _require_case(plan, command.item_code, command.case, Standing.IN_HANDLING)
    return [
        ItemGranted(
            item_code=command.item_code,
            case=command.case,
            standing=command.standing,
            document_number=command.document_number,
        )
    ]


def note_no_grant(command: NoteNoGrant, plan: Plan) -> list[ItemNotGranted]:
    """登记未办成: the item may be applied for again."""
    if _already(plan, command.item_code, command.case, command.standing):
        return []
    _require_case(plan, command.item_code, command.case, Standing.IN_HANDLING)
    return [
        ItemNotGranted(item_code=command.item_code, case=command.case, standing=command.standing)
    ]


def note_grant_lost(command: NoteGrantLost, plan: Plan) -> list[ItemGrantLost]:
    """登记批准失效: the item may be applied for again."""
    if _already(plan, command.item_code, command.case, command.standing):
        return []
    entry = _require_case(plan, command.item_code, command.case, Standing.GRANTED)
    return [
        ItemGrantLost(
            item_code=command.item_code,
            case=command.case,
            standing=command.standing,
            document_number=entry.document_number or "",
        )
    ]


def _already(plan: Plan, item_code: str, case: CaseId, standing: Standing) -> bool:
    entry = plan.entry(item_code)
    return entry.case == case and entry.standing is standing


def _require_case(plan: Plan, item_code: str, case: CaseId, standing: Standing) -> Entry:
    entry = plan.entry(item_code)
    if entry.case != case or entry.standing is not standing:
        detail = f"the item does not hang on this case as {standing}"
        raise Rejected("item-not-of-this-case", detail, case_id=entry.case)
    return entry


def evolve(plan: Plan, event: PlanEvent) -> Plan:
    """Take in one event. No rules here: what happened, happened."""
    match event:
        case PlanOpened():
            return _opened(plan, event)
        case PlanClosed():
            return replace(plan, closed=True)
        case OfficerNoted():
            return replace(plan, readers=replace(plan.readers, officer=event.to_officer))
        case LeaderNoted():
            return replace(plan, readers=replace(plan.readers, leader=event.to_leader))
        case _:
            return _moved(plan, event)


def _moved(plan: Plan, event: ItemEvent) -> Plan:
    match event:
        case ItemAppliedFor():
            begun = _standing(plan, event.item_code, event.case, Standing.IN_HANDLING)
            return replace(begun, cases=(*plan.cases, event.case))
        case ItemGranted():
            return _standing(
                plan, event.item_code, event.case, event.standing, event.document_number
            )
        case ItemNotGranted() | ItemGrantLost():
            return _standing(plan, event.item_code, event.case, event.standing)
        case _:
            assert_never(event)


def _opened(plan: Plan, event: PlanOpened) -> Plan:
    return replace(
        plan,
        project=event.project,
        lead=event.lead,
        project_name=event.project_name,
        park=event.park,
        readers=event.readers,
        entries={item.code: Entry(item=item) for item in event.items},
    )


def _standing(
    plan: Plan, code: str, case: CaseId, standing: Standing, number: str | None = None
) -> Plan:
    entry = replace(plan.entries[code], standing=standing, case=case, document_number=number)
    return replace(plan, entries={**plan.entries, code: entry})


def about(plan: Plan) -> About:
    """Say whose plan it is: its people's, and every department's that it needs."""
    departments = frozenset(entry.item.department for entry in plan.entries.values())
    guarded = Guarded(park=plan.park, departments=departments, people=plan.readers.people)
    return About(lead=plan.lead, project=plan.project, guarded=guarded)


PLAN: Decider[PlanCommand, Plan, PlanEvent] = Decider(
    category="plan", initial=Plan(), decide=decide, evolve=evolve, about=about
)
