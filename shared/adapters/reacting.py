"""What another service published becomes commands here, each carried out once."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby, islice
from typing import Any
from uuid import UUID, uuid5

from shared.adapters.command_handler import Act, CommandHandler, Context, Part, Stale
from shared.contracts.envelope import CloudEvent
from shared.kernel.asked import SYSTEM, Asked
from shared.kernel.decider import About, Decider
from shared.kernel.effective import Effective
from shared.kernel.housekeeping import Housekeeping, ReactionRefused
from shared.kernel.identifiers import LeadId, ProjectId
from shared.kernel.rejected import Rejected

log = logging.getLogger(__name__)

SIDE_BY_SIDE = 64
REACTIONS = UUID("b1e0f6de-7f6c-4f2c-8a4e-0d5f0a1f5c11")


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One command that follows from an event. `creates` allows its stream to be new.

    A `name` tells it from the others that follow from the same event; without one its place does,
    and then the same event must always have the same asks. What may be asked in any order is
    asked `beside` its neighbours that may.
    """

    act: Act
    name: str | None = None
    beside: bool = False

    @classmethod
    def of(
        cls, part: Part, command: Asked, *, creates: bool = False, name: str | None = None
    ) -> "Ask":
        """Ask one aggregate."""

        def decide(states: Sequence[Any]) -> list[tuple[int, Any]]:
            return [(0, event) for event in part.decider.decide(command, states[0])]

        act = Act(parts=[part], asked=command, decide=decide, creates=creates)
        return cls(act=act, name=name)


React = Callable[[CloudEvent, datetime], Awaitable[Sequence[Ask]]]


@dataclass(frozen=True, kw_only=True)
class Refusal(Asked):
    """联动被拒的记录: what to write down when a rule refuses a reaction."""

    event: ReactionRefused
    heard: CloudEvent


def _note(command: Refusal, _: None) -> list[Housekeeping]:
    return [command.event]


class Reactor:
    """Carries out a service's reactions to one published event."""

    def __init__(self, service: str, commands: CommandHandler[Any], react: React) -> None:
        self._service = service
        self._commands = commands
        self._react = react

    async def __call__(self, heard: CloudEvent) -> None:
        """React to one event; a refused reaction is recorded and shown, not repeated."""
        at = datetime.now(UTC)
        numbered = enumerate(await self._react(heard, at))
        for beside, asks in groupby(numbered, key=lambda one: one[1].beside):
            waiting = iter(list(asks))
            workers = (self._ask_all(heard, waiting, at) for _ in range(SIDE_BY_SIDE))
            done = await asyncio.gather(
                *(workers if beside else islice(workers, 1)), return_exceptions=True
            )
            for failure in filter(None, done):
                raise failure

    async def _ask_all(
        self, heard: CloudEvent, waiting: Iterator[tuple[int, Ask]], at: datetime
    ) -> None:
        for number, ask in waiting:
            try:
                await self._carry_out(ask, self._context(heard, ask.name or str(number)))
            except Rejected as refusal:
                await self._record(heard, ask, refusal, number, at)

    async def _carry_out(self, ask: Ask, context: Context) -> None:
        """Try as often as others are faster; nobody waits for an answer here."""
        while True:
            try:
                await self._commands.handle_together(ask.act, context)
            except Stale:
                continue
            return

    def _context(self, heard: CloudEvent, name: str) -> Context:
        return Context(
            correlation=heard.correlationid,
            causation=heard.id,
            client=f"reaction-{self._service}",
            command_id=uuid5(REACTIONS, f"{self._service}/{heard.id}/{name}"),
            keep=None,
            trace=heard.traceparent,
        )

    async def _record(
        self, heard: CloudEvent, ask: Ask, refusal: Rejected, number: int, at: datetime
    ) -> None:
        log.warning("reaction refused", extra={"code": refusal.code, "cause": heard.id})
        about = About(
            lead=LeadId(heard.leadid) if heard.leadid else None,
            project=ProjectId(heard.projectid) if heard.projectid else None,
        )
        notes: Decider[Refusal, None, Housekeeping] = Decider(
            category="refusal",
            initial=None,
            decide=_note,
            evolve=lambda state, _: state,
            about=lambda _: about,
        )
        event = ReactionRefused(
            cause=heard.id,
            cause_type=heard.type,
            command=type(ask.act.asked).__name__,
            code=refusal.code,
            detail=refusal.detail,
        )
        command = Refusal(
            by=SYSTEM, at=at, effective=Effective.at_instant(at), event=event, heard=heard
        )
        place = str(number) if ask.name is None else f"refused-{ask.name}"
        context = self._context(heard, str(1000 + number) if ask.name is None else place)
        part = Part(notes, f"{heard.id}.{place}")
        await self._commands.handle(part, command, context, creates=True)
