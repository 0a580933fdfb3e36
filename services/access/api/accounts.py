"""Accounts: opening, granting, locking. What each role may do is in domain/policy.py."""

from datetime import UTC
from typing import Any
from uuid import UUID, uuid5

from fastapi import APIRouter, Response
from pydantic import AwareDatetime

from services.access.api.border import (
    ACCOUNTS_AT,
    AccountPath,
    FromTokens,
    Login,
    Name,
    answer,
    asking,
    void,
)
from services.access.domain.account import ACCOUNT
from services.access.domain.commands import GiveGrant, LockAccount, UnlockAccount, WithdrawGrant
from services.access.domain.department import DEPARTMENT, require_established
from services.access.domain.events import AccountKind
from services.access.tokens.vault import Person
from shared.adapters.caller import Acting, Caller, Creating
from shared.adapters.command_handler import Act, Part
from shared.adapters.runtime import FromRuntime
from shared.adapters.web import Body, Line, Prose
from shared.kernel.identifiers import AccountId, DepartmentId, ParkId
from shared.kernel.policy import Role

router = APIRouter(prefix="/api/v1", tags=["账号"])

_REPEATABLE = UUID("0d2f5c2e-6c0e-4b59-9f0c-6a8a4d3f7c11")


class OpeningRequest(Body):
    """开户: the name to sign in with and the name to be shown."""

    login: Login
    display_name: Line


class GrantRequest(Body):
    """授予角色: without a park for all parks, without `until` for good.

    A system reports cases under the `source` it is given, and without one under none.
    """

    role: Role
    park: Name | None = None
    department: Name | None = None
    until: AwareDatetime | None = None
    source: Name | None = None


class GrantWithdrawalRequest(Body):
    """收回角色: which one, and why."""

    grant_id: Line
    reason: Prose


class ReasonRequest(Body):
    """锁定或解锁: why."""

    reason: Prose


@router.post("/accounts", status_code=201)
async def open_account(body: OpeningRequest, caller: Creating, tokens: FromTokens) -> Response:
    """为个人开户: answers the one-time password, once."""
    by = asking(caller, "access.open-account", creates=True)
    person = _person(body, caller, AccountKind.PERSON)
    handed = await tokens.accounts.open_person(person, by, await tokens.accounts.password())
    return answer(handed.done, ACCOUNTS_AT, one_time_password=handed.secret)


@router.post("/clients", status_code=201)
async def open_client(body: OpeningRequest, caller: Creating, tokens: FromTokens) -> Response:
    """为系统开户: answers the client secret, once. The login name is the OAuth client id."""
    by = asking(caller, "access.open-account", creates=True)
    person = _person(body, caller, AccountKind.SYSTEM)
    handed = await tokens.accounts.open_system(person, by)
    secret = {"client_id": body.login, "client_secret": handed.secret}
    return answer(handed.done, ACCOUNTS_AT, secret_id=handed.secret_id, **secret)


@router.post("/accounts/{account_id}/grants", status_code=201)
async def give_grant(
    account_id: AccountPath, body: GrantRequest, caller: Acting, runtime: FromRuntime
) -> Response:
    """授予角色."""
    department = DepartmentId(body.department) if body.department else None
    command = GiveGrant(
        **caller.asked("access.give-grant"),
        grant=caller.new_id(),
        role=body.role,
        park=ParkId(body.park) if body.park else None,
        department=department,
        until=body.until.astimezone(UTC) if body.until else None,
        source=body.source,
    )
    act = granting(account_id, command)
    allow = caller.allow("access.give-grant")
    result = await runtime.commands.handle_together(act, caller.context(), allow=allow)
    return answer(result, grant_id=command.grant if not result.replayed else None)


@router.post("/accounts/{account_id}/grant-withdrawals", status_code=201)
async def withdraw_grant(
    account_id: AccountPath, body: GrantWithdrawalRequest, caller: Acting, runtime: FromRuntime
) -> Response:
    """收回角色: older tokens of the account are refused from now on."""
    command = WithdrawGrant(
        **caller.asked("access.withdraw-grant"), grant=body.grant_id, reason=body.reason
    )
    return await _act(account_id, command, caller, runtime)


@router.post("/accounts/{account_id}/locks", status_code=201)
async def lock(
    account_id: AccountPath, body: ReasonRequest, caller: Acting, runtime: FromRuntime
) -> Response:
    """锁定账号: its sessions are over at once."""
    command = LockAccount(**caller.asked("access.lock"), reason=body.reason)
    return await _act(account_id, command, caller, runtime)


@router.post("/accounts/{account_id}/unlockings", status_code=201)
async def unlock(
    account_id: AccountPath, body: ReasonRequest, caller: Acting, runtime: FromRuntime
) -> Response:
    """解锁账号."""
    command = UnlockAccount(**caller.asked("access.unlock"), reason=body.reason)
    part, allow = Part(ACCOUNT, account_id), caller.allow("access.unlock")
    return answer(await runtime.commands.handle(part, command, caller.context(), allow=allow))


def granting(account: AccountId, command: GiveGrant) -> Act:
    """Decide a grant on the account and on the department it names, which must exist."""

    def decide(states: Any) -> list[tuple[int, Any]]:
        events = ACCOUNT.decide(command, states[0])
        if events and command.department is not None:
            require_established(states[1])
        return [(0, event) for event in events]

    parts = [Part(ACCOUNT, account)]
    if command.department is not None:
        parts.append(Part(DEPARTMENT, command.department))
    return Act(parts=parts, asked=command, decide=decide)


async def _act(
    account: AccountId, command: WithdrawGrant | LockAccount, caller: Caller, runtime: FromRuntime
) -> Response:
    """Carry out what voids tokens."""
    act = "access.lock" if isinstance(command, LockAccount) else "access.withdraw-grant"
    result = await runtime.commands.handle(
        Part(ACCOUNT, account), command, caller.context(), allow=caller.allow(act)
    )
    await void(runtime, account)
    return answer(result)


def _person(body: OpeningRequest, caller: Caller, kind: AccountKind) -> Person:
    """Name the account to be opened; a repeated request names the same one."""
    again = uuid5(_REPEATABLE, f"{caller.who.account} {caller.key}")
    return Person(
        account=AccountId(caller.new_id() if caller.key is None else str(again)),
        login=body.login,
        display_name=body.display_name,
        kind=kind.value,
    )
