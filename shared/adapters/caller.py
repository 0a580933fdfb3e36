"""Who is asking: the token, the rights, the version seen, the idempotency key."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated, TypedDict
from uuid import UUID

from fastapi import Depends, Request
from fastapi.openapi.models import HTTPBearer
from fastapi.security.base import SecurityBase
from uuid_utils.compat import uuid5, uuid7

from shared.adapters.command_handler import Allow, Context
from shared.adapters.identity import Identity, IdentityUnavailable, NotAuthenticated, Verified
from shared.adapters.problems import Problem
from shared.adapters.questions import refuse_unknown
from shared.kernel.asked import Actor
from shared.kernel.decider import About
from shared.kernel.effective import Effective
from shared.kernel.policy import Grant, Guarded, Rules, Visibility, Who, visibility

KEYS = UUID("6f1b2f0e-98d1-4c0e-9a52-0e6c3a2b7d11")
_ETAG = re.compile(r'^"v(\d{1,9})"$')
_KEY = re.compile(r'^"?([\x21\x23-\x7e]{1,128})"?$')


class AskedFacts(TypedDict):
    """The fields that every command takes from its caller."""

    by: Actor
    at: datetime
    effective: Effective


@dataclass(frozen=True, kw_only=True)
class Caller:
    """One authenticated request."""

    service: str
    rules: Rules
    verified: Verified
    at: datetime
    traceparent: str
    seen: int | None = None
    key: str | None = None
    fingerprint: bytes = b""

    @property
    def who(self) -> Who:
        """The account with its grants."""
        return self.verified.who

    @property
    def is_system(self) -> bool:
        """Tell a partner's system from a person."""
        return self.verified.kind == "system"

    def new_id(self) -> str:
        """Mint an identifier for a thing about to be made."""
        return str(uuid7())

    def visibility(self, act: str) -> Visibility:
        """Return what this caller reaches with an act."""
        return visibility(self.who, act, self.rules, self.at)

    def asked(self, act: str, effective: Effective | None = None) -> AskedFacts:
        """Return who, when and for which moment, for a command's constructor."""
        grant = self._grant(act)
        actor = Actor(
            id=self.who.account,
            role=grant.role.value if grant else "none",
            department=grant.department if grant else None,
        )
        when = effective or Effective.at_instant(self.at)
        return {"by": actor, "at": self.at, "effective": when}

    def allow(self, act: str) -> Allow:
        """Return the check to be made once it is known whom the thing belongs to.

        404 for what the caller may not even read, 403 for what may be read but not done.
        """

        def check(about: About) -> None:
            if not self.visibility(f"{self.service}.read").covers(about.guarded):
                raise Problem(404, "not-found", "there is no such thing")
            self.require(act, about.guarded)

        return check

    def require(self, act: str, guarded: Guarded) -> None:
        """Refuse with 403 unless an act is allowed on what is guarded so."""
        if not self.visibility(act).covers(guarded):
            raise Problem(403, "not-allowed", f"{act} is not granted here", act=act)

    def require_source(self, act: str, guarded: Guarded, source: str) -> None:
        """Refuse with 403 unless the act is granted here in the name of this source."""
        granted = visibility(self.who.in_the_name_of(source), act, self.rules, self.at)
        if not granted.covers(guarded):
            detail = f"nothing is granted here in the name of {source}"
            raise Problem(403, "source-not-granted", detail, source=source)

    def context(self) -> Context:
        """Return what surrounds the command: key, version seen, trace."""
        return Context(
            correlation=str(uuid7()),
            client=None if self.key is None else str(self.who.account),
            command_id=None if self.key is None else uuid5(KEYS, self.key),
            fingerprint=self.fingerprint,
            seen=self.seen,
            trace=self.traceparent,
        )

    def _grant(self, act: str) -> Grant | None:
        roles = self.rules.get(act, {})
        in_force = (g for g in self.who.grants if g.until is None or g.until > self.at)
        return next((grant for grant in in_force if grant.role in roles), None)


class _Said(TypedDict):
    service: str
    rules: Rules
    verified: Verified
    at: datetime
    traceparent: str


class _Asking(SecurityBase):
    """Who asks, as one dependency: on every request each further one would cost more than it does.

    Named as FastAPI names its own bearer scheme, so that the reference shows it as such.
    """

    def __init__(self, read: Callable[[Request], Awaitable[Caller]]) -> None:
        self.model = HTTPBearer(description="a token from /api/v1/sessions or /api/v1/token")
        self.scheme_name = "HTTPBearer"
        self._read = read

    async def __call__(self, request: Request) -> Caller:
        """Read what the request says of its caller, or refuse it; then what it asks besides."""
        caller = await self._read(request)
        refuse_unknown(request)
        return caller


async def _reading(request: Request) -> Caller:
    return Caller(**await _said(request))


async def _creating(request: Request) -> Caller:
    said = await _said(request)
    key = _key(request, said["verified"])
    return Caller(**said, key=key, fingerprint=await _fingerprint(request, key))


async def _acting(request: Request) -> Caller:
    said = await _said(request)
    key = _key(request, said["verified"])
    fingerprint = await _fingerprint(request, key)
    return Caller(**said, key=key, fingerprint=fingerprint, seen=_seen(request))


async def _said(request: Request) -> _Said:
    """Return what every request says of its caller, or refuse it."""
    runtime = request.app.state.runtime
    at = datetime.now(UTC)
    verified = await _verified(runtime.identity, _token(request), at)
    if verified.must_change and not runtime.settings.sample_logins:
        raise Problem(403, "password-change-required", "change the initial password first")
    return {
        "service": runtime.name,
        "rules": runtime.rules,
        "verified": verified,
        "at": at,
        "traceparent": request.scope.get("traceparent", ""),
    }


def _token(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise _unauthenticated("a bearer token is required")
    return token.strip()


async def _verified(identity: Identity, token: str, at: datetime) -> Verified:
    try:
        return await identity.who(token, at)
    except NotAuthenticated as refused:
        raise _unauthenticated(refused.code) from None
    except IdentityUnavailable:
        detail = "nobody can say now whose token this is"
        raise Problem(503, "identity-unavailable", detail).with_headers(Retry_After="1") from None


def _unauthenticated(detail: str) -> Problem:
    return Problem(401, "not-authenticated", detail).with_headers(WWW_Authenticate="Bearer")


def _key(request: Request, verified: Verified) -> str | None:
    key = request.headers.get("idempotency-key")
    if key is None:
        if verified.kind == "system":
            raise Problem(400, "idempotency-key-missing", "systems send an Idempotency-Key")
        return None
    match = _KEY.match(key)
    if match is None:
        raise Problem(400, "idempotency-key-unreadable", "1 to 128 printable ASCII characters")
    return match[1]


async def _fingerprint(request: Request, key: str | None) -> bytes:
    if key is None:
        return b""
    target = f"{request.method} {request.scope['path']}\n".encode()
    return sha256(target + await request.body()).digest()


def _seen(request: Request) -> int:
    given = request.headers.get("if-match")
    if given is None:
        raise Problem(428, "if-match-missing", "quote the version this act is based on")
    match = _ETAG.match(given.strip())
    if match is None:
        raise Problem(400, "if-match-unreadable", 'If-Match takes one ETag such as "v17"')
    return int(match[1])


Reading = Annotated[Caller, Depends(_Asking(_reading))]
Creating = Annotated[Caller, Depends(_Asking(_creating))]
Acting = Annotated[Caller, Depends(_Asking(_acting))]
