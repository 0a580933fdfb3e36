"""Views: what a list says of any moment is what the events recorded by then come to."""

import asyncio
import itertools
from uuid import uuid4

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luodi.comparing import compare
from shared.adapters import projector
from shared.adapters import views as views_module
from shared.adapters.batcher import Append, NewEvent
from tests.adapters.conftest import Counters
from tests.adapters.counter import CODEC, Counted
from tests.adapters.lists import META, Lists


@pytest.fixture
async def lists(counters: Counters) -> Lists:
    made = Lists(counters)
    await made.views.prepare()
    return made


async def test_a_row_for_every_version_and_the_span_it_was_true_in(lists: Lists) -> None:
    for amount in (1, 2, 3):
        await lists.store("a", amount)
        await lists.views.follow()
    rows = await lists.counters.pool.fetch(
        "SELECT version, total, known_from, known_to FROM view.counter ORDER BY version"
    )
    assert [(row["version"], row["total"]) for row in rows] == [(1, 1), (2, 3), (3, 6)]
    assert [row["known_to"] for row in rows] == [rows[1]["known_from"], rows[2]["known_from"], None]


@pytest.mark.parametrize("together", [True, False], ids=["one page", "a page each"])
async def test_of_one_instant_only_the_last_version_is_shown(
    lists: Lists, monkeypatch: pytest.MonkeyPatch, *, together: bool
) -> None:
    monkeypatch.setattr(projector, "CHUNK", 100 if together else 1)
    await lists.store("a", 1)
    await lists.store("a", 2, 3, 4)
    await lists.store("b", 5, 6)
    await lists.views.follow()
    await lists.check()
    rows = await lists.counters.pool.fetch("SELECT id, version FROM view.counter ORDER BY 1, 2")
    assert [(row["id"], row["version"]) for row in rows] == [("a", 1), ("a", 4), ("b", 2)]


STORED = st.lists(
    st.tuples(st.sampled_from("abc"), st.lists(st.integers(1, 9), min_size=1, max_size=3)),
    min_size=1,
    max_size=6,
)


@given(pages=st.lists(STORED, min_size=1, max_size=4), chunk=st.integers(1, 7))
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
async def test_at_any_instant_the_list_is_the_fold_of_what_was_recorded(
    lists: Lists, pages: list[list[tuple[str, list[int]]]], chunk: int
) -> None:
    """Whatever is stored, whenever the views follow, however many events they take at once."""
    example = uuid4().hex
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(projector, "CHUNK", chunk)
        for page in pages:
            for name, amounts in page:
                await lists.store(f"{example}-{name}", *amounts)
            await lists.views.follow()
    await lists.check(example)


async def test_made_anew_at_once_equals_followed_live(
    lists: Lists, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = itertools.cycle(range(1, 8))
    for names in ("abc", "aab", "cba", "a"):
        for name in names:
            await lists.store(name, *itertools.islice(numbers, next(numbers) % 3 + 1))
        await lists.views.follow()
    monkeypatch.setattr(projector, "CHUNK", 3)
    head, _ = await lists.counters.store.head()
    anew = lists.another()
    async with lists.counters.pool.acquire() as connection:
        await connection.execute("CREATE SCHEMA anew")
        await anew.make(connection, "anew")
        await anew.follow_to(connection, "anew", head)
        [compared] = await compare(connection, "view", "anew", {"checkpoint": (), "form": ()})
        assert compared.rows > 8
        assert compared.alike


async def test_it_goes_to_the_position_asked_for_and_no_further(lists: Lists) -> None:
    for amount in range(1, 6):
        await lists.store("a", amount)
    async with lists.counters.pool.acquire() as connection:
        for position in (2, 2, 4):
            await lists.views.follow_to(connection, "view", position)
            assert (await lists.at(None))["a"][0] == position


async def test_what_it_forgot_or_could_not_remember_is_read_again(
    lists: Lists, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views_module, "_REMEMBERED", 1)
    for name in ("a", "b", "a", "b"):
        await lists.store(name, 1, 2)
        await lists.views.follow()
    lists.views.own[0].forget()
    await lists.store("a", 3)
    lists.views = lists.another()
    await lists.store("b", 4)
    await lists.views.follow()
    await lists.check()


async def test_other_kinds_of_streams_leave_no_row(lists: Lists) -> None:
    event = NewEvent("other-a", uuid4(), *CODEC.encode(Counted()), META)
    await lists.counters.batcher.append(Append(guards=[("other-a", 0)], events=[event]))
    await lists.store("a", 1)
    assert await lists.views.follow() == 2
    assert set(await lists.at(None)) == {"a"}


async def test_no_event_has_its_effect_twice(lists: Lists) -> None:
    """Two processes believe to be the one that follows."""
    await lists.store("a", 1)
    await lists.views.follow()
    async with lists.counters.pool.acquire() as connection:
        await connection.execute("UPDATE view.checkpoint SET position = 7")
        events = await lists.counters.store.after(0, 10)
        with pytest.raises(asyncpg.SerializationError, match="checkpoint of leads is not at 0"):
            async with connection.transaction():
                await lists.views._write_own(connection, "view", events)
    rows = await lists.counters.pool.fetch("SELECT version FROM view.counter")
    assert [row["version"] for row in rows] == [1]


async def test_a_place_that_is_gone_is_not_gone_on_from(lists: Lists) -> None:
    """Somebody has made the views anew; who followed them begins again from the first event."""
    await lists.store("a", 1)
    await lists.views.follow()
    await lists.counters.pool.execute("TRUNCATE view.checkpoint, view.counter")
    await lists.store("a", 2)
    with pytest.raises(asyncpg.SerializationError, match="checkpoint of leads is not at 1"):
        await lists.views.follow()
    assert await lists.at(None) == {}
    lists.views.own[0].forget()
    assert await lists.views.follow() == 2
    await lists.check()


async def test_a_write_that_fails_leaves_rows_and_place_as_they_were(lists: Lists) -> None:
    await lists.store("a", 1)
    await lists.counters.pool.execute("ALTER TABLE view.counter ADD CHECK (total < 5)")
    await lists.store("a", 9)
    with pytest.raises(asyncpg.CheckViolationError):
        await lists.views.follow()
    assert await lists.views.positions() == {}
    assert await lists.at(None) == {}
    await lists.counters.pool.execute(
        "ALTER TABLE view.counter DROP CONSTRAINT counter_total_check"
    )
    task = asyncio.create_task(lists.views.run(asyncio.Event()))
    await lists.views.wait({"leads": 2})
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await lists.check()


async def test_tables_are_kept_until_their_form_changes(lists: Lists) -> None:
    await lists.store("a", 1)
    await lists.views.follow()
    await lists.another().prepare()
    assert set(await lists.at(None)) == {"a"}
    await lists.counters.pool.execute("UPDATE view.form SET fingerprint = 'of an earlier version'")
    await lists.views.prepare()
    assert await lists.at(None) == {}
    assert await lists.views.follow() == 1
    await lists.check()
