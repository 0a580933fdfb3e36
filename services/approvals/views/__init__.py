"""The read side: the list of cases, how long those that have ended took, reports, the timers."""

from collections.abc import Sequence

from services.approvals.domain.events import Event
from services.approvals.views import cases, durations, exchange, outlooks, reported, reports
from services.approvals.views.cases import (
    FAR_OFF,
    ItemCode,
    Wish,
    matching,
    open_cases_known_at,
)
from shared.adapters.event_store import EventStore
from shared.adapters.scheduler import TimerView
from shared.adapters.views import OwnView

__all__ = ["FAR_OFF", "ItemCode", "Wish", "matching", "open_cases_known_at", "own_views"]


def own_views(store: EventStore[Event]) -> Sequence[OwnView]:
    """Return what this service keeps of its own events."""
    return [
        cases.view(store),
        durations.DurationView(store),
        TimerView("case", cases.timers_after, store),
        TimerView("outlook", outlooks.timers_after, store),
        reports.view(store),
        reports.CodeView(),
        reported.ReaderView(),
        exchange.ExchangeView(store),
    ]
