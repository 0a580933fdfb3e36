"""Passwords of people and secrets of systems. What is handed out is shown once."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from services.access.api.border import (
    AccountPath,
    FromTokens,
    Holder,
    Word,
    answer,
    asking,
    named,
    void,
)
from services.access.tokens.accounts import Asking
from services.access.tokens.hashing import TooBusy
from services.access.tokens.sessions import itself
from shared.adapters.caller import Acting
from shared.adapters.problems import Problem
from shared.adapters.runtime import FromRuntime
from shared.adapters.web import Body, Line, Prose
from shared.kernel.policy import Guarded
from shared.kernel.rejected import Rejected

router = APIRouter(prefix="/api/v1/accounts/{account_id}", tags=["密码与密钥"])


class PasswordChangeRequest(Body):
    """修改密码: the present one and the new one."""

    current_password: Word
    new_password: Word


class SecretRequest(Body):
    """更换客户端密钥: for how long the older ones still open."""

    overlap_hours: Annotated[int, Field(ge=0, le=168)] = 24


class SecretWithdrawalRequest(Body):
    """收回客户端密钥: which one, and why."""

    secret_id: Line
    reason: Prose


@router.post("/password-changes", status_code=201)
async def change_password(
    account_id: AccountPath,
    body: PasswordChangeRequest,
    caller: Holder,
    runtime: FromRuntime,
    tokens: FromTokens,
) -> Response:
    """修改密码: one's own; every session ends, sign in with the new one."""
    if caller.who.account != account_id or caller.is_system:
        raise Problem(404, "not-found", "there is no such thing")
    current, new = (word.get_secret_value() for word in (body.current_password, body.new_password))
    standing = await tokens.mint.standing(account_id)
    try:
        known = await tokens.sessions.knows_password(
            standing, current, caller.at, caller.traceparent
        )
    except TooBusy:
        raise Problem(429, "too-many-sign-ins", "others are signing in right now") from None
    if not known:
        raise Rejected("password-wrong", "the present password is another one")
    if new == current:
        raise Rejected("password-unchanged", "the new password is the present one")
    person = await named(tokens, account_id)
    by = Asking(by=itself(account_id), at=caller.at, context=caller.context())
    login = person.login if person else account_id
    result = await tokens.accounts.change_password(standing, by, login, new)
    await void(runtime, account_id)
    return answer(result)


@router.post("/password-resets", status_code=201)
async def reset_password(
    account_id: AccountPath, caller: Acting, runtime: FromRuntime, tokens: FromTokens
) -> Response:
    """重置密码: answers a one-time password, once; every session ends."""
    caller.require("access.issue-password", Guarded())
    by = asking(caller, "access.issue-password")
    standing = await tokens.mint.standing(account_id)
    handed = await tokens.accounts.issue_password(account_id, standing, by)
    await void(runtime, account_id)
    return answer(handed.done, one_time_password=handed.secret)


@router.post("/secrets", status_code=201)
async def issue_secret(
    account_id: AccountPath, body: SecretRequest, caller: Acting, tokens: FromTokens
) -> Response:
    """更换客户端密钥: answers the new one, once; the older ones open until the overlap ends."""
    caller.require("access.issue-secret", Guarded())
    by = asking(caller, "access.issue-secret")
    overlap = timedelta(hours=body.overlap_hours)
    handed = await tokens.accounts.issue_secret(account_id, by, overlap)
    return answer(handed.done, secret_id=handed.secret_id, client_secret=handed.secret)


@router.post("/secret-withdrawals", status_code=201)
async def withdraw_secret(
    account_id: AccountPath,
    body: SecretWithdrawalRequest,
    caller: Acting,
    runtime: FromRuntime,
    tokens: FromTokens,
) -> Response:
    """收回客户端密钥: it opens nothing any more, and its tokens are void."""
    by = asking(caller, "access.withdraw-secret")
    result = await tokens.accounts.withdraw_secret(account_id, by, body.secret_id, body.reason)
    await void(runtime, account_id)
    return answer(result)
