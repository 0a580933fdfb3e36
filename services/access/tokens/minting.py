"""Signs what an account may do right now."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import jwt
from uuid_utils.compat import uuid7

from services.access.domain.account import ACCOUNT
from services.access.domain.standing import Account
from services.access.tokens.keys import Keys
from shared.adapters.event_store import EventStore
from shared.adapters.identity import ALGORITHM, ISSUER, TOKEN_LIFE
from shared.kernel.identifiers import AccountId, stream_key
from shared.kernel.policy import Grant

# A revocation may be stamped a moment before it can be read. A token claims to be older than that
# moment, so that the revocation voids it.
COMMITS_WITHIN = timedelta(seconds=5)
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True)
class Token:
    """令牌: the signed text, and when it is over."""

    text: str = field(repr=False)
    asked_at: datetime
    expires_at: datetime

    @property
    def lasts(self) -> int:
        """Return for how many seconds it can be used."""
        return int((self.expires_at - self.asked_at).total_seconds())


@dataclass(frozen=True, kw_only=True)
class Standing:
    """当前状况: an account as of its newest event."""

    account: Account
    version: int
    newest: datetime | None


class Mint:
    """Makes tokens from accounts."""

    def __init__(self, keys: Keys, store: EventStore[Any], *, sample: bool) -> None:
        self._keys = keys
        self._store = store
        self._sample = sample

    async def standing(self, identifier: AccountId) -> Standing:
        """Read an account as it is now; one that does not exist has version 0."""
        events = await self._store.stream(stream_key(ACCOUNT.category, identifier))
        return Standing(
            account=ACCOUNT.fold(recorded.event for recorded in events),
            version=len(events),
            newest=events[-1].recorded_at if events else None,
        )

    async def token(self, standing: Standing, session: str | None, asked: datetime) -> Token:
        """Sign what this account may do; `asked` is the store's clock before it was read."""
        issued = asked - COMMITS_WITHIN
        if standing.newest is not None:
            issued = max(issued, standing.newest + _INSTANT)
        claims = self._claims(standing.account, asked)
        claims |= {
            "sid": session,
            "iat": issued.timestamp(),
            "exp": (issued + TOKEN_LIFE).timestamp(),
            "jti": str(uuid7()),
        }
        key = await self._keys.signing(asked)
        text = jwt.encode(claims, key.private, ALGORITHM, {"kid": key.kid})
        return Token(text=text, asked_at=asked, expires_at=issued + TOKEN_LIFE)

    def _claims(self, account: Account, at: datetime) -> dict[str, Any]:
        return {
            "iss": ISSUER,
            "sub": account.id,
            "kind": account.kind,
            "grants": [_claim(grant) for grant in account.grants_in_force(at)],
            "must_change": account.must_change and not self._sample,
        }


def _claim(grant: Grant) -> list[str | None]:
    until = grant.until.isoformat() if grant.until else None
    claim = [grant.role.value, grant.park, grant.department, until]
    return claim if grant.source is None else [*claim, grant.source]
