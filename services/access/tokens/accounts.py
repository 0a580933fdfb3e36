"""Opens accounts and hands out what opens them: first into the vault, then as an event.

An entry that no event names opens nothing, so that a crash in between leaves no open door.
"""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from uuid_utils.compat import uuid7

from services.access.domain.account import ACCOUNT
from services.access.domain.commands import (
    ChangePassword,
    IssueClientSecret,
    IssuePassword,
    OpenPersonAccount,
    OpenSystemAccount,
    WithdrawClientSecret,
)
from services.access.domain.passwords import require_strong
from services.access.tokens.hashing import Hasher
from services.access.tokens.minting import Standing
from services.access.tokens.vault import Person, Vault
from shared.adapters.batcher import StoreUnavailable
from shared.adapters.command_handler import Allow, CommandHandler, Context, Done, Part
from shared.kernel.asked import Actor, Asked
from shared.kernel.effective import Effective
from shared.kernel.identifiers import AccountId


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Who asks for it, when, and what surrounds it."""

    by: Actor
    at: datetime
    context: Context
    allow: Allow | None = None

    @property
    def facts(self) -> dict[str, Any]:
        """The fields that every command takes."""
        return {"by": self.by, "at": self.at, "effective": Effective.at_instant(self.at)}


@dataclass(frozen=True, kw_only=True)
class Password:
    """口令: in clear for the moment it is handed out, and as it is kept."""

    word: str = field(repr=False)
    hashed: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class HandedOut:
    """交付结果: the secret in clear, this once; None when the request was a repeat."""

    done: Done
    secret: str | None = field(repr=False)
    secret_id: str | None


@dataclass(frozen=True, kw_only=True)
class _Entry:
    """What was just laid into the vault for an account, and how to take it out again."""

    account: AccountId
    id: str
    drop: Callable[[str], Awaitable[None]]


class Accounts:
    """What needs the vault and the history together."""

    def __init__(self, vault: Vault, hasher: Hasher, commands: CommandHandler[Any]) -> None:
        self._vault = vault
        self._hasher = hasher
        self._commands = commands

    async def password(self, word: str | None = None) -> Password:
        """Hash a password, a drawn one unless one is given."""
        word = word or one_time_password()
        return Password(word=word, hashed=await self._hasher.hash(word))

    async def open_person(self, person: Person, asking: Asking, password: Password) -> HandedOut:
        """Open an account with a one-time password."""
        await self._vault.reserve(person)
        entry = await self._credential(person.account, password)
        command = OpenPersonAccount(**asking.facts, account=person.account, credential=entry.id)
        return _handed_out(await self._open(entry, command, asking), password.word, entry)

    async def open_system(
        self, person: Person, asking: Asking, secret: str | None = None
    ) -> HandedOut:
        """Open an account with a first client secret."""
        word = secret or client_secret()
        await self._vault.reserve(person)
        entry = await self._secret(person.account, word)
        command = OpenSystemAccount(**asking.facts, account=person.account, secret=entry.id)
        return _handed_out(await self._open(entry, command, asking), word, entry)

    async def issue_password(
        self, account: AccountId, standing: Standing, asking: Asking
    ) -> HandedOut:
        """Hand out a new one-time password."""
        password = await self.password()
        entry = await self._credential(account, password)
        command = IssuePassword(**asking.facts, credential=entry.id)
        handed = _handed_out(await self._act(entry, command, asking), password.word, entry)
        if handed.secret is not None:
            await self._vault.drop_credential(standing.account.credential)
        return handed

    async def change_password(
        self, standing: Standing, asking: Asking, login: str, password: str
    ) -> Done:
        """Put another password in force; the caller has shown to know the old one."""
        require_strong(password, login)
        entry = await self._credential(_id(standing), await self.password(password))
        verified = standing.account.credential or ""
        command = ChangePassword(**asking.facts, credential=entry.id, verified=verified)
        done = await self._act(entry, command, asking)
        if not done.replayed:
            await self._vault.drop_credential(verified)
        return done

    async def issue_secret(
        self, account: AccountId, asking: Asking, overlap: timedelta
    ) -> HandedOut:
        """Hand out a new client secret beside the older ones."""
        word = client_secret()
        entry = await self._secret(account, word)
        until = asking.at + overlap
        command = IssueClientSecret(**asking.facts, secret=entry.id, overlap_until=until)
        return _handed_out(await self._act(entry, command, asking), word, entry)

    async def withdraw_secret(
        self, account: AccountId, asking: Asking, secret: str, reason: str
    ) -> Done:
        """Take a client secret back at once."""
        command = WithdrawClientSecret(**asking.facts, secret=secret, reason=reason)
        done = await self._commands.handle(
            Part(ACCOUNT, account), command, asking.context, allow=asking.allow
        )
        await self._vault.drop_secret(secret)
        return done

    async def _credential(self, account: AccountId, password: Password) -> _Entry:
        entry = _Entry(account=account, id=str(uuid7()), drop=self._vault.drop_credential)
        await self._vault.put_credential(entry.id, account, password.hashed)
        return entry

    async def _secret(self, account: AccountId, secret: str) -> _Entry:
        entry = _Entry(account=account, id=str(uuid7()), drop=self._vault.drop_secret)
        await self._vault.put_secret(entry.id, account, secret)
        return entry

    async def _open(self, entry: _Entry, command: Asked, asking: Asking) -> Done:
        try:
            return await self._act(entry, command, asking, creates=True)
        except StoreUnavailable:
            raise
        except Exception:
            await self._vault.release(entry.account)
            raise

    async def _act(
        self, entry: _Entry, command: Asked, asking: Asking, *, creates: bool = False
    ) -> Done:
        """Put the entry in force; when that is refused, take it out again.

        A store that did not answer may have taken it after all: then the entry stays.
        """
        try:
            done = await self._commands.handle(
                Part(ACCOUNT, entry.account),
                command,
                asking.context,
                allow=asking.allow,
                creates=creates,
            )
        except StoreUnavailable:
            raise
        except Exception:
            await entry.drop(entry.id)
            raise
        if done.replayed:
            await entry.drop(entry.id)
        return done


def one_time_password() -> str:
    """Draw a password that is changed at the first use."""
    return secrets.token_urlsafe(12)


def client_secret() -> str:
    """Draw a secret for a system."""
    return secrets.token_urlsafe(32)


def _id(standing: Standing) -> AccountId:
    return standing.account.id or AccountId("")


def _handed_out(done: Done, word: str, entry: _Entry) -> HandedOut:
    """A repeat gets the first answer without the secret: that is shown once."""
    if done.replayed:
        return HandedOut(done=done, secret=None, secret_id=None)
    return HandedOut(done=done, secret=word, secret_id=entry.id)
