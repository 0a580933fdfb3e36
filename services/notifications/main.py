"""Puts the service together."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from uuid_utils.compat import uuid7

from services.notifications.api import ROUTERS
from services.notifications.delivery.courier import Courier
from services.notifications.delivery.ledger import Ledger
from services.notifications.delivery.parts import parts_of, prepare
from services.notifications.delivery.pump import Pace, Pump
from services.notifications.delivery.reports import Reports
from services.notifications.delivery.retention import keep_cutting
from services.notifications.delivery.sender import Sender
from services.notifications.domain.events import Event
from services.notifications.domain.policy import RULES
from services.notifications.publishing import publish
from services.notifications.reactions import react
from services.notifications.views.concerned import Concerned
from services.notifications.views.endpoints import own_view
from services.notifications.views.routing import Routing
from shared.adapters.event_codec import EventCodec
from shared.adapters.runtime import Runtime, ServiceSpec
from shared.adapters.views import HeardView

CODEC: EventCodec[Event] = EventCodec(Event)


def now() -> datetime:
    """The clock of all deliveries: here time comes in."""
    return datetime.now(UTC)  # noqa: TID251 - the edge, where the clock is read


def heard_views(runtime: Runtime[Event]) -> Sequence[HeardView]:
    """Who is concerned is learned first: routing asks for it."""
    routing = Routing(runtime.store, runtime.settings.public_url, now, uuid7)
    return [Concerned(), routing]


async def deliver(runtime: Runtime[Event]) -> None:
    """Send, for ever."""
    parts = parts_of(runtime)
    reports = Reports(runtime.commands, uuid7)
    async with Courier(parts.allowed) as courier:
        sender = Sender(courier, parts.keys, now)
        ledger = Ledger(runtime.pool, random.random)
        await Pump(ledger, sender, parts.bell, reports.ask, Pace()).run()


async def retain(runtime: Runtime[Event]) -> None:
    """Cut old deliveries down, for ever."""
    await keep_cutting(runtime.pool, timedelta(days=runtime.settings.deliveries_kept_days))


SPEC: ServiceSpec[Event] = ServiceSpec(
    name="notifications",
    description="通知、订阅、投递、事件供给",
    codec=CODEC,
    publish=publish,
    rules=RULES,
    routers=ROUTERS,
    own_views=lambda runtime: [own_view(runtime.store)],
    heard_views=heard_views,
    react=react,
    at_start=(prepare,),
    background=(deliver, retain),
)
