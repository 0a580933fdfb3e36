"""What the routes of this service share: who holds a token, what is shown once, what is void."""

import json
from typing import Annotated, Any

from fastapi import Depends, Path, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import AfterValidator, Field, SecretStr, StringConstraints

from services.access.tokens import Tokens, tokens_of
from services.access.tokens.accounts import Asking
from services.access.tokens.vault import Person
from shared.adapters.answers import done
from shared.adapters.caller import Caller
from shared.adapters.command_handler import Done
from shared.adapters.identity import IdentityUnavailable, NotAuthenticated
from shared.adapters.problems import Problem
from shared.adapters.questions import refuse_unknown
from shared.adapters.runtime import FromRuntime, Runtime
from shared.adapters.settings import Settings
from shared.kernel.identifiers import AccountId
from shared.kernel.policy import Guarded

SERVICE = "access"
COOKIE = "luodi_session"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
ACCOUNTS_AT = "/api/v1/accounts"

Login = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_lower=True, pattern=r"^[a-z0-9][a-z0-9._-]{1,63}$"),
]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,62}$")]
AccountPath = Annotated[AccountId, Path(pattern=r"^[0-9A-Za-z-]{1,64}$")]


def _text(word: SecretStr) -> SecretStr:
    """Refuse half characters, which no hash can be made of."""
    try:
        word.get_secret_value().encode()
    except UnicodeEncodeError:
        raise ValueError("not text") from None
    return word


Word = Annotated[SecretStr, Field(min_length=1, max_length=256), AfterValidator(_text)]

_bearer = HTTPBearer(auto_error=False, description="a token from /api/v1/sessions")


async def _tokens(runtime: FromRuntime) -> Tokens:
    return tokens_of(runtime)


FromTokens = Annotated[Tokens, Depends(_tokens)]


async def _holder(
    request: Request,
    runtime: FromRuntime,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Caller:
    """Name whoever holds the token or the cookie, even while only a new password is allowed.

    What is asked besides is looked at when that is known.
    """
    token = bearer.credentials if bearer else await cookies_token(request, runtime)
    at = await tokens_of(runtime).vault.now()
    try:
        if token is None:
            raise NotAuthenticated("token-missing")
        verified = await runtime.identity.who(token, at)
    except NotAuthenticated as refused:
        raise unauthenticated(refused.code) from None
    except IdentityUnavailable as away:
        raise Problem(503, "identity-unavailable", str(away)) from None
    refuse_unknown(request)
    return Caller(
        service=runtime.name,
        rules=runtime.rules,
        verified=verified,
        at=at,
        traceparent=request.scope.get("traceparent", ""),
    )


Holder = Annotated[Caller, Depends(_holder)]


async def _inside(caller: Holder) -> Caller:
    if caller.verified.must_change:
        raise Problem(403, "password-change-required", "change the initial password first")
    return caller


Inside = Annotated[Caller, Depends(_inside)]


async def cookies_token(
    request: Request, runtime: Runtime[Any], method: str | None = None
) -> str | None:
    """Return a token for the session that the browser's cookie shows, if it is open.

    A cookie counts for changes only when a page of our own sent it, which browsers tell.
    """
    cookie = request.cookies.get(COOKIE)
    if not cookie:
        return None
    if (method or request.method) not in _SAFE:
        if "origin" not in request.headers:
            raise Problem(403, "origin-refused", "a change by cookie names its Origin")
        require_own_origin(request, runtime.settings)
    found = await tokens_of(runtime).sessions.of_cookie(cookie)
    return None if found is None else found[1].text


def require_own_origin(request: Request, settings: Settings) -> None:
    """Refuse what a page of somebody else's made the browser send."""
    origin = request.headers.get("origin")
    if origin is not None and origin != settings.public_url:
        raise Problem(403, "origin-refused", "sent by a page of another site")


def unauthenticated(detail: str, code: str = "not-authenticated") -> Problem:
    """Return the refusal of whoever does not show who he is."""
    return Problem(401, code, detail).with_headers(WWW_Authenticate="Bearer")


def asking(caller: Caller, act: str, *, creates: bool = False) -> Asking:
    """Return who asks for an act, and how it is checked."""
    if creates:
        caller.require(act, Guarded())
    return Asking(
        by=caller.asked(act)["by"],
        at=caller.at,
        context=caller.context(),
        allow=None if creates else caller.allow(act),
    )


def answer(result: Done, location: str | None = None, **facts: object) -> Response:
    """Answer an act, with what is told this once."""
    said = done(SERVICE, result, location=location)
    if not facts:
        return said
    body = {**json.loads(bytes(said.body)), **facts}
    headers = {name: value for name, value in said.headers.items() if name != "content-length"}
    return Response(json.dumps(body), said.status_code, headers)


async def void(runtime: Runtime[Any], account: AccountId, session: str | None = None) -> None:
    """Refuse in this process at once what the others hear of in a moment."""
    newest = (await tokens_of(runtime).mint.standing(account)).newest
    if newest is not None:
        runtime.identity.revoke(session or account, newest)


async def named(tokens: Tokens, account: str) -> Person | None:
    """Return the names of an account."""
    return (await tokens.vault.people([account])).get(account)
