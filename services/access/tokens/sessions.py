"""Signing in, staying signed in, signing out; and systems that show a secret instead."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from uuid_utils.compat import uuid7

from services.access.domain.account import ACCOUNT
from services.access.domain.commands import CountFailedSignIn, EndSession, SignIn
from services.access.domain.events import AccountKind
from services.access.tokens.hashing import Hasher
from services.access.tokens.minting import Mint, Standing, Token
from services.access.tokens.vault import OpenSession, Shown, Vault, digest
from shared.adapters.command_handler import CommandHandler, Context, Done, Part, Stale
from shared.kernel.asked import SYSTEM, Actor
from shared.kernel.effective import Effective
from shared.kernel.identifiers import AccountId
from shared.kernel.rejected import Rejected

IDLE_FOR = timedelta(minutes=30)
OPEN_FOR = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
RENEWED_BEFORE = timedelta(minutes=1)
SESSIONS_REMEMBERED = 4096


class Refused(Exception):
    """拒绝登录: for whichever reason; the one who asks is not told which."""


@dataclass(frozen=True, kw_only=True)
class Welcome:
    """登录结果: the session, what its cookie holds, and a first token."""

    session: OpenSession
    cookie: str
    token: Token
    must_change: bool


class Sessions:
    """The sessions of people, and the tokens of systems."""

    def __init__(
        self, vault: Vault, mint: Mint, hasher: Hasher, commands: CommandHandler[Any]
    ) -> None:
        self._vault = vault
        self._mint = mint
        self._hasher = hasher
        self._commands = commands
        self._tokens: dict[str, tuple[int, Token]] = {}

    async def sign_in(self, login: str, password: str, at: datetime, trace: str) -> Welcome:
        """Open a session, or raise Refused; both take about as long, whoever it is."""
        account = await self._vault.by_login(login, AccountKind.PERSON)
        standing = await self._mint.standing(account or AccountId(""))
        if not await self.knows_password(standing, password, at, trace) or account is None:
            raise Refused
        cookie = secrets.token_urlsafe(32)
        session = OpenSession(
            id=str(uuid7()),
            account=account,
            created_at=at,
            last_seen_at=at,
            expires_at=at + OPEN_FOR,
        )
        await self._vault.put_session(session, cookie)
        command = SignIn(
            **_asked(itself(account), at),
            session=session.id,
            credential=standing.account.credential or "",
        )
        try:
            await self._commands.handle(Part(ACCOUNT, account), command, _context(trace))
        except (Rejected, Stale):
            raise Refused from None
        asked = await self._vault.now()
        now = await self._mint.standing(account)
        token = await self._mint.token(now, session.id, asked)
        return Welcome(
            session=session, cookie=cookie, token=token, must_change=now.account.must_change
        )

    async def knows_password(
        self, standing: Standing, password: str, at: datetime, trace: str
    ) -> bool:
        """Tell whether it is the account's password; that it is not, is counted."""
        account = standing.account
        hashed = await self._vault.credential(account.credential)
        if await self._hasher.matches(hashed, password):
            await self._renew_hash(account.credential, hashed, account.id, password)
            return True
        if account.id is not None and account.kind is AccountKind.PERSON and not account.closed:
            command = CountFailedSignIn(**_asked(SYSTEM, at), attempt=str(uuid7()))
            try:
                await self._commands.handle(Part(ACCOUNT, account.id), command, _context(trace))
            except (Rejected, Stale):
                return False
        return False

    async def of_cookie(self, cookie: str) -> tuple[Shown, Token] | None:
        """Return the session a cookie shows with a token for it, or None when it is over."""
        shown = await self._vault.shown(cookie)
        if shown is None or _over(shown.session, shown.now):
            return None
        token = await self._token(shown)
        if token is not None and shown.now - shown.session.last_seen_at > SEEN_EVERY:
            await self._vault.seen(shown.session.id, shown.now)
        return None if token is None else (shown, token)

    async def renewed(self, account: AccountId, session: str | None) -> Token | None:
        """Return a new token for a session that is still open."""
        asked = await self._vault.now()
        kept = await self._vault.session(session or "")
        standing = await self._mint.standing(account)
        if kept is None or _over(kept, asked) or kept.id not in standing.account.sessions:
            return None
        await self._vault.seen(kept.id, asked)
        return await self._mint.token(standing, kept.id, asked)

    async def end(self, account: AccountId, session: str, at: datetime, trace: str) -> Done:
        """Sign out."""
        command = EndSession(**_asked(itself(account), at), session=session)
        done = await self._commands.handle(Part(ACCOUNT, account), command, _context(trace))
        self._tokens.pop(session, None)
        return done

    async def of_client(self, client: str, secret: str) -> Token:
        """Return a token for a system that shows one of its secrets, or raise Refused."""
        if not client.isprintable():
            raise Refused
        asked = await self._vault.now()
        account = await self._vault.by_login(client, AccountKind.SYSTEM) or AccountId(client)
        standing = await self._mint.standing(account)
        digests = await self._vault.secrets(standing.account.secrets_in_force(asked))
        shown = digest(secret)
        known = [hmac.compare_digest(shown, one) for one in digests]
        if not any(known) or standing.account.locked(asked):
            raise Refused
        return await self._mint.token(standing, None, asked)

    async def _token(self, shown: Shown) -> Token | None:
        """Return the session's token: the last one while nothing happened to the account."""
        version, token = self._tokens.get(shown.session.id, (0, None))
        fresh = token is not None and token.expires_at - shown.now > RENEWED_BEFORE
        if fresh and version == shown.version:
            return token
        standing = await self._mint.standing(shown.session.account)
        if shown.session.id not in standing.account.sessions:
            self._tokens.pop(shown.session.id, None)
            return None
        token = await self._mint.token(standing, shown.session.id, shown.now)
        if len(self._tokens) >= SESSIONS_REMEMBERED:
            del self._tokens[next(iter(self._tokens))]
        self._tokens[shown.session.id] = (standing.version, token)
        return token

    async def _renew_hash(
        self, credential: str | None, hashed: str | None, account: AccountId | None, password: str
    ) -> None:
        """Hash again what was hashed with yesterday's costs."""
        if credential and hashed and account and self._hasher.outdated(hashed):
            await self._vault.put_credential(credential, account, await self._hasher.hash(password))


def itself(account: AccountId) -> Actor:
    """Return the actor of what people do with their own account."""
    return Actor(id=account, role="holder")


def _asked(by: Actor, at: datetime) -> dict[str, Any]:
    return {"by": by, "at": at, "effective": Effective.at_instant(at)}


def _context(trace: str) -> Context:
    return Context(correlation=str(uuid7()), trace=trace)


def _over(session: OpenSession, at: datetime) -> bool:
    return at >= session.expires_at or at >= session.last_seen_at + IDLE_FOR
