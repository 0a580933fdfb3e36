"""Signing keys over months: never a token that nobody can check, never a key for ever."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.access.tokens.keys import (
    LOOKED_UP_EVERY,
    PUBLISHED_AFTER,
    PUBLISHED_AHEAD,
    SIGNS_FOR,
    Keys,
)
from shared.adapters.settings import Service
from shared.adapters.wrapping import KEY_BYTES, NotUnwrapped, Wrapping
from tests.harness.servers import Database

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
FIRST_KEY, SECOND_KEY = b"1" * KEY_BYTES, b"2" * KEY_BYTES
ONE = Wrapping([FIRST_KEY])
Fresh = Callable[[Service], Awaitable[Database]]


async def published(keys: Keys, at: datetime) -> list[str]:
    return [key["kid"] for key in (await keys.jwks(at))["keys"]]


async def test_keys_take_over_with_overlap(fresh_database: Fresh) -> None:
    database = await fresh_database("access")
    async with asyncpg.create_pool(database.url, min_size=1, max_size=4) as pool:
        keys = Keys(pool, ONE)
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
        one, other = Keys(pool, ONE), Keys(pool, ONE)
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
        await Keys(pool, ONE).ensure(AT)
        rows = await pool.fetch(
            "SELECT grantee FROM information_schema.role_table_grants"
            " WHERE table_schema = 'own' AND grantee <> 'luodi_access'"
        )
        assert rows == []


async def test_what_lies_in_the_database_signs_nothing(fresh_database: Fresh) -> None:
    database = await fresh_database("access")
    async with asyncpg.create_pool(database.url, min_size=1, max_size=2) as pool:
        keys = Keys(pool, ONE)
        await keys.ensure(AT)
        seed = (await keys.signing(AT)).private.private_bytes_raw()
        (kept,) = await pool.fetch("SELECT * FROM own.signing_key")
        assert kept["wrapped_by"] == ONE.current
        assert seed not in kept["seed"]
        with pytest.raises(NotUnwrapped):
            await Keys(pool, Wrapping([SECOND_KEY])).signing(AT)


async def test_the_wrapping_key_is_replaced_and_the_old_one_may_go(fresh_database: Fresh) -> None:
    database = await fresh_database("access")
    async with asyncpg.create_pool(database.url, min_size=1, max_size=2) as pool:
        await Keys(pool, ONE).ensure(AT)
        signing = (await Keys(pool, ONE).signing(AT)).public()
        both = Keys(pool, Wrapping([SECOND_KEY, FIRST_KEY]))
        assert (await both.signing(AT)).public() == signing
        await both.wrap_anew()
        after = Keys(pool, Wrapping([SECOND_KEY]))
        await after.wrap_anew()
        assert (await after.signing(AT)).public() == signing


async def test_a_key_kept_before_keys_were_wrapped_is_wrapped_at_the_start(
    fresh_database: Fresh,
) -> None:
    database = await fresh_database("access")
    seed = Ed25519PrivateKey.generate().private_bytes_raw()
    async with asyncpg.create_pool(database.url, min_size=1, max_size=2) as pool:
        plain = "INSERT INTO own.signing_key (kid, seed, signs_from) VALUES ('old', $1, $2)"
        await pool.execute(plain, seed, AT)
        keys = Keys(pool, ONE)
        await keys.wrap_anew()
        assert await pool.fetchval("SELECT seed FROM own.signing_key") != seed
        assert (await keys.signing(AT)).private.private_bytes_raw() == seed
