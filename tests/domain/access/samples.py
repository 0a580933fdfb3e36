"""One of every event, as it may be stored."""

from datetime import UTC, datetime

from services.access.domain import events as stored
from services.access.domain.events import AccountKind, Event, LockCause
from shared.kernel.identifiers import AccountId, DepartmentId, ParkId
from shared.kernel.policy import Role

_UNTIL = datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC)

_ALL: tuple[Event, ...] = (
    stored.AccountOpened(account=AccountId("wang"), kind=AccountKind.PERSON),
    stored.PasswordIssued(from_credential=None, to_credential="p1"),
    stored.PasswordChanged(from_credential="p1", to_credential="p2"),
    stored.ClientSecretIssued(secret="s2", replaced=("s1",), replaced_until=_UNTIL),
    stored.ClientSecretWithdrawn(secret="s1", reason="密钥外泄"),
    stored.GrantGiven(
        grant="g1",
        role=Role.APPROVER,
        park=ParkId("inspection-park"),
        department=DepartmentId("ecology"),
        until=_UNTIL,
    ),
    stored.GrantWithdrawn(
        grant="g1",
        role=Role.APPROVER,
        park=ParkId("inspection-park"),
        department=DepartmentId("ecology"),
        reason="调岗",
    ),
    stored.AccountLocked(cause=LockCause.FAILED_SIGN_INS, until=_UNTIL, reason=None),
    stored.AccountUnlocked(reason="核实本人"),
    stored.AccountClosed(reason="离职"),
    stored.HolderErased(reason="本人要求"),
    stored.SignedIn(session="01a1ffbb-c2d1-76d3-acf6-cccff1e8b899"),
    stored.SignInFailed(attempt="a1", failed_at=datetime(2026, 3, 2, 1, 0, tzinfo=UTC)),
    stored.SessionsRevoked(session=None),
    stored.DepartmentEstablished(department=DepartmentId("ecology"), name="生态环境局"),
    stored.DepartmentRenamed(from_name="环境保护局", to_name="生态环境局"),
)
SAMPLES: dict[str, Event] = {type(event).__name__: event for event in _ALL}
