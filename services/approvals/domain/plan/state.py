"""What the rules of a plan ask about, folded from its events; never stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import assert_never

from services.approvals.domain.catalogue import DispensedBy, Item, Milestone, Need, NeedKind
from services.approvals.domain.catalogue.composing import Composition
from services.approvals.domain.events import (
    CompositionEvent,
    DispensationEvent,
    DispensationLifted,
    FollowingEvent,
    ItemAppliedFor,
    ItemDispensedWith,
    ItemGranted,
    ItemGrantLost,
    ItemNotGranted,
    LeaderNoted,
    MilestoneNoted,
    OfficerNoted,
    OutsideEvent,
    PlanClosed,
    PlanEvent,
    PlanOpened,
    PrerequisitePromised,
)
from services.approvals.domain.events.joint import (
    JoiningEvent,
    JointApplicationConcluded,
    JointApplicationMade,
)
from services.approvals.domain.events.report import ProjectCodeNoted
from services.approvals.domain.plan.joint_state import Joint, joined
from services.approvals.domain.plan.reported import ByItem, reported_after, standing_by
from services.approvals.domain.terms import SATISFIED, Missing, Readers, Standing
from shared.kernel.identifiers import CaseId, LeadId, ParkId, ProjectId
from shared.kernel.rejected import Rejected
from shared.kernel.texts.approvals import MILESTONES
from shared.kernel.values import replace

STANDS_BY: Mapping[DispensedBy, Standing] = {
    DispensedBy.EXEMPTION: Standing.EXEMPTED,
    DispensedBy.AREA_ASSESSMENT: Standing.AREA_ASSESSED,
}
_UNDER_WAY = {Standing.IN_HANDLING, Standing.GRANTED_AS_REPORTED}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """计划事项: an item, how far it is, and the case it hangs on."""

    item: Item
    standing: Standing = Standing.NOT_APPLIED
    case: CaseId | None = None
    document_number: str | None = None

    @property
    def under_way(self) -> bool:
        """Whether a case is open for it or has brought something: then it stays in the plan."""
        brought = self.case is not None and self.standing in SATISFIED
        return brought or self.standing in _UNDER_WAY


@dataclass(frozen=True, kw_only=True)
class Plan:
    """审批计划: what the rules ask about; `cases` are all that ever were, open or not.

    `promised` holds pairs of an item and what it may begin without, for somebody has promised it.
    """

    project: ProjectId | None = None
    lead: LeadId | None = None
    project_name: str = ""
    park: ParkId | None = None
    readers: Readers = field(default_factory=Readers)
    composition: Composition | None = None
    entries: Mapping[str, Entry] = field(default_factory=dict)
    recognised: Mapping[str, date] = field(default_factory=dict)
    observed: Mapping[str, date] = field(default_factory=dict)
    promised: frozenset[tuple[str, str]] = frozenset()
    cases: tuple[CaseId, ...] = ()
    code: str | None = None
    reported: ByItem = field(default_factory=dict)
    joint: Mapping[str, Joint] = field(default_factory=dict)
    closed: bool = False

    @property
    def reached(self) -> Mapping[str, date]:
        """The milestones of the works with their days: recognised or seen, whichever is first."""
        earlier = {
            code: min(day, self.observed[code])
            for code, day in self.recognised.items()
            if code in self.observed
        }
        return {**self.observed, **self.recognised, **earlier}

    @property
    def composed(self) -> Composition:
        """What it was composed of, or a refusal of what is asked of a plan never opened."""
        if self.composition is None:
            raise Rejected("plan-not-opened", "the project has no plan yet")
        return self.composition

    def way(self, code: str) -> Item:
        """Return an item of the plan by its code, or the variant of one that has this code."""
        variants = {item.code: item for item in self.composed.variants}
        return variants[code] if code in variants else self.entry(code).item

    def entry(self, code: str) -> Entry:
        """Return an item of the plan, also by a variant's code, or refuse one not in it."""
        bases = {item.code: item.variant_of for item in self.composed.variants}
        entry = self.entries.get(bases.get(code) or code)
        if entry is None:
            detail = f"{code} is not in the plan of this project"
            raise Rejected("item-not-in-plan", detail, item_code=code)
        return entry

    def stands_on(self, entry: Entry) -> CaseId | None:
        """Return what an item hangs on: its case, or what a reported grant is told as."""
        if entry.standing is not Standing.GRANTED_AS_REPORTED:
            return entry.case
        found = standing_by(self.reported, entry.item.code)
        return CaseId(found.stands_as) if found and found.stands_as else None

    def missing(self, code: str, kind: NeedKind) -> tuple[Missing, ...]:
        """Return what should come before an item begins, or is issued, and is not there.

        What the law wants before the beginning it still wants at the end.
        """
        item = self.entry(code).item
        needs = [need for need in item.needs if _bears_on(need, kind)]
        if kind is NeedKind.MAY_START:
            needs = [need for need in needs if not self.is_promised(item.code, need)]
        return tuple(self._missing(need) for need in needs if self._lacks(need))

    def missing_before(self, milestone: Milestone) -> tuple[Missing, ...]:
        """Return what should come before a milestone of the works and is not there."""
        needs = {one.milestone: one.needs for one in self.composed.milestones}
        return tuple(self._missing(need) for need in needs.get(milestone, ()) if self._lacks(need))

    def is_promised(self, code: str, need: Need) -> bool:
        """Tell whether an item may begin without what it needs, for that is promised."""
        return any((code, needed) in self.promised for needed in need.any_of)

    def _lacks(self, need: Need) -> bool:
        return not any(self._is_there(code) for code in need.any_of)

    def _is_there(self, code: str) -> bool:
        if code in MILESTONES:
            return code in self.reached
        entry = self.entries.get(code)
        return entry is None or entry.standing in SATISFIED

    def _missing(self, need: Need) -> Missing:
        entry = self.entries.get(need.item_code)
        return Missing(
            item_code=need.item_code,
            name=entry.item.name if entry else MILESTONES[need.item_code],
            held_by=entry.item.department if entry else None,
            standing=entry.standing if entry else Standing.NOT_REACHED,
            case_id=entry.case if entry else None,
            kind=need.kind,
            basis=need.basis,
            source=need.source.text,
            verified=need.source.verified,
            refuses=need.refuses,
        )


def _bears_on(need: Need, kind: NeedKind) -> bool:
    before_beginning = need.kind is NeedKind.MAY_START and need.refuses
    return need.kind is kind or (before_beginning and kind is NeedKind.MAY_ISSUE)


def require_opened(plan: Plan) -> None:
    """Refuse what is asked of a plan that was never opened."""
    if plan.project is None:
        raise Rejected("plan-not-opened", "the project has no plan yet")


def require_going_on(plan: Plan) -> None:
    """Refuse what is asked of a plan that was never opened, or is closed."""
    require_opened(plan)
    if plan.closed:
        raise Rejected("plan-closed", "the project goes no further")


def evolve(plan: Plan, event: PlanEvent) -> Plan:
    """Take in one event. No rules here: what happened, happened."""
    match event:
        case _ if isinstance(event, CompositionEvent):
            return _composed(plan, event)
        case _ if isinstance(event, DispensationEvent | JoiningEvent):
            return _dispensed(plan, event)
        case MilestoneNoted():
            return _noted(plan, event)
        case PlanClosed():
            return replace(plan, closed=True)
        case OfficerNoted() | LeaderNoted():
            return replace(plan, readers=_read_by(plan.readers, event))
        case _:
            return _moved(plan, event)


def _noted(plan: Plan, event: MilestoneNoted) -> Plan:
    day = {event.milestone.value: event.on}
    if event.observed:
        return replace(plan, observed={**plan.observed, **day})
    return replace(plan, recognised={**plan.recognised, **day})


def _read_by(readers: Readers, event: OfficerNoted | LeaderNoted) -> Readers:
    if isinstance(event, OfficerNoted):
        return replace(readers, officer=event.to_officer)
    return replace(readers, leader=event.to_leader)


def _composed(plan: Plan, event: CompositionEvent) -> Plan:
    """Take in what the plan now consists of; what stays in keeps how far it is."""
    if isinstance(event, PlanOpened):
        plan = replace(
            plan,
            project=event.project,
            lead=event.lead,
            project_name=event.project_name,
            park=event.park,
            readers=event.readers,
        )
    entries = {
        item.code: replace(plan.entries.get(item.code, _entering(plan, item)), item=item)
        for item in event.composition.items
    }
    return replace(plan, composition=event.composition, entries=entries)


def _entering(plan: Plan, item: Item) -> Entry:
    """Return an item new to the plan; where it was granted elsewhere, it stands by that."""
    found = standing_by(plan.reported, item.code)
    if found is None:
        return Entry(item=item)
    number = found.document_number
    return Entry(item=item, standing=Standing.GRANTED_AS_REPORTED, document_number=number)


def _from_outside(plan: Plan, event: OutsideEvent) -> Plan:
    """Take in what is known from elsewhere; an item that stands by it keeps its last case."""
    if isinstance(event, ProjectCodeNoted):
        return replace(plan, code=event.to_code)
    known = replace(plan, reported=reported_after(plan.reported, event))
    entry = plan.entries.get(event.item_code)
    if entry is None or event.to_standing is None:
        return known
    number = event.document_number if event.stands_as else None
    return _stands(known, event.item_code, event.to_standing, entry.case, number)


def _dispensed(plan: Plan, event: DispensationEvent | JoiningEvent) -> Plan:
    match event:
        case JointApplicationMade() | JointApplicationConcluded():
            return replace(plan, joint=joined(plan.joint, event))
        case ItemDispensedWith():
            return _stands(plan, event.item_code, STANDS_BY[event.ground])
        case DispensationLifted():
            return _stands(plan, event.item_code, Standing.NOT_APPLIED)
        case PrerequisitePromised():
            return replace(plan, promised=plan.promised | {(event.item_code, event.needed)})
        case _:
            assert_never(event)


def _moved(plan: Plan, event: FollowingEvent | OutsideEvent) -> Plan:
    if isinstance(event, OutsideEvent):
        return _from_outside(plan, event)
    match event:
        case ItemAppliedFor():
            begun = _stands(plan, event.item_code, Standing.IN_HANDLING, event.case)
            return replace(begun, cases=(*plan.cases, event.case))
        case ItemGranted():
            number = event.document_number
            return _stands(plan, event.item_code, event.standing, event.case, number)
        case ItemNotGranted() | ItemGrantLost():
            return _stands(plan, event.item_code, event.standing, event.case)
        case _:
            assert_never(event)


def _stands(
    plan: Plan,
    code: str,
    standing: Standing,
    case: CaseId | None = None,
    number: str | None = None,
) -> Plan:
    entry = replace(plan.entries[code], standing=standing, case=case, document_number=number)
    return replace(plan, entries={**plan.entries, code: entry})
