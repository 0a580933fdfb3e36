"""What people read of a plan: every item, how far it is, what it waits for and who holds that."""

from dataclasses import dataclass, field
from datetime import datetime

from services.approvals.domain.catalogue import Item, NeedKind
from services.approvals.domain.catalogue.composing import Reason
from services.approvals.domain.events import (
    ItemAppliedFor,
    ItemGranted,
    ItemGrantLost,
    ItemNotGranted,
    PlanEvent,
    PlanOpened,
)
from services.approvals.domain.events.report import ItemReported
from services.approvals.domain.plan import PLAN
from services.approvals.domain.plan.state import Entry, Plan
from services.approvals.domain.terms import Missing
from shared.kernel.effective import Effective
from shared.kernel.recorded import Recorded

_ItemEvent = ItemAppliedFor | ItemGranted | ItemNotGranted | ItemGrantLost


@dataclass(frozen=True, kw_only=True)
class PlannedItem:
    """计划事项: an item of the plan with what may not come before what."""

    item: Item
    entry: Entry
    waits_to_start_for: tuple[Missing, ...]
    waits_to_issue_for: tuple[Missing, ...]
    since: Effective | None
    because: Reason | None


@dataclass(frozen=True, kw_only=True)
class PlanRecord:
    """审批计划: the items one project needs, as people read them."""

    plan: Plan = field(default_factory=Plan)
    opened_at: datetime | None = None
    since: tuple[tuple[str, Effective], ...] = ()

    @property
    def items(self) -> tuple[PlannedItem, ...]:
        """The items in the order of the catalogue."""
        since = dict(self.since)
        reasons = {reason.item_code: reason for reason in self.plan.composed.included}
        return tuple(
            PlannedItem(
                item=entry.item,
                entry=entry,
                waits_to_start_for=self.plan.missing(code, NeedKind.MAY_START),
                waits_to_issue_for=self.plan.missing(code, NeedKind.MAY_ISSUE),
                since=since.get(code),
                because=reasons.get(code),
            )
            for code, entry in self.plan.entries.items()
        )


def evolve_plan_record(record: PlanRecord | None, recorded: Recorded[PlanEvent]) -> PlanRecord:
    """Take in one stored event."""
    record = record or PlanRecord()
    event = recorded.event
    opening = isinstance(event, PlanOpened)
    since = dict(record.since)
    if isinstance(event, _ItemEvent) or (isinstance(event, ItemReported) and event.to_standing):
        since[event.item_code] = recorded.meta.effective
    return PlanRecord(
        plan=PLAN.evolve(record.plan, event),
        opened_at=recorded.recorded_at if opening else record.opened_at,
        since=tuple(since.items()),
    )
