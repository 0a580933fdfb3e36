"""The notary: what it signs, where it puts it, and what it does when things are away."""

import asyncio
import json
import stat
from base64 import b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from luodi.embedded import Postgres
from shared.adapters.batcher import StoreUnavailable
from shared.adapters.notary import EVENTS, Notary, key_id, load_key
from shared.adapters.trouble import STORE_AWAY
from shared.kernel.hash_chain import signed_bytes
from shared.kernel.identifiers import StreamKey
from tests.adapters.conftest import Counters, counters_on
from tests.harness.polling import until
from tests.harness.servers import Cluster

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
STREAM = StreamKey("anchor-leads")
AT_ONCE = 10.0  # seconds on a busy machine; without news being urgent it would take a minute


def notary_of(counters: Counters, folder: Path) -> Notary:
    return Notary("leads", counters.store, counters.commands, folder)


@asynccontextmanager
async def running(notary: Notary) -> AsyncIterator[None]:
    task = asyncio.create_task(notary.run(KEY))
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def until_anchored(counters: Counters, position: int) -> None:
    async def anchored() -> bool:
        try:
            events = await counters.store.stream(STREAM)
        except STORE_AWAY:
            return False
        return any(event.event.position == position for event in events)  # type: ignore[attr-defined]  # every service has anchors

    await until(anchored)


async def test_an_anchor_is_the_signed_head_in_a_file_and_an_event(
    counters: Counters, tmp_path: Path
) -> None:
    await counters.count("a")
    await counters.count("b")
    head = await counters.store.head()
    anchor = await notary_of(counters, tmp_path).anchor(KEY, AT)
    assert anchor
    assert (anchor.position, b64decode(anchor.head)) == head
    public = Ed25519PublicKey.from_public_bytes(b64decode(anchor.key_id))
    public.verify(b64decode(anchor.signature), signed_bytes("leads", 1, *head))
    assert key_id(public) == key_id(KEY.public_key()) == anchor.key_id
    [recorded] = await counters.store.stream(STREAM)
    assert recorded.event == anchor  # type: ignore[comparison-overlap]  # every service has it
    assert recorded.meta.actor.id == "system"
    assert json.loads((tmp_path / "leads" / "2.json").read_text()) == {
        **vars(anchor),
        "service": "leads",
        "part": 1,
        "at": AT.isoformat(),
    }
    assert [path.name for path in (tmp_path / "leads").iterdir()] == ["2.json"]


async def test_nothing_new_is_not_anchored_again(counters: Counters, tmp_path: Path) -> None:
    notary = notary_of(counters, tmp_path)
    assert await notary.anchor(KEY, AT) is None
    await counters.count("a")
    await counters.count("a")
    assert await notary.anchor(KEY, AT)
    assert await notary.anchor(KEY, AT) is None
    await counters.count("a")
    again = await notary.anchor(KEY, AT)
    assert again
    assert again.position == 4
    assert len(await counters.store.stream(STREAM)) == 2


async def test_a_single_event_behind_an_anchor_that_was_not_stored_is_news(
    counters: Counters, tmp_path: Path
) -> None:
    """It died between file and event: the next position is not the anchor's own."""
    await counters.count("a")
    await notary_of(counters, tmp_path).anchor(KEY, AT)
    admin = await asyncpg.connect(counters.database.admin_url)
    for table in ("es.event", "es.event_1"):
        await admin.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    await admin.execute("DELETE FROM es.event WHERE pos = 2")
    await admin.close()
    await counters.count("a")
    later = notary_of(counters, tmp_path)
    later._anchored = later.newest()
    anchor = await later.anchor(KEY, AT)
    assert anchor
    assert anchor.position == 2
    assert await later.anchor(KEY, AT) is None


async def test_the_folder_says_how_far_it_is(counters: Counters, tmp_path: Path) -> None:
    await counters.count("a")
    await counters.count("a")
    assert notary_of(counters, tmp_path).newest() == 0
    await notary_of(counters, tmp_path).anchor(KEY, AT)
    (tmp_path / "leads" / "notes.json").write_text("{}")
    assert notary_of(counters, tmp_path).newest() == 2


async def test_an_anchor_that_was_not_stored_any_more_still_counts(
    counters: Counters, tmp_path: Path
) -> None:
    """It dies between writing the file and storing the event."""
    await counters.count("a")
    await counters.count("a")
    await counters.batcher.stop()
    with pytest.raises(StoreUnavailable):
        await notary_of(counters, tmp_path).anchor(KEY, AT)
    assert notary_of(counters, tmp_path).newest() == 2
    async with counters_on(counters.database) as later:
        notary = notary_of(later, tmp_path)
        assert not await later.store.stream(STREAM)
        await later.count("a")
        anchor = await notary.anchor(KEY, AT)
        assert anchor
        assert anchor.position == 3


async def test_the_first_event_is_anchored_at_once(counters: Counters, tmp_path: Path) -> None:
    notary = notary_of(counters, tmp_path)
    async with running(notary):
        await counters.count("a")
        begun = asyncio.get_running_loop().time()
        await until_anchored(counters, 1)
    assert asyncio.get_running_loop().time() - begun < AT_ONCE
    assert notary.newest() == 1


async def test_a_thousand_events_do_not_wait_for_the_minute(
    counters: Counters, tmp_path: Path
) -> None:
    await asyncio.gather(*(counters.count(f"n{number}") for number in range(EVENTS)))
    async with running(notary_of(counters, tmp_path)):
        await until_anchored(counters, EVENTS)
    assert notary_of(counters, tmp_path).newest() == EVENTS


async def test_it_begins_where_the_last_one_ended(counters: Counters, tmp_path: Path) -> None:
    await asyncio.gather(*(counters.count(f"n{number}") for number in range(EVENTS)))
    await notary_of(counters, tmp_path).anchor(KEY, AT)
    await asyncio.gather(*(counters.count(f"m{number}") for number in range(EVENTS)))
    async with running(notary_of(counters, tmp_path)):
        await until_anchored(counters, 2 * EVENTS + 1)
    assert len(list((tmp_path / "leads").iterdir())) == 2


async def test_it_outlives_a_database_that_is_away(own_postgres: Postgres, tmp_path: Path) -> None:
    cluster = Cluster(admin_url=own_postgres.admin_url, password="x")
    async with counters_on(await cluster.fresh("leads")) as counters:
        await asyncio.gather(*(counters.count(f"n{number}") for number in range(EVENTS)))
        own_postgres.stop()
        notary = notary_of(counters, tmp_path / "anchors")
        assert await notary.anchor(KEY, AT) is None
        async with running(notary):
            own_postgres.start()
            await until_anchored(counters, EVENTS)


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "anchor.pem"
    made = load_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_key(path).private_bytes_raw() == made.private_bytes_raw()


def test_another_kind_of_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "anchor.pem"
    key = generate_private_key(SECP256R1())
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(TypeError, match="no Ed25519 key"):
        load_key(path)
