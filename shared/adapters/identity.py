"""Who holds a token: signature, age and revocations, checked once and remembered until it expires.

Tokens are Ed25519 JWTs that access signs for at most five minutes. A service learns the public keys
and the recent revocations from access, hears later revocations as events, and needs access for
nothing else.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from jwt.types import Options
from pydantic import BaseModel, ConfigDict, FiniteFloat

from shared.adapters.settings import Settings
from shared.kernel.identifiers import AccountId, DepartmentId, ParkId
from shared.kernel.policy import Grant, Role, Who

log = logging.getLogger(__name__)

ISSUER: Literal["urn:luodi:access"] = "urn:luodi:access"
ALGORITHM = "EdDSA"
TOKEN_LIFE = timedelta(minutes=5)
CLOCKS_DIFFER = timedelta(seconds=30)
ASK_AGAIN_AFTER = timedelta(seconds=10)
RETRY_AFTER = timedelta(seconds=1)
KEYS_KEPT = timedelta(minutes=5)
TOKENS_REMEMBERED = 8192
LONGEST_TOKEN = 16_384

Kind = Literal["person", "system"]
Role_ = tuple[str, str | None, str | None, datetime | None]
Sourced = tuple[str, str | None, str | None, datetime | None, str]
_TIMES_ARE_OURS: Options = {"verify_exp": False, "verify_iat": False, "verify_nbf": False}


class NotAuthenticated(Exception):
    """令牌无效: the token does not show who is asking; the code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class IdentityUnavailable(Exception):
    """身份服务不可用: the keys cannot be fetched, so that no one can tell whose token this is."""


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What a token proves: whose it is, what was granted, which session it came from."""

    account: AccountId
    kind: Kind
    who: Who
    session: str | None
    must_change: bool
    issued_at: datetime
    expires_at: datetime


class Claims(BaseModel):
    """What access writes into a token: a grant is role, park, department, until; maybe a source."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    iss: Literal["urn:luodi:access"]
    sub: str
    kind: Kind
    sid: str | None
    grants: tuple[Role_ | Sourced, ...]
    must_change: bool
    iat: FiniteFloat
    exp: FiniteFloat
    jti: str


Fetch = Callable[[], Awaitable[Mapping[str, Any]]]


class Identity:
    """Answers for one process whose a token is.

    `fetch` returns what access publishes to services: `keys` (a JWKS) and `revocations` (pairs of
    an account or session and a time in seconds). Without it, access is asked over HTTP.
    """

    def __init__(self, settings: Settings, fetch: Fetch | None = None) -> None:
        self._fetch = fetch or _asking(settings)
        self._keys: dict[str, Ed25519PublicKey] = {}
        self._asked: datetime | None = None
        self._fetched: datetime | None = None
        self._lock = asyncio.Lock()
        self._known: dict[str, Verified] = {}
        self._revoked: dict[str, datetime] = {}

    async def who(self, token: str, at: datetime) -> Verified:
        """Return whose token this is, or raise NotAuthenticated."""
        verified = self._known.get(token)
        if verified is not None:
            self._require_current(verified, at)
            return verified
        verified = await self._verify(token, at)
        self._require_current(verified, at)
        if len(self._known) >= TOKENS_REMEMBERED:
            del self._known[next(iter(self._known))]
        self._known[token] = verified
        return verified

    def revoke(self, account_or_session: str, not_before: datetime) -> None:
        """Refuse from now on what was issued to this account or session up to that moment."""
        known = self._revoked.get(account_or_session, not_before)
        self._revoked[account_or_session] = max(known, not_before)
        outlived = max(self._revoked.values()) - 2 * TOKEN_LIFE
        self._revoked = {s: since for s, since in self._revoked.items() if since >= outlived}

    async def _verify(self, token: str, at: datetime) -> Verified:
        if len(token) > LONGEST_TOKEN:
            raise NotAuthenticated("token-malformed")
        key = await self._key(_key_id(token), at)
        try:
            plain = jwt.decode(token, key, [ALGORITHM], _TIMES_ARE_OURS)
            return _verified(Claims.model_validate(plain))
        except jwt.InvalidSignatureError:
            raise NotAuthenticated("token-forged") from None
        except (jwt.InvalidTokenError, ValueError, OverflowError, OSError):
            raise NotAuthenticated("token-malformed") from None

    def _require_current(self, verified: Verified, at: datetime) -> None:
        if at >= verified.expires_at:
            raise NotAuthenticated("token-expired")
        if verified.issued_at > at + CLOCKS_DIFFER:
            raise NotAuthenticated("token-not-yet-valid")
        for subject in (verified.account, verified.session):
            since = self._revoked.get(subject) if subject else None
            if since is not None and verified.issued_at <= since:
                raise NotAuthenticated("token-revoked")

    async def _key(self, key_id: str, at: datetime) -> Ed25519PublicKey:
        old = self._fetched is None or at - self._fetched > KEYS_KEPT
        if old or key_id not in self._keys:
            async with self._lock:
                await self._refresh(at)
        key = self._keys.get(key_id)
        if key is not None:
            return key
        if self._fetched is None or self._fetched != self._asked:
            raise IdentityUnavailable("the keys of access cannot be fetched")
        raise NotAuthenticated("token-key-unknown")

    async def _refresh(self, at: datetime) -> None:
        """Ask access again, unless somebody just did; what was learnt stays when it is silent."""
        pause = RETRY_AFTER if self._fetched is None else ASK_AGAIN_AFTER
        if self._asked is not None and at - self._asked < pause:
            return
        self._asked = at
        try:
            published = await self._fetch()
            keys = {str(key["kid"]): _public_key(key) for key in published["keys"]}
        except (httpx.HTTPError, KeyError, ValueError, TypeError, jwt.PyJWTError) as problem:
            log.warning("the keys of access cannot be fetched", extra={"error": repr(problem)})
            return
        self._keys, self._fetched = keys, at
        for subject, since in published.get("revocations", ()):
            self.revoke(subject, datetime.fromtimestamp(since, UTC))


def _asking(settings: Settings) -> Fetch:
    url = f"{settings.base_url('access')}/internal/keys"
    trusted = {"Authorization": f"Internal {settings.internal_token.get_secret_value()}"}

    async def fetch() -> Mapping[str, Any]:
        async with httpx.AsyncClient(timeout=3, trust_env=False) as client:
            answer = await client.get(url, headers=trusted)
            answer.raise_for_status()
            found: Mapping[str, Any] = answer.json()
            return found

    return fetch


def _key_id(token: str) -> str:
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.InvalidTokenError, UnicodeError):
        raise NotAuthenticated("token-malformed") from None
    key_id = header.get("kid")
    if header.get("alg") != ALGORITHM or not isinstance(key_id, str):
        raise NotAuthenticated("token-algorithm-refused")
    return key_id


def _public_key(jwk: Mapping[str, Any]) -> Ed25519PublicKey:
    if jwk.get("alg") != ALGORITHM:
        raise ValueError(f"a key for {jwk.get('alg')}")
    key = jwt.PyJWK(dict(jwk), ALGORITHM).key
    if not isinstance(key, Ed25519PublicKey):
        raise TypeError("no Ed25519 public key")
    return key


def _verified(claims: Claims) -> Verified:
    """Turn claims into what rules read; a role that this version does not know grants nothing."""
    if claims.exp - claims.iat > TOKEN_LIFE.total_seconds():
        raise ValueError("valid for longer than any token of ours")
    account = AccountId(claims.sub)
    known = {role.value for role in Role}
    grants = tuple(_granted(one) for one in claims.grants if one[0] in known)
    return Verified(
        account=account,
        kind=claims.kind,
        who=Who(account=account, grants=grants),
        session=claims.sid,
        must_change=claims.must_change,
        issued_at=datetime.fromtimestamp(claims.iat, UTC),
        expires_at=datetime.fromtimestamp(claims.exp, UTC),
    )


def _granted(claim: Role_ | Sourced) -> Grant:
    role, park, department, until, *source = claim
    return Grant(
        role=Role(role),
        park=ParkId(park) if park is not None else None,
        department=DepartmentId(department) if department is not None else None,
        until=until,
        source=str(source[0]) if source else None,
    )
