"""What is kept beside the history: names, hashes, digests. Which entry is in force, events say."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import asyncpg

from services.access.domain.events import AccountKind
from shared.kernel.identifiers import AccountId
from shared.kernel.rejected import Rejected

# A name reserved for an account that was then never opened (the process died) is free again.
RESERVED_FOR = timedelta(minutes=1)
_ENTRIES = ("credential", "client_secret", "session")
_NEVER_OPENED = (
    "NOT EXISTS (SELECT FROM es.event e WHERE e.part = 1 AND e.stream = 'account-' || p.account_id)"
)


@dataclass(frozen=True, kw_only=True)
class Person:
    """称谓: under which name an account signs in and is shown."""

    account: AccountId
    login: str
    display_name: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class OpenSession:
    """会话: as far as it is no history."""

    id: str
    account: AccountId
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class Shown:
    """出示的会话: a cookie's session, the clock of the database, the account's newest version."""

    session: OpenSession
    now: datetime
    version: int


def digest(secret: str) -> bytes:
    """Return what is kept of a random secret."""
    return hashlib.sha256(secret.encode()).digest()


class Vault:
    """The tables beside the history."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool

    async def now(self) -> datetime:
        """Return the clock that also stamps the events."""
        moment: datetime = await self.pool.fetchval("SELECT clock_timestamp()")
        return moment

    async def reserve(self, person: Person) -> None:
        """Keep a login name for an account about to be opened; repeating it is harmless."""
        await self.pool.execute(
            f"DELETE FROM own.person p WHERE login = $1 AND account_id <> $2 AND {_NEVER_OPENED}"
            " AND reserved_at < clock_timestamp() - $3::interval",
            person.login,
            person.account,
            RESERVED_FOR,
        )
        try:
            await self.pool.execute(
                "INSERT INTO own.person (account_id, login, display_name, kind)"
                " VALUES ($1, $2, $3, $4) ON CONFLICT (account_id) DO NOTHING",
                person.account,
                person.login,
                person.display_name,
                person.kind,
            )
        except asyncpg.UniqueViolationError:
            raise Rejected("login-taken", "another account signs in under this name") from None

    async def release(self, account: AccountId) -> None:
        """Give a reserved login name back, unless the account was opened after all."""
        await self.pool.execute(
            f"DELETE FROM own.person p WHERE account_id = $1 AND {_NEVER_OPENED}", account
        )

    async def by_login(self, login: str, kind: AccountKind) -> AccountId | None:
        """Return whose login name this is."""
        account = await self.pool.fetchval(
            "SELECT account_id FROM own.person WHERE login = $1 AND kind = $2",
            login.strip().casefold(),
            kind.value,
        )
        return None if account is None else AccountId(account)

    async def people(self, accounts: Iterable[str]) -> Mapping[str, Person]:
        """Return the names of these accounts, as far as there are any."""
        rows = await self.pool.fetch(
            "SELECT * FROM own.person WHERE account_id = ANY($1)", list(accounts)
        )
        return {row["account_id"]: _person(row) for row in rows}

    async def named_like(self, text: str) -> Sequence[AccountId]:
        """Return the accounts in whose name a text occurs."""
        rows = await self.pool.fetch(
            "SELECT account_id FROM own.person WHERE strpos(lower(display_name), lower($1)) > 0",
            text,
        )
        return [AccountId(row["account_id"]) for row in rows]

    async def put_credential(self, identifier: str, account: AccountId, hashed: str) -> None:
        """Lay a password's hash in; nothing accepts it before an event says so."""
        await self.pool.execute(
            "INSERT INTO own.credential (id, account_id, hash) VALUES ($1, $2, $3)"
            " ON CONFLICT (id) DO UPDATE SET hash = excluded.hash",
            identifier,
            account,
            hashed,
        )

    async def credential(self, identifier: str | None) -> str | None:
        """Return a password's hash."""
        found: str | None = await self.pool.fetchval(
            "SELECT hash FROM own.credential WHERE id = $1", identifier
        )
        return found

    async def drop_credential(self, identifier: str | None) -> None:
        """Forget a hash that no event will ever put in force again."""
        await self.pool.execute("DELETE FROM own.credential WHERE id = $1", identifier)

    async def put_secret(self, identifier: str, account: AccountId, secret: str) -> None:
        """Lay a client secret's digest in; nothing accepts it before an event says so."""
        await self.pool.execute(
            "INSERT INTO own.client_secret (id, account_id, digest) VALUES ($1, $2, $3)",
            identifier,
            account,
            digest(secret),
        )

    async def secrets(self, identifiers: Iterable[str]) -> Sequence[bytes]:
        """Return the digests of these client secrets."""
        rows = await self.pool.fetch(
            "SELECT digest FROM own.client_secret WHERE id = ANY($1)", list(identifiers)
        )
        return [row["digest"] for row in rows]

    async def drop_secret(self, identifier: str) -> None:
        """Forget a digest that no event will ever put in force again."""
        await self.pool.execute("DELETE FROM own.client_secret WHERE id = $1", identifier)

    async def put_session(self, session: OpenSession, secret: str) -> None:
        """Lay a session in; it is none before an event says so."""
        await self.pool.execute(
            "INSERT INTO own.session (id, account_id, digest, created_at, last_seen_at, expires_at)"
            " VALUES ($1, $2, $3, $4, $5, $6)",
            session.id,
            session.account,
            digest(secret),
            session.created_at,
            session.last_seen_at,
            session.expires_at,
        )

    async def shown(self, secret: str) -> Shown | None:
        """Return the session that a cookie shows."""
        row = await self.pool.fetchrow(
            "SELECT s.*, clock_timestamp() AS now, (SELECT coalesce(max(e.version), 0)"
            " FROM es.event e WHERE e.part = 1"
            " AND e.stream = 'account-' || s.account_id) AS version"
            " FROM own.session s WHERE s.digest = $1",
            digest(secret),
        )
        if row is None:
            return None
        return Shown(session=_session(row), now=row["now"], version=row["version"])

    async def session(self, identifier: str) -> OpenSession | None:
        """Return a session by its id."""
        row = await self.pool.fetchrow("SELECT * FROM own.session WHERE id = $1", identifier)
        return None if row is None else _session(row)

    async def sessions(self, account: AccountId) -> Sequence[OpenSession]:
        """Return an account's sessions, newest first."""
        rows = await self.pool.fetch(
            "SELECT * FROM own.session WHERE account_id = $1 ORDER BY created_at DESC, id", account
        )
        return [_session(row) for row in rows]

    async def seen(self, session: str, at: datetime) -> None:
        """Note that a session is in use."""
        await self.pool.execute(
            "UPDATE own.session SET last_seen_at = greatest(last_seen_at, $2) WHERE id = $1",
            session,
            at,
        )

    async def forget_entries(self, account: AccountId) -> None:
        """Forget what opened an account that was closed."""
        for table in _ENTRIES:
            await self.pool.execute(f"DELETE FROM own.{table} WHERE account_id = $1", account)

    async def forget_person(self, account: AccountId) -> None:
        """Forget whose account it was; the login name is free again."""
        await self.pool.execute("DELETE FROM own.person WHERE account_id = $1", account)

    async def forget_ended(self) -> None:
        """Forget what a process that died between event and erasure has left."""
        for table, ended in (*((entries, "closed") for entries in _ENTRIES), ("person", "erased")):
            await self.pool.execute(
                f"DELETE FROM own.{table} e USING view.account a"
                f" WHERE a.id = e.account_id AND a.known_to IS NULL AND a.{ended}"
            )

    async def sweep(self, idle_since: datetime, at: datetime) -> None:
        """Forget sessions whose time is over."""
        await self.pool.execute(
            "DELETE FROM own.session WHERE expires_at < $1 OR last_seen_at < $2", at, idle_since
        )


def _person(row: asyncpg.Record) -> Person:
    return Person(
        account=AccountId(row["account_id"]),
        login=row["login"],
        display_name=row["display_name"],
        kind=row["kind"],
    )


def _session(row: asyncpg.Record) -> OpenSession:
    return OpenSession(
        id=row["id"],
        account=AccountId(row["account_id"]),
        created_at=row["created_at"],
        last_seen_at=row["last_seen_at"],
        expires_at=row["expires_at"],
    )
