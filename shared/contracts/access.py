"""What access tells the other services: accounts, grants, departments, and what is void at once.

`not_before`: tokens issued up to that moment to the account (or, where one is named, in the
session) are refused. Fields are only added.
"""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from shared.kernel.identifiers import AccountId, DepartmentId, ParkId
from shared.kernel.policy import Role


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class AccountOpened(_Told):
    """开户: `kind` is person or system."""

    account_id: AccountId
    kind: str


class GrantGiven(_Told):
    """授予角色: without a park for all parks, without `until` for good; `source` is a system's."""

    account_id: AccountId
    grant_id: str
    role: Role
    park: ParkId | None
    department: DepartmentId | None
    until: datetime | None
    source: str | None = None


class GrantWithdrawn(_Told):
    """收回角色: older tokens still carry it and are therefore void."""

    account_id: AccountId
    grant_id: str
    role: Role
    park: ParkId | None
    department: DepartmentId | None
    source: str | None = None
    not_before: datetime


class AccountLocked(_Told):
    """锁定账号: `cause` is failed-sign-ins or administrator; open sessions are told of apart."""

    account_id: AccountId
    cause: str
    until: datetime | None


class AccountUnlocked(_Told):
    """解锁账号: signing in is possible again."""

    account_id: AccountId


class AccountClosed(_Told):
    """注销账号: for good; its id stays in histories."""

    account_id: AccountId
    not_before: datetime


class HolderErased(_Told):
    """抹除个人信息: whoever keeps names of the account's holder forgets them, too."""

    account_id: AccountId


class SessionsRevoked(_Told):
    """终止会话: one session, or without one all of the account."""

    account_id: AccountId
    session_id: str | None
    not_before: datetime


class DepartmentEstablished(_Told):
    """设立部门: a department that grants and approvals can name."""

    department_id: DepartmentId
    name: str


class DepartmentRenamed(_Told):
    """部门更名: the same department under another name."""

    department_id: DepartmentId
    from_name: str
    to_name: str


Published = (
    AccountOpened
    | GrantGiven
    | GrantWithdrawn
    | AccountLocked
    | AccountUnlocked
    | AccountClosed
    | HolderErased
    | SessionsRevoked
    | DepartmentEstablished
    | DepartmentRenamed
)
