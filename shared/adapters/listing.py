"""Lists: what each of them can be asked for, and how the rows of a question are cut into pages.

A page goes on behind the place the one before ended at: the values it is sorted by, which the
cursor carries. So what is added in between makes no row come twice or be left out.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Annotated, Any
from uuid import UUID

import asyncpg
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, Select, and_, func, or_, tuple_

from shared.adapters import sql
from shared.adapters.answers import Knowing, read_cursor, write_cursor
from shared.adapters.problems import Problem
from shared.adapters.times import Times
from shared.kernel.recorded import Recorded

_LARGEST = 2**63 - 1

Reader = Callable[[object], Any]
Row = Mapping[str, Any]
Sort = Annotated[str, Field(max_length=100)]


@dataclass(frozen=True)
class Key:
    """One thing to sort by: what it is, how a cursor's part becomes its value again, which way."""

    column: ColumnElement[Any]
    read: Reader
    descending: bool = False


class Wish(BaseModel):
    """What every list can be asked for: how much of it, and behind which place."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str, Field(max_length=1000)] | None = None

    def place(self, order: str, readers: Sequence[Reader]) -> list[Any] | None:
        """Return the place the page before ended at, in the same list and the same order."""
        if self.cursor is None:
            return None
        begun, *parts = read_cursor(self.cursor, 1 + len(readers))
        try:
            if begun != order:
                raise ValueError("another order")
            return [read(part) for read, part in zip(readers, parts, strict=True)]
        except ValueError:
            raise Problem(422, "cursor-unreadable", "this is no cursor of this list") from None


class SortedWish(Wish):
    """What a list can be asked for that is sorted as anybody likes, and counted."""

    sort: Sort
    count: bool = False

    def keys(self, sorts: Mapping[str, Key]) -> list[Key]:
        """Return what to sort by; the id makes the order total."""
        asked = [name for name in self.sort.split(",") if name]
        names = [name.lstrip("-") for name in asked]
        if not set(names) <= set(sorts) or len(set(names)) != len(names):
            raise Problem(422, "sort-unknown", "sort by one or more of these", allowed=[*sorts])
        keys = [
            replace(sorts[name], descending=one.startswith("-"))
            for name, one in zip(names, asked, strict=True)
        ]
        return keys if "id" in names else [*keys, sorts["id"]]


async def rows_of(
    pool: asyncpg.Pool, query: Select[Any], keys: Sequence[Key], wish: Wish
) -> tuple[list[Row], str | None]:
    """Return the rows of a page in order, and the cursor of the next page if there is one."""
    names = [f"place_{number}" for number in range(len(keys))]
    labels = [key.column.label(name) for name, key in zip(names, keys, strict=True)]
    query = query.add_columns(*labels).limit(wish.limit + 1)
    order = order_of(keys)
    place = wish.place(order, [key.read for key in keys])
    if place is not None:
        query = query.where(_behind(keys, place))
    for key in keys:
        query = query.order_by(key.column.desc() if key.descending else key.column.asc())
    found = await sql.fetch(pool, query)
    rows: list[Row] = [
        {name: value for name, value in row.items() if name not in names}
        for row in found[: wish.limit]
    ]
    last = found[wish.limit - 1] if len(found) > wish.limit else None
    return rows, write_cursor(order, *(last[name] for name in names)) if last else None


def order_of(keys: Sequence[Key]) -> str:
    """Name the list and the order of its rows, which a cursor carries: it fits nowhere else."""
    return ",".join(f"{'-' if key.descending else ''}{key.column}" for key in keys)


async def count_of(pool: asyncpg.Pool, query: Select[Any]) -> int:
    """Return how many rows a question has, on all pages together."""
    row = await sql.fetchrow(
        pool, query.with_only_columns(func.count(), maintain_column_froms=True)
    )
    return int(row[0]) if row else 0


def knowing_of(service: str, events: Sequence[Recorded[Any]], times: Times) -> Knowing:
    """Return how far an answer knows that is made of these events of one stream."""
    newest = max((event.position for event in events), default=0)
    return Knowing(positions={service: newest}, times=times)


def _behind(keys: Sequence[Key], place: Sequence[Any]) -> ColumnElement[bool]:
    """Return the condition for what follows a place; of one direction an index can answer it."""
    if len({key.descending for key in keys}) == 1:
        columns = [key.column for key in keys]
        row, last = tuple_(*columns), tuple_(*place, types=[column.type for column in columns])
        return row < last if keys[0].descending else row > last
    alternatives: list[ColumnElement[bool]] = []
    equal: list[ColumnElement[bool]] = []
    for key, value in zip(keys, place, strict=True):
        further = key.column < value if key.descending else key.column > value
        alternatives.append(and_(*equal, further))
        equal.append(key.column == value)
    return or_(*alternatives)


def words(given: object) -> str:
    """Read a text that a database can hold out of a cursor, which anybody may have written."""
    if not isinstance(given, str) or "\0" in given:
        raise ValueError("no such text")
    given.encode()
    return given


def number(given: object) -> int:
    """Read a position."""
    if not isinstance(given, int) or isinstance(given, bool) or not 0 <= given <= _LARGEST:
        raise ValueError("no such position")
    return given


def identifier(given: object) -> UUID:
    """Read the id of a row."""
    return UUID(words(given))


def day(given: object) -> date:
    """Read a day."""
    return date.fromisoformat(words(given))


def instant(given: object) -> datetime:
    """Read a moment; it carries its zone."""
    moment = datetime.fromisoformat(words(given))
    if moment.utcoffset() is None:
        raise ValueError("a moment carries its zone")
    try:
        return moment.astimezone(UTC)
    except OverflowError as beyond:
        raise ValueError("no such moment") from beyond
