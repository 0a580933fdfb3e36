"""Puts the service together."""

from services.projects.api import ROUTERS
from services.projects.domain.code_checking import ProjectCodeChecked
from services.projects.domain.code_register import CodeEvent
from services.projects.domain.events import Event
from services.projects.domain.policy import RULES
from services.projects.publishing import publish
from services.projects.reactions import react
from services.projects.views.history import HistoryView
from services.projects.views.projects import view
from shared.adapters.event_codec import EventCodec
from shared.adapters.runtime import ServiceSpec

Stored = Event | CodeEvent | ProjectCodeChecked
CODEC: EventCodec[Stored] = EventCodec(Stored)

SPEC: ServiceSpec[Stored] = ServiceSpec(
    name="projects",
    description="项目、里程碑、首席服务官、开工认定与项目历史",
    codec=CODEC,
    publish=publish,
    rules=RULES,
    routers=ROUTERS,
    own_views=lambda runtime: [view(runtime.store)],
    heard_views=lambda _: [HistoryView()],
    react=react,
)
