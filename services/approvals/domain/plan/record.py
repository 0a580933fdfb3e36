"""What people read of a plan: every item, how far it is, what it waits for and who holds that."""

from dataclasses import dataclass, field
from datetime import datetime

from services.approvals.domain.catalogue import Item, JointApplication, NeedKind
from services.approvals.domain.catalogue.composing import Reason
from services.approvals.domain.events import (
    DispensationLifted,
    ItemAppliedFor,
    ItemDispensedWith,
    ItemGranted,
    ItemGrantLost,
    ItemNotGranted,
    PlanEvent,
    PlanOpened,
    PrerequisitePromised,
)
from services.approvals.domain.events.joint import (
    JoiningEvent,
    JointApplicationConcluded,
    JointApplicationMade,
)
from services.approvals.domain.events.report import ItemReported
from services.approvals.domain.plan import PLAN
from services.approvals.domain.plan.joint_state import Joint
from services.approvals.domain.plan.state import STANDS_BY, Entry, Plan
from services.approvals.domain.terms import SATISFIED, Missing
from shared.kernel.effective import Effective
from shared.kernel.recorded import Recorded

_DISPENSED = frozenset(STANDS_BY.values())
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
    stage: str
    joint: str | None = None
    dispensed: ItemDispensedWith | None = None
    promised: tuple[PrerequisitePromised, ...] = ()


@dataclass(frozen=True, kw_only=True)
class JointRecord:
    """联合办理: one application for several items of the plan, since when, and how it ended."""

    of: JointApplication
    made: Joint | None
    applied_on: Effective | None
    concluded_on: Effective | None
    parts: tuple[Entry, ...]

    @property
    def ready(self) -> bool:
        """Whether all parts are there, so that it can be concluded."""
        return all(part.standing in SATISFIED for part in self.parts)


@dataclass(frozen=True, kw_only=True)
class PlanRecord:
    """审批计划: the items one project needs, as people read them."""

    plan: Plan = field(default_factory=Plan)
    opened_at: datetime | None = None
    since: tuple[tuple[str, Effective], ...] = ()
    without: tuple[ItemDispensedWith, ...] = ()
    promised: tuple[PrerequisitePromised, ...] = ()
    jointly: tuple[tuple[type[JoiningEvent], str, Effective], ...] = ()

    @property
    def joint(self) -> tuple[JointRecord, ...]:
        """What of the plan is asked for together."""
        on = {(kind, code): when for kind, code, when in self.jointly}
        return tuple(
            JointRecord(
                of=one,
                made=(made := self.plan.joint.get(one.code)),
                applied_on=on.get((JointApplicationMade, one.code)),
                concluded_on=on.get((JointApplicationConcluded, one.code))
                if made and made.concluded
                else None,
                parts=tuple(self.plan.entry(code) for code in one.items),
            )
            for one in self.plan.composed.joint
        )

    @property
    def items(self) -> tuple[PlannedItem, ...]:
        """The items in the order of the catalogue."""
        since = dict(self.since)
        without = {one.item_code: one for one in self.without}
        composed = self.plan.composed
        joint = {code: one.code for one in composed.joint for code in one.items}
        reasons = {reason.item_code: reason for reason in self.plan.composed.included}
        return tuple(
            PlannedItem(
                item=entry.item,
                entry=entry,
                waits_to_start_for=self.plan.missing(code, NeedKind.MAY_START),
                waits_to_issue_for=self.plan.missing(code, NeedKind.MAY_ISSUE),
                since=since.get(code),
                because=reasons.get(code),
                stage=composed.stage_of(entry.item),
                joint=joint.get(code),
                dispensed=without.get(code) if entry.standing in _DISPENSED else None,
                promised=tuple(one for one in self.promised if one.item_code == code),
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
        without=_without(record, event),
        promised=_promised(record, event),
        jointly=_jointly(record, recorded),
    )


def _without(record: PlanRecord, event: PlanEvent) -> tuple[ItemDispensedWith, ...]:
    """Return what is done without, each on the ground that holds now."""
    if not isinstance(event, ItemDispensedWith | DispensationLifted):
        return record.without
    kept = tuple(one for one in record.without if one.item_code != event.item_code)
    return (*kept, event) if isinstance(event, ItemDispensedWith) else kept


def _promised(record: PlanRecord, event: PlanEvent) -> tuple[PrerequisitePromised, ...]:
    return (*record.promised, event) if isinstance(event, PrerequisitePromised) else record.promised


def _jointly(
    record: PlanRecord, recorded: Recorded[PlanEvent]
) -> tuple[tuple[type[JoiningEvent], str, Effective], ...]:
    event = recorded.event
    if not isinstance(event, JoiningEvent):
        return record.jointly
    return (*record.jointly, (type(event), event.joint, recorded.meta.effective))
