"""What lies parked and is no event of any service: an operator puts it away, and that is recorded.

An event is never put away: it waits, or its publisher has it, and it is driven again.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

from shared.adapters.command_handler import CommandHandler, Context, NotThere, Part
from shared.adapters.parking import Parking
from shared.kernel.asked import SYSTEM, Asked
from shared.kernel.decider import About, Decider
from shared.kernel.effective import Effective
from shared.kernel.housekeeping import ParkedMessageDiscarded
from shared.kernel.rejected import Rejected

_DISCARDS = UUID("5f0b0c3e-52d0-4a53-9f4e-0c1f5d6f9a27")
Stores = Callable[[str, int], Awaitable[bool]]


@dataclass(frozen=True, kw_only=True)
class Wish:
    """作废申请: which parked message, and who wants it away for which reason."""

    message: int
    discarded_by: str
    reason: str
    client: str


@dataclass(frozen=True, kw_only=True)
class Discard(Asked):
    """停放消息作废: put away what could not be taken and is no event."""

    event: ParkedMessageDiscarded


def _note(command: Discard, _: None) -> Sequence[ParkedMessageDiscarded]:
    return [command.event]


_DECIDER: Decider[Discard, None, ParkedMessageDiscarded] = Decider(
    category="parked",
    initial=None,
    decide=_note,
    evolve=lambda state, _: state,
    about=lambda _: About(),
)


class Discarder:
    """Puts parked messages of one consumer away. `stores` asks a publisher for a position."""

    def __init__(self, parking: Parking, commands: CommandHandler[Any], stores: Stores) -> None:
        self._parking = parking
        self._commands = commands
        self._stores = stores

    async def __call__(self, wish: Wish, at: datetime) -> str:
        """Record it, then forget the message; done twice it is recorded once."""
        row = await self._parking.one(wish.message)
        if row is None:
            raise NotThere
        await self._require_no_event(row)
        event = ParkedMessageDiscarded(
            subject=row["stream"],
            digest=sha256(row["payload"]).hexdigest(),
            error=row["error"],
            parked_at=row["parked_at"],
            discarded_by=wish.discarded_by,
            reason=wish.reason,
        )
        command = Discard(by=SYSTEM, at=at, effective=Effective.at_instant(at), event=event)
        context = Context(
            correlation=f"parked-{row['id']}",
            client=wish.client,
            command_id=uuid5(_DISCARDS, f"{wish.client}/{row['id']}"),
            keep=None,
        )
        part = Part(_DECIDER, str(row["id"]))
        done = await self._commands.handle(part, command, context, creates=True)
        await self._parking.forget(row["id"])
        return done.event_ids[0]

    async def _require_no_event(self, row: Any) -> None:
        if row["matter"] is not None:
            raise Rejected("parked-event-not-discardable", "this event waits for its matter")
        if row["sequence"] is None:
            return
        place = row["service"], int(row["sequence"])
        if await self._stores(*place):
            detail = f"{place[0]} has stored an event at {place[1]}"
            raise Rejected("parked-event-not-discardable", detail)
