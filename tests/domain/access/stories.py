"""The words of the stories about accounts and departments."""

from datetime import UTC, datetime, timedelta
from typing import Any

from services.access.domain import commands
from services.access.domain import events as stored
from services.access.domain.account import ACCOUNT
from services.access.domain.department import DEPARTMENT
from services.access.domain.events import AccountKind, LockCause
from shared.kernel.asked import Actor
from shared.kernel.effective import Effective
from shared.kernel.identifiers import AccountId, DepartmentId, ParkId
from shared.kernel.policy import Role
from tests.harness.given_when_then import Story

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
WANG = AccountId("wang")
ADMIN = AccountId("admin")
CITY = AccountId("city")
ECOLOGY = DepartmentId("ecology")
PARK = ParkId("inspection-park")

account = Story(ACCOUNT)
department = Story(DEPARTMENT)


def asking(by: AccountId = ADMIN, at: datetime = AT) -> dict[str, Any]:
    actor = Actor(id=by, role="system-admin")
    return {"by": actor, "at": at, "effective": Effective.at_instant(at)}


def opened(who: AccountId = WANG) -> tuple[stored.AccountEvent, ...]:
    return (
        stored.AccountOpened(account=who, kind=AccountKind.PERSON),
        stored.PasswordIssued(from_credential=None, to_credential="p1"),
    )


def connected() -> tuple[stored.AccountEvent, ...]:
    return (
        stored.AccountOpened(account=CITY, kind=AccountKind.SYSTEM),
        stored.ClientSecretIssued(secret="s1"),
    )


def given_grant(
    role: Role,
    grant: str = "g1",
    *,
    park: ParkId | None = None,
    until: datetime | None = None,
    source: str | None = None,
) -> stored.GrantGiven:
    limits = {"park": park, "department": None, "until": until, "source": source}
    return stored.GrantGiven(grant=grant, role=role, **limits)  # type: ignore[arg-type]


def withdrawn(role: Role, grant: str = "g1", *, source: str | None = None) -> stored.GrantWithdrawn:
    return stored.GrantWithdrawn(
        grant=grant, role=role, park=None, department=None, reason="调岗", source=source
    )


def give(role: Role, grant: str = "g2", **facts: Any) -> commands.GiveGrant:
    scope = {"park": None, "department": None, "until": None, "by": ADMIN, "at": AT, **facts}
    who = asking(scope.pop("by"), scope.pop("at"))
    return commands.GiveGrant(**who, grant=grant, role=role, **scope)


def withdraw(grant: str = "g1", by: AccountId = ADMIN) -> commands.WithdrawGrant:
    return commands.WithdrawGrant(**asking(by), grant=grant, reason="调岗")


def sign_in(session: str = "s", credential: str = "p1", at: datetime = AT) -> commands.SignIn:
    return commands.SignIn(**asking(WANG, at), session=session, credential=credential)


def fail(attempt: str, at: datetime = AT) -> commands.CountFailedSignIn:
    return commands.CountFailedSignIn(**asking(AccountId("system"), at), attempt=attempt)


def failed(attempt: str, at: datetime = AT) -> stored.SignInFailed:
    return stored.SignInFailed(attempt=attempt, failed_at=at)


def failures(count: int, at: datetime = AT) -> tuple[stored.SignInFailed, ...]:
    return tuple(failed(f"a{number}", at) for number in range(count))


def locked_out(at: datetime = AT) -> stored.AccountLocked:
    until = at + timedelta(minutes=15)
    return stored.AccountLocked(cause=LockCause.FAILED_SIGN_INS, until=until, reason=None)


def locked() -> stored.AccountLocked:
    return stored.AccountLocked(cause=LockCause.ADMINISTRATOR, until=None, reason="离岗")


def lock(by: AccountId = ADMIN) -> commands.LockAccount:
    return commands.LockAccount(**asking(by), reason="离岗")


def close(by: AccountId = ADMIN) -> commands.CloseAccount:
    return commands.CloseAccount(**asking(by), reason="离职")


def closed() -> tuple[stored.AccountEvent, ...]:
    return (stored.AccountClosed(reason="离职"), revoked())


def erase() -> commands.EraseHolder:
    return commands.EraseHolder(**asking(), reason="本人要求")


def unlock(by: AccountId = ADMIN, at: datetime = AT) -> commands.UnlockAccount:
    return commands.UnlockAccount(**asking(by, at), reason="核实本人")


def changed(credential: str = "p2", before: str = "p1") -> stored.PasswordChanged:
    return stored.PasswordChanged(from_credential=before, to_credential=credential)


def change(
    credential: str = "p2", verified: str = "p1", by: AccountId = WANG
) -> commands.ChangePassword:
    return commands.ChangePassword(**asking(by), credential=credential, verified=verified)


def revoked(session: str | None = None) -> stored.SessionsRevoked:
    return stored.SessionsRevoked(session=session)
