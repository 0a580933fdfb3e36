"""The timers of plans: when to look again at the earliest start though nothing has happened."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from services.approvals.domain.events import PlanEvent
from services.approvals.domain.plan import PLAN
from services.approvals.domain.reckoning import timers
from shared.kernel.recorded import Recorded


async def timers_after(history: Sequence[Recorded[PlanEvent]]) -> Mapping[str, datetime]:
    """Return the timers of one plan, from its events alone."""
    return timers(PLAN.fold(recorded.event for recorded in history))
