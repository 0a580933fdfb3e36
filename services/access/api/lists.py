"""Reading accounts: the directory for everybody inside, the details for administrators."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from services.access.api.border import SERVICE, AccountPath, FromTokens, Name, named
from services.access.domain.account import ACCOUNT
from services.access.domain.events import AccountKind
from services.access.domain.record import evolve_account
from services.access.tokens.vault import Person
from services.access.views import Wanted, accounts
from shared.adapters.answers import Knowing, one, page, read_cursor, write_cursor
from shared.adapters.caller import Reading
from shared.adapters.listing import instant, words
from shared.adapters.problems import Problem
from shared.adapters.runtime import FromRuntime
from shared.adapters.times import FromTimes, Times
from shared.adapters.web import Line
from shared.kernel.policy import Guarded, Role
from shared.kernel.recorded import Recorded
from shared.kernel.texts import event_name

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


class Wish(BaseModel):
    """筛选: what a list of accounts can be narrowed by."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    kind: AccountKind | None = None
    closed: bool = False
    role: Role | None = None
    department: Name | None = None
    name: Line | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str, Field(max_length=500)] | None = None

    def after(self) -> tuple[datetime, str] | None:
        """Return the account the page before ended with."""
        if self.cursor is None:
            return None
        opened_at, account = read_cursor(self.cursor, 2)
        try:
            return instant(opened_at), words(account)
        except ValueError:
            raise Problem(422, "cursor-unreadable", "this is no cursor of this list") from None


@router.get("")
async def list_accounts(
    caller: Reading,
    runtime: FromRuntime,
    tokens: FromTokens,
    times: FromTimes,
    wish: Annotated[Wish, Query()],
) -> Response:
    """账号列表: names and roles for everybody inside; administrators see how each stands."""
    caller.require("access.read-directory", Guarded())
    at = times.as_of or caller.at
    wanted = Wanted(
        as_of=times.as_of,
        at=at,
        kind=wish.kind,
        closed=wish.closed,
        role=wish.role,
        department=wish.department,
        among=await tokens.vault.named_like(wish.name) if wish.name else None,
        after=wish.after(),
        limit=wish.limit,
    )
    rows = await accounts(runtime.pool, wanted)
    shown = rows[: wanted.limit]
    people = await tokens.vault.people(row["id"] for row in shown)
    details = caller.visibility("access.read").everything
    items = [_card(row, people.get(row["id"]), at, details=details) for row in shown]
    last = shown[-1] if len(rows) > wanted.limit else None
    cursor = write_cursor(last["opened_at"].isoformat(), last["id"]) if last else None
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
    items = [_entry(one) for one in events if type(one.event).__name__ in _EVENTS[acts]]
    newest = max((one.position for one in events), default=0)
    return page(items, None, _knowing(newest, times))


def _entry(recorded: Recorded[Any]) -> dict[str, Any]:
    name = type(recorded.event).__name__
    return {
        "event_id": recorded.event_id,
        "type": name,
        "name": event_name(name),
        "version": recorded.version,
        "effective": recorded.meta.effective.to_plain(),
        "recorded_at": recorded.recorded_at,
        "by": asdict(recorded.meta.actor),
        "data": asdict(recorded.event),
    }


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
