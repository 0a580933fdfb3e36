"""People come in and go: a session is a cookie for browsers and short-lived tokens for the rest."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic_core import to_json

from services.access.api.border import (
    COOKIE,
    FromTokens,
    Holder,
    Inside,
    Word,
    require_own_origin,
    unauthenticated,
    void,
)
from services.access.tokens.hashing import TooBusy
from services.access.tokens.minting import Token
from services.access.tokens.sessions import OPEN_FOR, Refused, Welcome
from shared.adapters.answers import JSON
from shared.adapters.caller import Caller
from shared.adapters.problems import Problem
from shared.adapters.questions import NothingElse
from shared.adapters.runtime import FromRuntime
from shared.adapters.settings import Settings
from shared.adapters.web import Body, Line

router = APIRouter(prefix="/api/v1/sessions", tags=["会话"])

# Every refusal takes at least this long, so that its duration does not tell what was wrong.
REFUSED_AFTER = 0.5


class SignInRequest(Body):
    """登录: the login name and the password."""

    account: Line
    password: Word


@router.post("", status_code=201, dependencies=[NothingElse])
async def sign_in(
    request: Request, body: SignInRequest, runtime: FromRuntime, tokens: FromTokens
) -> Response:
    """登录: answers a token, and a cookie for browsers."""
    require_own_origin(request, runtime.settings)
    loop = asyncio.get_running_loop()
    began = loop.time()
    trace = request.scope.get("traceparent", "")
    try:
        at = await tokens.vault.now()
        word = body.password.get_secret_value()
        welcome = await tokens.sessions.sign_in(body.account, word, at, trace)
    except Refused:
        await asyncio.sleep(began + REFUSED_AFTER - loop.time())
        raise unauthenticated("wrong, locked or unknown", "sign-in-refused") from None
    except TooBusy:
        busy = Problem(429, "too-many-sign-ins", "others are signing in right now")
        raise busy.with_headers(Retry_After="2") from None
    return _welcomed(welcome, runtime.settings)


@router.post("/current/tokens", status_code=201)
async def renew(caller: Holder, tokens: FromTokens) -> Response:
    """续期: answers another token for the session of the one shown."""
    token = await tokens.sessions.renewed(caller.who.account, caller.verified.session)
    if token is None:
        raise unauthenticated("the session is over", "session-over")
    return Response(to_json(token_answer(token)), 201, media_type=JSON)


@router.get("")
async def own_sessions(caller: Inside, tokens: FromTokens) -> Response:
    """会话列表: one's own open sessions."""
    standing = await tokens.mint.standing(caller.who.account)
    items = [
        {
            "id": session.id,
            "created_at": session.created_at,
            "last_seen_at": session.last_seen_at,
            "expires_at": session.expires_at,
            "current": session.id == caller.verified.session,
        }
        for session in await tokens.vault.sessions(caller.who.account)
        if session.id in standing.account.sessions
    ]
    return Response(to_json({"items": items, "next_cursor": None}), media_type=JSON)


@router.delete("/current", status_code=204)
async def sign_out(caller: Holder, runtime: FromRuntime, tokens: FromTokens) -> Response:
    """退出登录: the session's tokens are refused from now on."""
    if caller.verified.session is None:
        raise Problem(404, "not-found", "a system has no session")
    await _end(caller, caller.verified.session, runtime, tokens)
    answer = Response(status_code=204)
    answer.delete_cookie(
        COOKIE,
        path="/",
        secure=_secure(runtime.settings),
        httponly=True,
        samesite="strict",
    )
    return answer


@router.delete("/{session_id}", status_code=204)
async def end_other(
    session_id: Annotated[str, Path(pattern=r"^[0-9a-f-]{36}$")],
    caller: Inside,
    runtime: FromRuntime,
    tokens: FromTokens,
) -> Response:
    """结束会话: another of one's own sessions, such as one left open elsewhere."""
    standing = await tokens.mint.standing(caller.who.account)
    if session_id not in standing.account.sessions:
        raise Problem(404, "not-found", "there is no such session of yours")
    await _end(caller, session_id, runtime, tokens)
    return Response(status_code=204)


async def _end(caller: Caller, session: str, runtime: FromRuntime, tokens: FromTokens) -> None:
    await tokens.sessions.end(caller.who.account, session, caller.at, caller.traceparent)
    await void(runtime, caller.who.account, session)


def token_answer(token: Token) -> dict[str, object]:
    """Word a token as OAuth 2 does, with our shorter name beside."""
    return {
        "token": token.text,
        "token_type": "Bearer",
        "expires_in": token.lasts,
        "expires_at": token.expires_at,
    }


def _welcomed(welcome: Welcome, settings: Settings) -> Response:
    body = {
        **token_answer(welcome.token),
        "account_id": welcome.session.account,
        "session_id": welcome.session.id,
        "must_change": welcome.must_change and not settings.sample_logins,
    }
    answer = Response(to_json(body), 201, media_type=JSON)
    answer.set_cookie(
        COOKIE,
        welcome.cookie,
        max_age=int(OPEN_FOR.total_seconds()),
        path="/",
        secure=_secure(settings),
        httponly=True,
        samesite="strict",
    )
    return answer


def _secure(settings: Settings) -> bool:
    return settings.public_url.startswith("https://")
