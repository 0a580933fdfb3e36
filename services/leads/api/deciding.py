"""Carrying acts on leads to the rules, together with the claims on their investors."""

from collections.abc import Awaitable, Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from services.leads.domain.commands import Command, RegisterLead
from services.leads.domain.filing import KeysMoved, file, keys_touched
from services.leads.domain.investor_key import INVESTOR_KEY, Key
from services.leads.domain.lead import LEAD, Lead
from shared.adapters.caller import Caller
from shared.adapters.command_handler import Act, Allow, Context, Done, Part, Stale
from shared.adapters.runtime import Runtime
from shared.adapters.stream_reader import Stream
from shared.kernel.identifiers import LeadId, stream_key
from shared.kernel.rejected import Rejected

ATTEMPTS = 4


@dataclass(frozen=True, kw_only=True)
class Beside:
    """A further stream that is decided in the same commit, and the command for it."""

    part: Part
    command: Any


@dataclass(frozen=True, kw_only=True)
class OnLead:
    """An act on one lead, and what is decided in the same commit beside it."""

    lead_id: LeadId
    command: Command
    beside: Sequence[Beside] = ()

    def act(self, lead: Stream[Any]) -> Act:
        """Return the act over the lead, the claims it touches, and what is beside them."""
        keys = keys_touched(self.command, lead.state(LEAD))
        claims = [Part(INVESTOR_KEY, key.digest) for key in keys]
        return Act(
            parts=[Part(LEAD, self.lead_id), *claims, *(one.part for one in self.beside)],
            asked=self.command,
            decide=lambda states: self._decide(keys, states),
            creates=isinstance(self.command, RegisterLead),
            read={stream_key(LEAD.category, self.lead_id): lead},
        )

    def _decide(self, keys: Sequence[Key], states: Sequence[Any]) -> list[tuple[int, Any]]:
        lead: Lead = states[0]
        first = 1 + len(keys)
        further = [
            (first + place, event)
            for place, one in enumerate(self.beside)
            for event in one.part.decider.decide(one.command, states[first + place])
        ]
        filed = file(self.command, lead, keys, states[1:first])
        return [
            *((0, event) for event in filed.lead),
            *((1 + place, event) for place, event in filed.keys),
            *further,
        ]


async def decide(
    runtime: Runtime[Any], asked: OnLead, context: Context, allow: Allow | None = None
) -> Done:
    """Decide an act on a lead with its claims; read again if the claims moved meanwhile."""

    async def act() -> Act:
        return asked.act(await runtime.store.stream(stream_key(LEAD.category, asked.lead_id)))

    return await persist(runtime, act, context, allow)


async def persist(
    runtime: Runtime[Any],
    act: Callable[[], Awaitable[Act]],
    context: Context,
    allow: Allow | None = None,
) -> Done:
    """Carry an act out; again while the claims it must decide over are others than it read."""
    for _ in range(ATTEMPTS):
        try:
            return await runtime.commands.handle_together(await act(), context, allow=allow)
        except KeysMoved:
            continue
    raise Stale(context.seen or 0, [])


async def narrowed(refused: Rejected, caller: Caller, runtime: Runtime[Any]) -> Rejected:
    """Name of the matches only those the caller may read, and count the others."""
    found: Any = refused.facts.get("matches")
    if refused.code != "lead-possibly-duplicate" or found is None:
        return refused
    readable = await readable_leads({one["lead_id"] for one in found}, caller, runtime)
    named: list[Mapping[str, str]] = [one for one in found if one["lead_id"] in readable]
    hidden = {one["lead_id"] for one in found} - readable
    return Rejected(refused.code, refused.detail, matches=named, hidden=len(hidden))


async def readable_leads(
    lead_ids: Set[LeadId], caller: Caller, runtime: Runtime[Any]
) -> set[LeadId]:
    """Return those of these leads that the caller may read."""
    keys = {stream_key(LEAD.category, lead_id): lead_id for lead_id in lead_ids}
    streams = await runtime.store.streams(list(keys))
    visible = caller.visibility("leads.read")
    return {
        keys[key]
        for key, stream in streams.items()
        if visible.covers(LEAD.about(LEAD.fold(one.event for one in stream)).guarded)
    }


async def holders(keys: Sequence[Key], runtime: Runtime[Any]) -> dict[Key, frozenset[LeadId]]:
    """Return the leads that lay claim to each of these investors."""
    names = {key: stream_key(INVESTOR_KEY.category, key.digest) for key in keys}
    streams = await runtime.store.streams(list(names.values()))
    return {
        key: INVESTOR_KEY.fold(one.event for one in streams[name]).holders
        for key, name in names.items()
    }
