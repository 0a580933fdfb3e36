"""Signing keys over months: never a token that nobody can check, never a key for ever."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import asyncpg

from services.access.tokens.keys import (
    LOOKED_UP_EVERY,
    PUBLISHED_AFTER,
    PUBLISHED_AHEAD,
    SIGNS_FOR,
    Keys,
)
from shared.adapters.settings import Service
from tests.harness.servers import Database

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
Fresh = Callable[[Service], Awaitable[Database]]


async def published(keys: Keys, at: datetime) -> list[str]:
    return [key["kid"] for key in (await keys.jwks(at))["keys"]]


async def test_keys_take_over_with_overlap(fresh_database: Fresh) -> None:
    database = await fresh_database("access")
    async with asyncpg.create_pool(database.url, min_size=1, max_size=4) as pool:
        keys = Keys(pool)
        await keys.ensure(AT)
        first = (await keys.signing(AT)).kid
        await keys.ensure(AT + SIGNS_FOR - SECOND)
        assert await published(keys, AT + SIGNS_FOR) == [first]

        month = AT + SIGNS_FOR
        await keys.ensure(month)
        await keys.ensure(month)
        (old, new) = await published(keys, month)
        assert old == first
        assert (await keys.signing(month)).kid == first, "known before it signs"
        taken_over = month + PUBLISHED_AHEAD
        assert (await keys.signing(taken_over - SECOND)).kid == first
        assert (await keys.signing(taken_over)).kid == new
        assert await published(keys, taken_over + PUBLISHED_AFTER - SECOND) == [first, new]
        assert await published(keys, taken_over + PUBLISHED_AFTER) == [new]


async def test_every_process_signs_with_the_same_key(fresh_database: Fresh) -> None:
    database = await fresh_database("access")
    async with asyncpg.create_pool(database.url, min_size=1, max_size=4) as pool:
        one, other = Keys(pool), Keys(pool)
        await one.ensure(AT)
        await other.ensure(AT)
        assert (await one.signing(AT)).kid == (await other.signing(AT)).kid
        await one.rotate(AT)
        later = AT + LOOKED_UP_EVERY
        assert len(await published(other, AT)) == 1
        assert len(await published(other, later)) == 2


async def test_the_service_alone_reads_the_keys(fresh_database: Fresh) -> None:
    database = await fresh_database("access")
    async with asyncpg.create_pool(database.url, min_size=1, max_size=2) as pool:
        await Keys(pool).ensure(AT)
        rows = await pool.fetch(
            "SELECT grantee FROM information_schema.role_table_grants"
            " WHERE table_schema = 'own' AND grantee <> 'luodi_access'"
        )
        assert rows == []
