"""查重: acts that give a lead a claim on its investor or take it away, over several streams.

The first stream is the lead's, the others are those of its keys. What the lead becomes says which
claims it has; where somebody else has the same claim, the act is refused unless it names them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

from services.leads.domain.commands import Command, CorrectRegistration, RegisterLead
from services.leads.domain.investor_key import (
    INVESTOR_KEY,
    FileLead,
    InvestorKey,
    Key,
    KeyCommand,
    KeyEvent,
    ReleaseLead,
)
from services.leads.domain.lead import LEAD, Lead
from services.leads.domain.lead_events import LeadEvent
from shared.kernel.identifiers import LeadId
from shared.kernel.rejected import Rejected


class KeysMoved(Exception):
    """The lead has other keys than those that were read: read again."""


@dataclass(frozen=True, kw_only=True)
class Filed:
    """What was decided: events of the lead, and of each key by its place among the keys read."""

    lead: Sequence[LeadEvent]
    keys: Sequence[tuple[int, KeyEvent]]


def keys_touched(command: Command, lead: Lead) -> tuple[Key, ...]:
    """Return the keys whose streams an act on a lead must read: those it would gain or give up."""
    try:
        events = LEAD.decide(command, lead)
    except Rejected:
        return ()
    return _moved(lead, _after(lead, events))


def _after(lead: Lead, events: Sequence[LeadEvent]) -> Lead:
    return reduce(LEAD.evolve, events, lead)


def _moved(lead: Lead, after: Lead) -> tuple[Key, ...]:
    if lead.particulars is after.particulars and lead.stage is after.stage:
        return ()  # keys are made of nothing else
    before, now = lead.keys, after.keys
    return tuple(key for key in dict.fromkeys((*before, *now)) if (key in before) != (key in now))


def file(command: Command, lead: Lead, keys: Sequence[Key], claims: Sequence[InvestorKey]) -> Filed:
    """Decide an act on a lead together with the claims that it makes or gives up."""
    events = LEAD.decide(command, lead)
    after = _after(lead, events)
    moved = _moved(lead, after)
    if not set(moved) <= set(keys):
        raise KeysMoved
    if not moved:
        return Filed(lead=events, keys=())
    now = after.keys
    made = [index for index, key in enumerate(keys) if key in moved and key in now]
    ended = [index for index, key in enumerate(keys) if key in moved and key not in now]
    _require_nobody_else(command, after, [(keys[index], claims[index]) for index in made])
    filed = [(index, _claim(FileLead, command, after.id, keys[index])) for index in made]
    released = [(index, _claim(ReleaseLead, command, after.id, keys[index])) for index in ended]
    return Filed(
        lead=events,
        keys=[
            (index, event)
            for index, claim in (*filed, *released)
            for event in INVESTOR_KEY.decide(claim, claims[index])
        ],
    )


def _claim(
    kind: type[FileLead] | type[ReleaseLead], command: Command, lead_id: LeadId, key: Key
) -> KeyCommand:
    return kind(
        by=command.by,
        at=command.at,
        effective=command.effective,
        lead_id=lead_id,
        kind=key.kind,
    )


def _require_nobody_else(
    command: Command, lead: Lead, claims: Sequence[tuple[Key, InvestorKey]]
) -> None:
    """Refuse when others claim the investor, unless the command says that all of them differ."""
    distinct: frozenset[LeadId] = frozenset()
    if isinstance(command, RegisterLead | CorrectRegistration) and command.distinction:
        distinct = frozenset(command.distinction.leads)
    matches = [
        {"lead_id": holder, "key": key.kind}
        for key, claim in claims
        for holder in sorted(claim.holders - distinct - {lead.id})
    ]
    if matches:
        raise Rejected("lead-possibly-duplicate", "others pursue this investor", matches=matches)
