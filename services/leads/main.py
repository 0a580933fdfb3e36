"""Puts the service together."""

from services.leads.api import ROUTERS
from services.leads.domain.events import Event
from services.leads.domain.policy import RULES
from services.leads.publishing import publish
from services.leads.reactions import react
from services.leads.views import leads, ledgers
from shared.adapters.event_codec import EventCodec
from shared.adapters.runtime import ServiceSpec

CODEC: EventCodec[Event] = EventCodec(Event)

SPEC: ServiceSpec[Event] = ServiceSpec(
    name="leads",
    description="招商线索与客商",
    codec=CODEC,
    publish=publish,
    rules=RULES,
    routers=ROUTERS,
    own_views=lambda runtime: (leads.view(runtime.store), ledgers.view(runtime.store)),
    react=react,
    larger_bodies=("/api/v1/imports",),
)
