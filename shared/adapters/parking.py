"""Messages that could not be taken: kept, visible, re-drivable, in nobody's way.

A message that fails parks its matter: what follows about the same project waits behind it, in
order, from whichever service it comes, for one may build on the other; so does what follows about
the same lead, or on the same stream where it concerns neither. Everything else goes on. A message
that the views cannot take hides its matter from them too. What is no event holds up nothing.
"""

import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import asyncpg
from pydantic import ValidationError

from shared.adapters import parking_statements as statements
from shared.adapters.batcher import StoreUnavailable
from shared.adapters.event_codec import UnreadableEvent
from shared.adapters.trouble import STORE_AWAY
from shared.contracts.envelope import CloudEvent, sequence_text

log = logging.getLogger(__name__)

Handle = Callable[[CloudEvent], Awaitable[None]]
_PASSING = (*STORE_AWAY, StoreUnavailable)
_BEHIND = "waits behind a parked message"


class Unworded(Exception):
    """A publisher words the event at a position so that it is none; `plain` is what it says."""

    def __init__(self, service: str, position: int, plain: Mapping[str, Any], said: str) -> None:
        super().__init__(said)
        self.service = service
        self.position = position
        self.plain = plain


class NotStored(Exception):
    """What was parked as unreadable is nothing that its publisher has stored."""


@dataclass(frozen=True, kw_only=True)
class Again:
    """What it takes to handle a parked message again.

    `worded` gives the event at a publisher's position in the words of now: they may have been what
    was wrong. It gives none where the publisher does not answer or has none.
    """

    worded: Callable[[str, int], Awaitable[CloudEvent | None]]
    react: Handle
    show: Callable[[asyncpg.Connection, CloudEvent], Awaitable[None]]


class Parking:
    """The parked messages of one consumer."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._matters: set[str] = set()
        self._hidden: dict[str, str] = {}

    async def prepare(self) -> None:
        """Make the table and learn which matters are parked."""
        await self._pool.execute(statements.TABLE)
        await self.refresh()

    async def refresh(self) -> None:
        """Learn which matters are parked: another process may have parked or re-driven some."""
        rows = await self._pool.fetch(statements.MATTERS)
        self._matters = {row["matter"] for row in rows}
        self._hidden = {row["matter"]: _BEHIND for row in rows if row["hidden"]}

    @property
    def has_any(self) -> bool:
        """Tell whether a matter was parked when last looked."""
        return bool(self._matters)

    async def guard(self, event: CloudEvent, handle: Handle) -> None:
        """Handle an event, or park it when its matter is parked or it cannot be handled."""
        if _matter(event) in self._matters and await self._is_held_up(event):
            return
        try:
            await handle(event)
        except _PASSING:
            raise
        except (ValidationError, UnreadableEvent, Exception) as error:
            log.exception("message parked", extra={"stream": event.subject})
            await self._park(event, _said(error))

    def hide(self, event: CloudEvent, error: Exception) -> None:
        """Hide a matter from the views, from this event on, which they could not take."""
        self._matters.add(_matter(event))
        self._hidden[_matter(event)] = _said(error)

    async def hide_from_views(
        self, connection: asyncpg.Connection, events: Sequence[CloudEvent]
    ) -> list[CloudEvent]:
        """Keep what the views are not shown, in the transaction that goes on without it.

        Returns what they are shown: also what is about a matter that was driven again since.
        """
        return [event for event in events if not await self._is_hidden(connection, event)]

    async def _is_hidden(self, connection: asyncpg.Connection, event: CloudEvent) -> bool:
        """Park an event that the views could not take, or behind what lies there hidden."""
        error = self._hidden.get(_matter(event))
        if error is None:
            return False
        park = statements.PARK_BEHIND if error == _BEHIND else statements.PARK
        status: str = await connection.execute(park, *_columns(event, error, hidden=True))
        if status.endswith(" 0"):
            del self._hidden[_matter(event)]
            return False
        self._hidden[_matter(event)] = _BEHIND
        return True

    async def park_unworded(self, connection: asyncpg.Connection, unworded: Unworded) -> None:
        """Keep the place of an event that its publisher cannot word, in the same manner."""
        stream, project, lead = (
            found if isinstance(found := unworded.plain.get(name), str) else None
            for name in ("subject", "projectid", "leadid")
        )
        matter = _about(unworded.service, stream or "", project, lead)
        self._matters.add(matter)
        self._hidden[matter] = _BEHIND
        place = (unworded.service, sequence_text(unworded.position))
        payload = json.dumps(unworded.plain).encode()
        row = (matter, stream or "", *place, payload, _said(unworded))
        await connection.execute(statements.PARK, *row, True)  # noqa: FBT003 - the views have not seen it

    async def park_unreadable(
        self, subject: str, payload: bytes, error: str, place: tuple[str, int] | None = None
    ) -> None:
        """Keep what is no CloudEvent at all; nothing else is held up by it.

        `place` is the publisher's position that the message stands at, where it stands at one.
        """
        service, sequence = (place[0], sequence_text(place[1])) if place else (None, None)
        row = (subject, payload, error.replace("\0", "")[:2000], service, sequence)
        await self._pool.execute(statements.PARK_UNREADABLE, *row)

    async def count(self) -> int:
        """Tell how many messages are parked."""
        found: int = await self._pool.fetchval("SELECT count(*) FROM own.parked_message")
        return found

    async def parked(self) -> Sequence[dict[str, Any]]:
        """List what is parked, oldest first; what is no text is shown as far as it is."""
        rows = await self._pool.fetch(
            "SELECT id, matter, stream, service, sequence, error, parked_at, payload"
            " FROM own.parked_message ORDER BY id LIMIT 500"
        )
        return [{**row, "payload": row["payload"].decode(errors="replace")} for row in rows]

    async def one(self, identifier: int) -> Any | None:
        """Return a parked message as it lies there."""
        return await self._pool.fetchrow(statements.ONE, identifier)

    async def forget(self, identifier: int) -> None:
        """Keep a message no longer."""
        await self._pool.execute(statements.DONE, identifier)

    async def redrive(self, stream: str, again: Again) -> dict[str, int | str]:
        """Handle the parked messages of a stream's matter again, in order, until one fails."""
        handled = 0
        while rows := await self._waiting(stream):
            for row in rows:
                try:
                    await self._take(row, again)
                except _PASSING:
                    raise
                except (ValidationError, UnreadableEvent, Exception) as error:
                    log.exception("message stays parked", extra={"stream": stream})
                    await self._pool.execute(statements.NOTE, row["id"], _said(error))
                    left = len(await self._waiting(stream))
                    return {"handled": handled, "left": left, "error": _said(error)}
                handled += 1
        await self.refresh()
        return {"handled": handled}

    async def _take(self, row: Any, again: Again) -> None:
        """Handle one message again and forget it; views made anew since may know it already.

        Whether the views have seen it is asked while nobody else can park anything behind it.
        """
        event = await _event(row, again)
        await again.react(event)
        async with self._pool.acquire() as connection, connection.transaction():
            if await connection.fetchval(statements.HOLD, row["id"]):
                with suppress(asyncpg.UniqueViolationError):
                    async with connection.transaction():
                        await again.show(connection, event)
            await connection.execute(statements.DONE, row["id"])

    async def _waiting(self, stream: str) -> Sequence[Any]:
        rows: Sequence[Any] = await self._pool.fetch(statements.WAITING, stream)
        return rows

    async def _is_held_up(self, event: CloudEvent) -> bool:
        """Park an event behind what lies there of its matter; nothing may lie there any more."""
        columns = _columns(event, _BEHIND, hidden=False)
        status: str = await self._pool.execute(statements.PARK_BEHIND, *columns)
        if status.endswith(" 0"):
            self._matters.discard(_matter(event))
            self._hidden.pop(_matter(event), None)
            return False
        return True

    async def _park(self, event: CloudEvent, error: str) -> None:
        self._matters.add(_matter(event))
        await self._pool.execute(statements.PARK, *_columns(event, error, hidden=False))


async def _event(row: Any, again: Again) -> CloudEvent:
    """Return a parked event; what was unreadable is believed in its publisher's words alone."""
    if row["sequence"] is not None:
        worded = await again.worded(row["service"], int(row["sequence"]))
        if worded is not None:
            return worded
    if row["matter"] is None:
        raise NotStored("its publisher knows of no such event")
    return CloudEvent.model_validate_json(row["payload"])


def _columns(event: CloudEvent, error: str, *, hidden: bool) -> tuple[Any, ...]:
    payload = event.model_dump_json(exclude_none=True).encode()
    named = (_matter(event), event.subject, event.service, event.sequence)
    return *named, payload, error, hidden


def _matter(event: CloudEvent) -> str:
    return _about(event.service, event.subject, event.projectid, event.leadid)


def _about(service: str, stream: str, project: str | None, lead: str | None) -> str:
    """Name what an event is about: its project, else its lead, else its own stream."""
    if project is not None:
        return f"project-{project}"
    if lead is not None:
        return f"lead-{lead}"
    return f"{service} {stream}"


def _said(error: Exception) -> str:
    """Return what a fault said, as a database can hold it."""
    return f"{type(error).__name__}: {error}".replace("\0", "")[:2000]
