"""Who lays claim to an investor: one stream per credit code and per normalised name.

Registering a lead reads and writes these streams in the same commit, so that two specialists who
enter one investor at the same moment cannot both be first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import assert_never

from services.leads.domain.particulars import Particulars
from shared.kernel.asked import Asked
from shared.kernel.company_name import company_key, project_key
from shared.kernel.decider import About, Decider
from shared.kernel.identifiers import LeadId
from shared.kernel.values import replace

_DIGITS = 40


class KeyKind(StrEnum):
    """查重依据: by what two leads may be one."""

    CREDIT_CODE = "credit-code"
    NAME = "name"


@dataclass(frozen=True, kw_only=True)
class Key:
    """查重键: the kind, and a digest of the value, which names the stream."""

    kind: KeyKind
    digest: str


def keys_of(particulars: Particulars) -> tuple[Key, ...]:
    """Return the keys of a lead: its investor's name (else its own) and its credit code."""
    if particulars.investor_name is None:
        name = project_key(particulars.name)
    else:
        name = company_key(particulars.investor_name)
    if particulars.credit_code is None:
        return (_key(KeyKind.NAME, name),)
    return _key(KeyKind.NAME, name), _key(KeyKind.CREDIT_CODE, particulars.credit_code)


def _key(kind: KeyKind, value: str) -> Key:
    return Key(kind=kind, digest=sha256(f"{kind}:{value}".encode()).hexdigest()[:_DIGITS])


@dataclass(frozen=True, kw_only=True)
class LeadFiled:
    """查重登记: from now on this lead lays claim to the investor of this key."""

    lead_id: LeadId
    kind: KeyKind


@dataclass(frozen=True, kw_only=True)
class LeadReleased:
    """查重释放: this lead lays no claim to the investor of this key any more."""

    lead_id: LeadId
    kind: KeyKind


KeyEvent = LeadFiled | LeadReleased


@dataclass(frozen=True, kw_only=True)
class FileLead(Asked):
    """登记查重键: lay claim; who else does is the filing's question, not the key's."""

    lead_id: LeadId
    kind: KeyKind


@dataclass(frozen=True, kw_only=True)
class ReleaseLead(Asked):
    """释放查重键: give the claim up."""

    lead_id: LeadId
    kind: KeyKind


KeyCommand = FileLead | ReleaseLead


@dataclass(frozen=True, kw_only=True)
class InvestorKey:
    """查重键的状态: the leads that lay claim to the investor."""

    holders: frozenset[LeadId] = frozenset()


def _decide(command: KeyCommand, key: InvestorKey) -> Sequence[KeyEvent]:
    held = command.lead_id in key.holders
    match command:
        case FileLead():
            return [] if held else [LeadFiled(lead_id=command.lead_id, kind=command.kind)]
        case ReleaseLead():
            return [LeadReleased(lead_id=command.lead_id, kind=command.kind)] if held else []
        case _:
            assert_never(command)


def _evolve(key: InvestorKey, event: KeyEvent) -> InvestorKey:
    match event:
        case LeadFiled():
            return replace(key, holders=key.holders | {event.lead_id})
        case LeadReleased():
            return replace(key, holders=key.holders - {event.lead_id})
        case _:
            assert_never(event)


INVESTOR_KEY: Decider[KeyCommand, InvestorKey, KeyEvent] = Decider(
    category="investorkey",
    initial=InvestorKey(),
    decide=_decide,
    evolve=_evolve,
    about=lambda _: About(),
)
