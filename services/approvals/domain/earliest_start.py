"""最早开工日: what is written down of it, and when people are told that it has slipped."""

from services.approvals.domain.commands import NoteEarliestStart
from services.approvals.domain.events import (
    EarliestStartReckoned,
    EarliestStartSlipped,
    OutlookEvent,
)
from services.approvals.domain.plan_state import Plan, require_going_on

SLIP_DAYS = 5


def note_earliest_start(command: NoteEarliestStart, plan: Plan) -> list[OutlookEvent]:
    """记下最早开工日: where it has moved, or where it was time to look again."""
    require_going_on(plan)
    before = plan.reckoned
    unmoved = before is not None and (before.to_on, before.chain) == (command.on, command.chain)
    if before is not None and unmoved and before.look_again_on >= command.look_again_on:
        return []
    reckoned = EarliestStartReckoned(
        from_on=None if before is None else before.to_on,
        to_on=command.on,
        working_days=command.working_days,
        chain=command.chain,
        look_again_on=command.look_again_on,
        calendar_version=command.calendar_version,
    )
    if plan.announced is None or command.later_by <= SLIP_DAYS:
        return [reckoned]
    slipped = EarliestStartSlipped(
        from_on=plan.announced,
        to_on=command.on,
        working_days=command.later_by,
        chain=command.chain,
    )
    return [reckoned, slipped]
