"""Reading accounts: the directory for everybody inside, the details for administrators."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from services.access.api.border import SERVICE, AccountPath, FromTokens, named
from services.access.domain.account import ACCOUNT
from services.access.domain.record import evolve_account
from services.access.tokens.vault import Person
from services.access.views import BY_OPENING, Wish, listed, matching
from shared.adapters.answers import Knowing, one, page, past_act
from shared.adapters.caller import Reading
from shared.adapters.listing import rows_of
from shared.adapters.runtime import FromRuntime
from shared.adapters.times import FromKnown, FromTimes, Times
from shared.kernel.policy import Guarded

router = APIRouter(prefix="/api/v1/accounts", tags=["账号"])

_DETAILS = ("opened_at", "locked", "locked_until", "must_change", "last_signed_in_at")


class PastActs(StrEnum):
    """以往操作: the collections of acts on one account."""

    GRANTS = "grants"
    GRANT_WITHDRAWALS = "grant-withdrawals"
    LOCKS = "locks"
    UNLOCKINGS = "unlockings"
    PASSWORD_CHANGES = "password-changes"
    PASSWORD_RESETS = "password-resets"
    SECRETS = "secrets"
    SECRET_WITHDRAWALS = "secret-withdrawals"
    CLOSINGS = "closings"
    ERASURES = "erasures"
    SIGN_INS = "sign-ins"


_EVENTS: Mapping[PastActs, frozenset[str]] = {
    PastActs.GRANTS: frozenset({"GrantGiven"}),
    PastActs.GRANT_WITHDRAWALS: frozenset({"GrantWithdrawn"}),
    PastActs.LOCKS: frozenset({"AccountLocked"}),
    PastActs.UNLOCKINGS: frozenset({"AccountUnlocked"}),
    PastActs.PASSWORD_CHANGES: frozenset({"PasswordChanged"}),
    PastActs.PASSWORD_RESETS: frozenset({"PasswordIssued"}),
    PastActs.SECRETS: frozenset({"ClientSecretIssued"}),
    PastActs.SECRET_WITHDRAWALS: frozenset({"ClientSecretWithdrawn"}),
    PastActs.CLOSINGS: frozenset({"AccountClosed"}),
    PastActs.ERASURES: frozenset({"HolderErased"}),
    PastActs.SIGN_INS: frozenset({"SignedIn", "SignInFailed", "SessionsRevoked"}),
}


@router.get("")
async def list_accounts(
    caller: Reading,
    runtime: FromRuntime,
    tokens: FromTokens,
    times: FromKnown,
    wish: Annotated[Wish, Query()],
) -> Response:
    """账号列表: names and roles for everybody inside; administrators see how each stands."""
    caller.require("access.read-directory", Guarded())
    at = times.as_of or caller.at
    named_so = await tokens.vault.named_like(wish.name) if wish.name else None
    query = matching(wish, at, times.as_of, named_so)
    rows, cursor = await rows_of(runtime.pool, query, BY_OPENING, wish)
    people = await tokens.vault.people(row["id"] for row in rows)
    details = caller.visibility("access.read").everything
    items = [_card(listed(row), people.get(row["id"]), at, details=details) for row in rows]
    return page(items, cursor, Knowing(positions=runtime.views.known(), times=times))


@router.get("/{account_id}")
async def one_account(
    account_id: AccountPath,
    caller: Reading,
    runtime: FromRuntime,
    tokens: FromTokens,
    times: FromTimes,
) -> Response:
    """账号: its grants with who gave them, its lock, its secrets' dates; never a secret."""
    found = await runtime.records.get(
        ACCOUNT, evolve_account, account_id, times, caller.allow("access.read")
    )
    person = await named(tokens, account_id)
    record = asdict(found.record) | _names(person, details=True)
    return one(record, found.version, _knowing(found.position, times))


@router.get("/{account_id}/{acts}")
async def past_acts(
    account_id: AccountPath, acts: PastActs, caller: Reading, runtime: FromRuntime, times: FromTimes
) -> Response:
    """以往操作: who did it, when it was so, when it was recorded."""
    allow = caller.allow("access.read")
    events = await runtime.records.events(ACCOUNT, account_id, times, allow)
    items = [past_act(one) for one in events if type(one.event).__name__ in _EVENTS[acts]]
    newest = max((one.position for one in events), default=0)
    return page(items, None, _knowing(newest, times))


def _card(
    row: Mapping[str, Any], person: Person | None, at: datetime, *, details: bool
) -> dict[str, Any]:
    """Show one account; grants whose time is over are left out."""
    in_force = [
        grant
        for grant in row["grants"]
        if grant["until"] is None or datetime.fromisoformat(grant["until"]) > at
    ]
    shown = {"id": row["id"], "kind": row["kind"], "grants": in_force}
    more = {name: row[name] for name in _DETAILS} if details else {}
    return {**shown, **_names(person, details=details), **more}


def _names(person: Person | None, *, details: bool) -> dict[str, str | None]:
    shown = {"display_name": person.display_name if person else None}
    return {**shown, "login": person.login if person else None} if details else shown


def _knowing(position: int, times: Times) -> Knowing:
    return Knowing(positions={SERVICE: position}, times=times)
