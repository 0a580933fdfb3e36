"""Lists read page by page: every row once, in order, whatever they are sorted by."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import BigInteger, Date, DateTime, Select, Text, column, select, values

from shared.adapters import listing
from shared.adapters.answers import write_cursor
from shared.adapters.listing import Key, Reader, Row, Sort, SortedWish, Wish, count_of, rows_of
from shared.adapters.problems import Problem
from tests.adapters.conftest import Counters

ORDER = "list.place"
NOON = datetime(2026, 3, 2, 4, 0, 0, 1, UTC)
ROWS = [
    (f"{name}{number}", day, moment, 2**40 + number)
    for number, (name, day, moment) in enumerate(
        product("甲乙", (date(2026, 3, 2), date(9999, 12, 31)), (NOON, NOON.replace(hour=5)))
    )
]
LIST = values(
    column("id", Text),
    column("due_on", Date),
    column("at", DateTime(timezone=True)),
    column("position", BigInteger),
    name="list",
).data(ROWS)
SORTS: Mapping[str, Key] = {
    "id": Key(LIST.c.id, listing.words),
    "due_on": Key(LIST.c.due_on, listing.day),
    "at": Key(LIST.c.at, listing.instant),
    "position": Key(LIST.c.position, listing.number),
}


class Asked(SortedWish):
    sort: Sort = "id"


async def pages(
    counters: Counters, query: Select[Any], keys: Sequence[Key], limit: int
) -> list[list[Row]]:
    """Read a list to its end."""
    found: list[list[Row]] = []
    cursor: str | None = None
    while not found or cursor is not None:
        wish = Wish(limit=limit, cursor=cursor)
        rows, cursor = await rows_of(counters.pool, query, keys, wish)
        found.append(rows)
    return found


def in_order(keys: Sequence[Key]) -> list[dict[str, Any]]:
    names = ("id", "due_on", "at", "position")
    rows: list[dict[str, Any]] = [dict(zip(names, row, strict=True)) for row in ROWS]
    for key in reversed(keys):
        rows.sort(key=lambda row: row[key.column.key or ""], reverse=key.descending)
    return rows


@pytest.mark.parametrize("limit", [1, 3, 8, 200])
@pytest.mark.parametrize(
    "sort", ["", "id", "-id", "due_on", "-due_on,-at,-id", "-due_on,at", "at,-position", "-at"]
)
async def test_pages_hold_every_row_once_in_order(
    counters: Counters, sort: str, limit: int
) -> None:
    keys = Asked(sort=sort).keys(SORTS)
    found = await pages(counters, select(LIST), keys, limit)
    assert [dict(row) for page in found for row in page] == in_order(keys)
    assert [len(page) for page in found[:-1]] == [limit] * (len(found) - 1)
    assert found[-1]


async def test_a_list_without_rows_has_one_empty_page(counters: Counters) -> None:
    nothing = select(LIST).where(LIST.c.id == "丙")
    assert await pages(counters, nothing, [SORTS["id"]], 5) == [[]]
    assert await count_of(counters.pool, nothing) == 0


async def test_all_pages_are_counted_together(counters: Counters) -> None:
    assert await count_of(counters.pool, select(LIST)) == len(ROWS)
    assert await count_of(counters.pool, select(LIST.c.id).where(LIST.c.due_on < NOON.date())) == 0


def test_the_id_makes_an_order_total_unless_it_is_named() -> None:
    assert Asked(sort="-at").keys(SORTS) == [replace(SORTS["at"], descending=True), SORTS["id"]]
    assert Asked(sort="-id,at").keys(SORTS) == [
        replace(SORTS["id"], descending=True),
        SORTS["at"],
    ]


@pytest.mark.parametrize("sort", ["size", "at,-at", "at,id,at", "At"])
def test_an_order_that_cannot_be_is_refused_with_those_that_can(sort: str) -> None:
    with pytest.raises(Problem) as refused:
        Asked(sort=sort).keys(SORTS)
    assert (refused.value.status, refused.value.code) == (422, "sort-unknown")
    assert refused.value.facts == {"allowed": ["id", "due_on", "at", "position"]}


READ: Mapping[Reader, Sequence[object]] = {
    listing.words: ["甲", "", "2026-03-02"],
    listing.number: [0, 2**63 - 1],
    listing.day: ["2026-03-02"],
    listing.instant: ["2026-03-02T04:00:00Z", "2026-03-02T12:00:00.000001+08:00"],
    listing.identifier: ["0196f0e2-0000-7000-8000-000000000000"],
}
UNREADABLE: Mapping[Reader, Sequence[object]] = {
    listing.words: [1, None, "a\0", "甲\ud800", ["甲"]],
    listing.number: ["1", -1, 2**63, 1.5, True, None],
    listing.day: ["2026-02-30", "yesterday", "", 20260302],
    listing.instant: ["2026-03-02", "2026-03-02T04:00:00", "0001-01-01T00:00:00+14:00", 0],
    listing.identifier: ["x", "", 7, None],
}


def test_a_cursor_gives_back_what_was_written() -> None:
    for reader, written in READ.items():
        for value in written:
            place = Wish(cursor=write_cursor(ORDER, value)).place(ORDER, [reader])
            assert place is not None
            assert Wish(cursor=write_cursor(ORDER, place[0])).place(ORDER, [reader]) == place
    assert Wish().place(ORDER, [listing.words]) is None
    day, moment = date(2026, 3, 2), datetime(2026, 3, 2, 4, tzinfo=UTC)
    written = write_cursor(ORDER, day, moment)
    found = Wish(cursor=written).place(ORDER, [listing.day, listing.instant])
    assert found == [day, moment]
    identifier = UUID("0196f0e2-0000-7000-8000-000000000000")
    written = write_cursor(ORDER, identifier)
    assert Wish(cursor=written).place(ORDER, [listing.identifier]) == [identifier]


def test_a_made_up_cursor_is_refused() -> None:
    made_up = [(reader, value) for reader, wrong in UNREADABLE.items() for value in wrong]
    for reader, value in made_up:
        text = urlsafe_b64encode(json.dumps([ORDER, value]).encode()).decode()
        with pytest.raises(Problem) as refused:
            Wish(cursor=text).place(ORDER, [reader])
        assert (refused.value.status, refused.value.code) == (422, "cursor-unreadable"), value


def test_a_cursor_fits_only_the_list_and_the_order_it_was_made_in() -> None:
    written = write_cursor("leads.name,leads.id", "甲", "a")
    readers = [listing.words, listing.words]
    assert Wish(cursor=written).place("leads.name,leads.id", readers) == ["甲", "a"]
    for other in ("-leads.name,leads.id", "leads.stage,leads.id", "projects.name,projects.id"):
        with pytest.raises(Problem) as refused:
            Wish(cursor=written).place(other, readers)
        assert refused.value.code == "cursor-unreadable"
