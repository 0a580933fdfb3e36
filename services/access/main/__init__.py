"""Puts the service together."""

from collections.abc import Mapping
from typing import Any

from services.access import views
from services.access.api import ROUTERS
from services.access.domain.events import Event
from services.access.domain.policy import RULES
from services.access.main.seeding import seed
from services.access.publishing import publish
from services.access.reactions import react
from services.access.tokens import put_together
from services.access.tokens.revocations import recent
from services.access.tokens.tidying import keep_tidy
from shared.adapters.event_codec import EventCodec
from shared.adapters.identity import Identity
from shared.adapters.runtime import Runtime, ServiceSpec

CODEC: EventCodec[Event] = EventCodec(Event)


async def prepare(runtime: Runtime[Event]) -> None:
    """Make the first key, check tokens with keys at hand, open the first accounts."""
    tokens = put_together(runtime)
    await tokens.keys.wrap_anew()
    await tokens.keys.ensure(await tokens.vault.now())
    await tokens.hasher.prepare()

    async def published() -> Mapping[str, Any]:
        at = await tokens.vault.now()
        revoked = await recent(runtime.pool, runtime.store, at)
        return {**await tokens.keys.jwks(at), "revocations": revoked}

    runtime.identity = Identity(runtime.settings, published)
    await seed(runtime)


SPEC: ServiceSpec[Event] = ServiceSpec(
    name="access",
    description="账号、机构、授权、令牌",
    codec=CODEC,
    publish=publish,
    rules=RULES,
    routers=ROUTERS,
    own_views=lambda runtime: views.own_views(runtime.store),
    react=react,
    at_start=(prepare,),
    background=(keep_tidy,),
)
