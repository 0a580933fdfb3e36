"""What happened to accounts and departments: the stored format. Add, never rename.

Names, login names, password hashes and secrets are in no event: an event says which entry of the
vault is in force, and the vault can be emptied.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.kernel.identifiers import AccountId, DepartmentId, ParkId
from shared.kernel.policy import Role


class AccountKind(StrEnum):
    """账号类别: whether a person or another system stands behind an account."""

    PERSON = "person"
    SYSTEM = "system"


class LockCause(StrEnum):
    """锁定原因: who or what closed the door."""

    FAILED_SIGN_INS = "failed-sign-ins"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, kw_only=True)
class AccountOpened:
    """开户: an account exists from now on; it may do nothing yet."""

    account: AccountId
    kind: AccountKind


@dataclass(frozen=True, kw_only=True)
class PasswordIssued:
    """发放初始密码: the administrator handed out a one-time password, to be changed at once."""

    from_credential: str | None
    to_credential: str


@dataclass(frozen=True, kw_only=True)
class PasswordChanged:
    """修改密码: the holder chose another one."""

    from_credential: str
    to_credential: str


@dataclass(frozen=True, kw_only=True)
class ClientSecretIssued:
    """发放客户端密钥: those in force before stay so until the overlap ends."""

    secret: str
    replaced: tuple[str, ...] = ()
    replaced_until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ClientSecretWithdrawn:
    """收回客户端密钥: it opens nothing any more."""

    secret: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class GrantGiven:
    """授予角色: for one park or all, for one department or none, until a moment or for good.

    With a `source` a system may report what that source says.
    """

    grant: str
    role: Role
    park: ParkId | None
    department: DepartmentId | None
    until: datetime | None
    source: str | None = None


@dataclass(frozen=True, kw_only=True)
class GrantWithdrawn:
    """收回角色: what the grant allowed is over at once."""

    grant: str
    role: Role
    park: ParkId | None
    department: DepartmentId | None
    reason: str
    source: str | None = None


@dataclass(frozen=True, kw_only=True)
class AccountLocked:
    """锁定账号: nobody signs in with it, until a moment or until it is unlocked."""

    cause: LockCause
    until: datetime | None
    reason: str | None


@dataclass(frozen=True, kw_only=True)
class AccountUnlocked:
    """解锁账号: signing in is possible again."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class AccountClosed:
    """注销账号: nobody will ever sign in with it again; its id stays where it is named."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class HolderErased:
    """抹除个人信息: names and login name of the holder were erased beside the history."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """登录: the password was right, a session began."""

    session: str


@dataclass(frozen=True, kw_only=True)
class SignInFailed:
    """登录失败: the password was wrong."""

    attempt: str
    failed_at: datetime


@dataclass(frozen=True, kw_only=True)
class SessionsRevoked:
    """终止会话: one session, or all of the account; tokens issued before are void."""

    session: str | None


@dataclass(frozen=True, kw_only=True)
class DepartmentEstablished:
    """设立部门: a department that grants and approvals can name."""

    department: DepartmentId
    name: str


@dataclass(frozen=True, kw_only=True)
class DepartmentRenamed:
    """部门更名: the same department under another name."""

    from_name: str
    to_name: str


AccountEvent = (
    AccountOpened
    | PasswordIssued
    | PasswordChanged
    | ClientSecretIssued
    | ClientSecretWithdrawn
    | GrantGiven
    | GrantWithdrawn
    | AccountLocked
    | AccountUnlocked
    | AccountClosed
    | HolderErased
    | SignedIn
    | SignInFailed
    | SessionsRevoked
)
DepartmentEvent = DepartmentEstablished | DepartmentRenamed
Event = AccountEvent | DepartmentEvent
