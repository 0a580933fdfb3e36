"""The timers of outlooks: when to look again at the earliest start though nothing has happened."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from services.approvals.domain.events import OutlookEvent
from services.approvals.domain.outlook.earliest_start import OUTLOOK
from services.approvals.domain.outlook.reckoning import timers
from shared.kernel.recorded import Recorded


async def timers_after(history: Sequence[Recorded[OutlookEvent]]) -> Mapping[str, datetime]:
    """Return the timers of one outlook, from its events alone."""
    return timers(OUTLOOK.fold(recorded.event for recorded in history))
