"""What may be asked of accounts and departments. Passwords and names never come this far."""

from dataclasses import dataclass
from datetime import datetime

from shared.kernel.asked import Asked
from shared.kernel.identifiers import AccountId, DepartmentId, ParkId
from shared.kernel.policy import Role


@dataclass(frozen=True, kw_only=True)
class OpenPersonAccount(Asked):
    """为个人开户: with a one-time password already in the vault."""

    account: AccountId
    credential: str


@dataclass(frozen=True, kw_only=True)
class OpenSystemAccount(Asked):
    """为系统开户: with a first client secret already in the vault."""

    account: AccountId
    secret: str


@dataclass(frozen=True, kw_only=True)
class IssuePassword(Asked):
    """重置密码: hand out a new one-time password."""

    credential: str


@dataclass(frozen=True, kw_only=True)
class ChangePassword(Asked):
    """修改密码: `verified` is the credential whose password the holder just proved to know."""

    credential: str
    verified: str


@dataclass(frozen=True, kw_only=True)
class IssueClientSecret(Asked):
    """更换客户端密钥: the older ones end with `overlap_until`."""

    secret: str
    overlap_until: datetime


@dataclass(frozen=True, kw_only=True)
class WithdrawClientSecret(Asked):
    """收回客户端密钥: at once, for instance because it leaked."""

    secret: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class GiveGrant(Asked):
    """授予角色: the security administrator's act."""

    grant: str
    role: Role
    park: ParkId | None
    department: DepartmentId | None
    until: datetime | None
    source: str | None = None


@dataclass(frozen=True, kw_only=True)
class WithdrawGrant(Asked):
    """收回角色: before its time is over."""

    grant: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class LockAccount(Asked):
    """锁定账号: by an administrator, until it is unlocked."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class UnlockAccount(Asked):
    """解锁账号: whatever locked it."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class CloseAccount(Asked):
    """注销账号: for good; whatever it may do ends."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class EraseHolder(Asked):
    """抹除个人信息: forget who held a closed account."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class SignIn(Asked):
    """登录: `credential` is the one whose password was just found right."""

    session: str
    credential: str


@dataclass(frozen=True, kw_only=True)
class CountFailedSignIn(Asked):
    """记录登录失败: the password was found wrong."""

    attempt: str


@dataclass(frozen=True, kw_only=True)
class EndSession(Asked):
    """退出登录: this session is over."""

    session: str


@dataclass(frozen=True, kw_only=True)
class EstablishDepartment(Asked):
    """设立部门: under a name."""

    department: DepartmentId
    name: str


@dataclass(frozen=True, kw_only=True)
class RenameDepartment(Asked):
    """部门更名: it stays the same department."""

    name: str


AccountCommand = (
    OpenPersonAccount
    | OpenSystemAccount
    | IssuePassword
    | ChangePassword
    | IssueClientSecret
    | WithdrawClientSecret
    | GiveGrant
    | WithdrawGrant
    | LockAccount
    | UnlockAccount
    | CloseAccount
    | EraseHolder
    | SignIn
    | CountFailedSignIn
    | EndSession
)
DepartmentCommand = EstablishDepartment | RenameDepartment
