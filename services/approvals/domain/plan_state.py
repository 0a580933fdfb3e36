"""What the rules of a plan ask about, folded from its events; never stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from services.approvals.domain.catalogue import Basis, Item, Need, NeedKind
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
from shared.kernel.identifiers import CaseId, LeadId, ParkId, ProjectId
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
        require_opened(self)
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


def require_opened(plan: Plan) -> None:
    """Refuse what is asked of a plan that was never opened."""
    if plan.project is None:
        raise Rejected("plan-not-opened", "the project has no plan yet")


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
