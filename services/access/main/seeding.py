"""The first accounts of an installation: the sample's, or the two that open all others.

Whatever is there already is left as it is, so that a start that was cut short is taken up again.
"""

import os
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid5

from uuid_utils.compat import uuid7

from services.access.domain.account import ACCOUNT
from services.access.domain.commands import EstablishDepartment, GiveGrant
from services.access.domain.department import DEPARTMENT
from services.access.domain.events import AccountKind, Event
from services.access.domain.sample import DEPARTMENTS, LOGINS, PARTNER, PASSWORD, SampleLogin
from services.access.tokens import tokens_of
from services.access.tokens.accounts import Asking
from services.access.tokens.vault import Person
from shared.adapters.command_handler import Context, Part
from shared.adapters.runtime import Runtime
from shared.kernel.asked import SYSTEM
from shared.kernel.identifiers import AccountId, stream_key
from shared.kernel.policy import Role

_NAMES = UUID("4a8f1c7d-5a55-4a0e-8a9e-8d0a3bb7c2d4")
_ONE_AT_A_TIME = 5_002
FIRST_LOGINS = {
    "system-admin": ("系统管理员", Role.SYSTEM_ADMIN),
    "security-admin": ("安全管理员", Role.SECURITY_ADMIN),
}
FIRST_LOGINS_FILE = "first-logins.txt"


async def seed(runtime: Runtime[Event]) -> None:
    """Open the first accounts, unless others have been opened."""
    async with runtime.pool.acquire() as connection:
        await connection.execute("SELECT pg_advisory_lock($1)", _ONE_AT_A_TIME)
        try:
            await _seed(runtime)
        finally:
            await connection.execute("SELECT pg_advisory_unlock($1)", _ONE_AT_A_TIME)


async def _seed(runtime: Runtime[Event]) -> None:
    """A sample never joins an installation that was begun in earnest."""
    begun = await runtime.store.after(0, 1)
    first_department = stream_key(DEPARTMENT.category, next(iter(DEPARTMENTS)))
    is_sample = not begun or begun[0].stream == first_department
    if runtime.settings.sample_logins and is_sample:
        await seed_sample(runtime)
    elif not begun or begun[0].stream in _first_streams():
        await open_first_logins(runtime, runtime.settings.state_dir / FIRST_LOGINS_FILE)


async def seed_sample(runtime: Runtime[Event]) -> None:
    """Establish the sample's departments and open one login per role, all with one password."""
    asking = await _asking(runtime)
    for department, name in DEPARTMENTS.items():
        command = EstablishDepartment(**asking.facts, department=department, name=name)
        part = Part(DEPARTMENT, department)
        if not await runtime.store.stream(part.key):
            await runtime.commands.handle(part, command, asking.context, creates=True)
    missing = [login for login in LOGINS if not await _exists(runtime, login.account)]
    accounts = tokens_of(runtime).accounts
    if missing:
        password = await accounts.password(PASSWORD)
        for login in missing:
            await accounts.open_person(_person(login, AccountKind.PERSON), asking, password)
    if not await _exists(runtime, PARTNER.account):
        await accounts.open_system(_person(PARTNER, AccountKind.SYSTEM), asking, PASSWORD)
    for login in (*LOGINS, PARTNER):
        await _grant(runtime, login.account, login, asking)


async def open_first_logins(runtime: Runtime[Event], file: Path) -> None:
    """Open the two accounts that open all others; their one-time passwords go to a private file."""
    asking = await _asking(runtime)
    accounts = tokens_of(runtime).accounts
    for login, (name, role) in FIRST_LOGINS.items():
        account = _first_account(login)
        if not await _exists(runtime, account):
            password = await accounts.password()
            _write_down(file, login, password.word)
            person = Person(
                account=account, login=login, display_name=name, kind=AccountKind.PERSON.value
            )
            await accounts.open_person(person, asking, password)
        await _grant(
            runtime, account, SampleLogin(login=login, display_name=name, role=role), asking
        )


async def _asking(runtime: Runtime[Event]) -> Asking:
    at: datetime = await tokens_of(runtime).vault.now()
    return Asking(by=SYSTEM, at=at, context=Context(correlation=str(uuid7())))


async def _grant(
    runtime: Runtime[Event], account: AccountId, login: SampleLogin, asking: Asking
) -> None:
    given = f"{account} {login.role}" if login.source is None else f"{account} {login.source}"
    command = GiveGrant(
        **asking.facts,
        grant=str(uuid5(_NAMES, given)),
        role=login.role,
        park=None,
        department=login.department,
        until=None,
        source=login.source,
    )
    await runtime.commands.handle(Part(ACCOUNT, account), command, asking.context)


async def _exists(runtime: Runtime[Event], account: AccountId) -> bool:
    return bool(await runtime.store.stream(stream_key(ACCOUNT.category, account)))


def _person(login: SampleLogin, kind: AccountKind) -> Person:
    return Person(
        account=login.account,
        login=login.login,
        display_name=login.display_name,
        kind=kind.value,
    )


def _first_account(login: str) -> AccountId:
    return AccountId(str(uuid5(_NAMES, login)))


def _first_streams() -> set[str]:
    return {stream_key(ACCOUNT.category, _first_account(login)) for login in FIRST_LOGINS}


def _write_down(file: Path, login: str, password: str) -> None:
    """Keep one line per login in a file that nobody else may read, before the account opens."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    lines = [line for line in kept if not line.startswith(f"{login} ")] + [f"{login} {password}"]
    fresh = file.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as written:
        written.write("\n".join(lines) + "\n")
        written.flush()
        os.fsync(written.fileno())
    fresh.replace(file)
