"""What has to be done now and then: a new signing key in time, what is over forgotten."""

import asyncio
import logging
from typing import Any

import asyncpg

from services.access.tokens import tokens_of
from services.access.tokens.sessions import IDLE_FOR
from shared.adapters.runtime import Runtime
from shared.adapters.trouble import STORE_AWAY

log = logging.getLogger(__name__)

TIDIED_EVERY = 3600.0


async def tidy(runtime: Runtime[Any]) -> None:
    """Do it once."""
    tokens = tokens_of(runtime)
    at = await tokens.vault.now()
    await tokens.keys.ensure(at)
    await tokens.vault.sweep(at - IDLE_FOR, at)
    await tokens.vault.forget_ended()


async def keep_tidy(runtime: Runtime[Any]) -> None:
    """Do it every hour, for ever."""
    while True:
        try:
            await tidy(runtime)
        except (asyncpg.PostgresError, *STORE_AWAY):
            log.exception("keys and sessions cannot be tidied; trying again later")
        await asyncio.sleep(TIDIED_EVERY)
