"""开工条件: the approvals without which ground may not be broken."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from services.projects.domain.events import (
    CommencementGateLost,
    CommencementGateOpened,
    CommencementGateSet,
    GateEvent,
    GateItemExempted,
    GateItemGranted,
    GateItemLost,
    GateItemProgressed,
)
from services.projects.domain.terms import ItemStanding, Lacking, PlanItem, ReportedBy
from shared.kernel.effective import Effective
from shared.kernel.identifiers import CaseId
from shared.kernel.values import replace

ItemEvent = GateItemProgressed | GateItemGranted | GateItemExempted | GateItemLost


@dataclass(frozen=True, kw_only=True)
class GrantPeriod:
    """批准有效期: a grant was in force from `since`, and until `until` if it was lost.

    An exemption stands for a grant; having none of the two, it covers every moment.
    """

    case_id: CaseId | None
    document_number: str = ""
    since: Effective | None = None
    until: Effective | None = None
    report: ReportedBy | None = None

    def covers(self, moment: Effective) -> bool:
        """Tell whether it may have been in force then; a doubt is to the builder's advantage."""
        begun = self.since is None or self.since.start <= moment.end
        return begun and (self.until is None or moment.start <= self.until.end)


@dataclass(frozen=True, kw_only=True)
class GateItem:
    """前置事项: one item with the case that holds it and the grants it was given."""

    item: PlanItem
    standing: ItemStanding = ItemStanding.NOT_APPLIED
    case_id: CaseId | None = None
    grants: tuple[GrantPeriod, ...] = ()

    @property
    def in_force(self) -> GrantPeriod | None:
        """The grant in force now, if there is one."""
        return next((grant for grant in self.grants if grant.until is None), None)

    @property
    def lacking(self) -> Lacking:
        """What to say of it when it is missing."""
        return Lacking(
            item_code=self.item.item_code,
            name=self.item.name,
            held_by=self.item.department,
            stage=self.standing,
        )


@dataclass(frozen=True, kw_only=True)
class Gate:
    """开工前置条件: the items that gate the commencement; unknown until the plan is opened."""

    known: bool = False
    items: Mapping[str, GateItem] = field(default_factory=dict)
    needs: tuple[tuple[str, ...], ...] = ()

    @property
    def open(self) -> bool:
        """Tell whether every item has a grant in force."""
        return self.known and not self.lacking()

    def lacking(self) -> tuple[Lacking, ...]:
        """Return the items without a grant in force now."""
        return self._lacking(lambda item: item.in_force is not None)

    def lacking_for(self, moment: Effective) -> tuple[Lacking, ...]:
        """Return the items without a grant in force now that was in force then already."""
        return self._lacking(
            lambda item: item.in_force is not None and item.in_force.covers(moment)
        )

    def lacking_at(self, moment: Effective) -> tuple[Lacking, ...]:
        """Return the items that no grant covered then, whatever became of it since."""
        return self._lacking(lambda item: any(grant.covers(moment) for grant in item.grants))

    def _lacking(self, is_there: Callable[[GateItem], bool]) -> tuple[Lacking, ...]:
        """Return every item of each need that none of its items meets."""
        there = {code for code, item in self.items.items() if is_there(item)}
        needs = self.needs or tuple((code,) for code in self.items)
        unmet = {code for enough in needs if there.isdisjoint(enough) for code in enough}
        return tuple(item.lacking for code, item in self.items.items() if code in unmet)


def evolve_gate(gate: Gate, event: GateEvent) -> Gate:
    """Take in one event; reports may precede the plan where they are told in the world's order."""
    match event:
        case CommencementGateSet():
            return replace(_planned(gate, event.items), needs=event.needs)
        case GateItemProgressed():
            moved = replace(_found(gate, event), standing=event.to_standing, case_id=event.case_id)
            return _with(gate, moved)
        case GateItemGranted():
            return _with(gate, _granted(_found(gate, event), event))
        case GateItemExempted():
            return _with(gate, _exempted(_found(gate, event), event))
        case GateItemLost():
            return _with(gate, _lost(_found(gate, event), event))
        case CommencementGateOpened() | CommencementGateLost():
            return gate
        case _:
            assert_never(event)


def _planned(gate: Gate, items: Sequence[PlanItem]) -> Gate:
    known = {
        item.item_code: replace(gate.items.get(item.item_code, GateItem(item=item)), item=item)
        for item in items
    }
    return Gate(known=True, items=known)


def _found(gate: Gate, event: ItemEvent) -> GateItem:
    item = PlanItem(item_code=event.item_code, name=event.name, department=event.department)
    return gate.items.get(event.item_code, GateItem(item=item))


def _with(gate: Gate, item: GateItem) -> Gate:
    return replace(gate, items={**gate.items, item.item.item_code: item})


def _granted(item: GateItem, event: GateItemGranted) -> GateItem:
    grant = replace(
        _period(item, event.case_id),
        document_number=event.document_number,
        since=event.since,
        report=event.report,
    )
    return _given(item, grant, ItemStanding.GRANTED)


def _exempted(item: GateItem, event: GateItemExempted) -> GateItem:
    return _given(item, _period(item, event.case_id), ItemStanding.NOT_REQUIRED)


def _given(item: GateItem, grant: GrantPeriod, standing: ItemStanding) -> GateItem:
    """In the world's order a grant may have been void (撤销) before it was given: it stays void."""
    return replace(
        item,
        standing=standing if grant.until is None else item.standing,
        case_id=grant.case_id,
        grants=(*_others(item, grant.case_id), grant),
    )


def _lost(item: GateItem, event: GateItemLost) -> GateItem:
    ended = replace(_period(item, event.case_id), until=event.since)
    return replace(item, standing=event.standing, grants=(*_others(item, event.case_id), ended))


def is_of(grant: GrantPeriod, case_id: CaseId | None) -> bool:
    """Tell whether a report is about this period; without a case only while it is in force."""
    return grant.case_id == case_id and (case_id is not None or grant.until is None)


def _period(item: GateItem, case_id: CaseId | None) -> GrantPeriod:
    found = (grant for grant in item.grants if is_of(grant, case_id))
    return next(found, GrantPeriod(case_id=case_id))


def _others(item: GateItem, case_id: CaseId | None) -> tuple[GrantPeriod, ...]:
    return tuple(grant for grant in item.grants if not is_of(grant, case_id))
