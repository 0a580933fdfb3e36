"""Puts the service together."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

import asyncpg

from services.access import views
from services.access.api import ROUTERS
from services.access.domain.events import Event
from services.access.domain.policy import RULES
from services.access.main.seeding import seed
from services.access.publishing import publish
from services.access.tokens import put_together, tokens_of
from services.access.tokens.revocations import recent
from services.access.tokens.sessions import IDLE_FOR
from shared.adapters.event_codec import EventCodec
from shared.adapters.identity import Identity
from shared.adapters.runtime import Runtime, ServiceSpec

log = logging.getLogger(__name__)

CODEC: EventCodec[Event] = EventCodec(Event)
TIDIED_EVERY = 3600.0


async def prepare(runtime: Runtime[Event]) -> None:
    """Make the first key, check tokens with keys at hand, open the first accounts."""
    tokens = put_together(runtime)
    await tokens.keys.ensure(await tokens.vault.now())
    await tokens.hasher.prepare()

    async def published() -> Mapping[str, Any]:
        at = await tokens.vault.now()
        revoked = await recent(runtime.pool, runtime.store, at)
        return {**await tokens.keys.jwks(at), "revocations": revoked}

    runtime.identity = Identity(runtime.settings, published)
    await seed(runtime)


async def tidy(runtime: Runtime[Event]) -> None:
    """Replace the signing key in time and forget sessions that are over, for ever."""
    tokens = tokens_of(runtime)
    while True:
        try:
            at = await tokens.vault.now()
            await tokens.keys.ensure(at)
            await tokens.vault.sweep(at - IDLE_FOR, at)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            log.exception("keys and sessions cannot be tidied; trying again later")
        await asyncio.sleep(TIDIED_EVERY)


SPEC: ServiceSpec[Event] = ServiceSpec(
    name="access",
    description="账号、机构、授权、令牌",
    codec=CODEC,
    publish=publish,
    rules=RULES,
    routers=ROUTERS,
    own_views=lambda runtime: views.own_views(runtime.store),
    at_start=(prepare,),
    background=(tidy,),
)
