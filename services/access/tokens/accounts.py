"""Opens accounts and hands out what opens them: first into the vault, then as an event.

An entry that no event names opens nothing, so that a crash in between leaves no open door.
"""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
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
from shared.kernel.asked import Actor
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
class HandedOut:
    """交付结果: the secret in clear, this once; None when the request was a repeat."""

    done: Done
    secret: str | None
    secret_id: str


Drop = Callable[[str], Awaitable[None]]


class Accounts:
    """What needs the vault and the history together."""

    def __init__(self, vault: Vault, hasher: Hasher, commands: CommandHandler[Any]) -> None:
        self._vault = vault
        self._hasher = hasher
        self._commands = commands

    async def open_person(
        self, person: Person, asking: Asking, password: str | None = None
    ) -> HandedOut:
        """Open an account with a one-time password."""
        credential, word = str(uuid7()), password or one_time_password()
        hashed = await self._hasher.hash(word)
        await self._vault.reserve(person)
        await self._vault.put_credential(credential, person.account, hashed)
        command = OpenPersonAccount(
            **asking.facts, account=person.account, credential=credential
        )
        done = await self._open(person, command, asking, self._vault.drop_credential)
        return _handed_out(done, word, credential)

    async def open_system(
        self, person: Person, asking: Asking, secret: str | None = None
    ) -> HandedOut:
        """Open an account with a first client secret."""
        identifier, word = str(uuid7()), secret or client_secret()
        await self._vault.reserve(person)
        await self._vault.put_secret(identifier, person.account, word)
        command = OpenSystemAccount(**asking.facts, account=person.account, secret=identifier)
        done = await self._open(person, command, asking, self._vault.drop_secret)
        return _handed_out(done, word, identifier)

    async def issue_password(self, standing: Standing, asking: Asking, account: AccountId) -> HandedOut:
        """Hand out a new one-time password."""
        credential, word = str(uuid7()), one_time_password()
        await self._vault.put_credential(credential, account, await self._hasher.hash(word))
        command = IssuePassword(**asking.facts, credential=credential)
        done = await self._act(account, command, asking, self._vault.drop_credential)
        if done.event_ids and not done.replayed:
            await self._vault.drop_credential(standing.account.credential)
        return _handed_out(done, word, credential)

    async def change_password(
        self, standing: Standing, asking: Asking, login: str, password: str
    ) -> Done:
        """Put another password in force; the caller has shown to know the old one."""
        old = standing.account
        require_strong(password, login)
        credential = str(uuid7())
        account, verified = old.id or AccountId(""), old.credential or ""
        await self._vault.put_credential(credential, account, await self._hasher.hash(password))
        command = ChangePassword(**asking.facts, credential=credential, verified=verified)
        done = await self._act(account, command, asking, self._vault.drop_credential)
        await self._vault.drop_credential(verified)
        return done

    async def issue_secret(
        self, account: AccountId, asking: Asking, overlap: timedelta
    ) -> HandedOut:
        """Hand out a new client secret beside the older ones."""
        identifier, word = str(uuid7()), client_secret()
        await self._vault.put_secret(identifier, account, word)
        until = asking.at + overlap
        command = IssueClientSecret(**asking.facts, secret=identifier, overlap_until=until)
        done = await self._act(account, command, asking, self._vault.drop_secret)
        return _handed_out(done, word, identifier)

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
