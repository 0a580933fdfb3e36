"""What may be asked of an endpoint. A command carries every fact its rule needs."""

from dataclasses import dataclass, field
from datetime import datetime

from services.notifications.domain.address import AllowedAddress
from services.notifications.domain.endpoint_facts import (
    DEFAULT_RETRIES,
    DisableReason,
    Interest,
    Ordering,
    PingAnswer,
    Profile,
    SigningKey,
)
from shared.kernel.asked import Asked
from shared.kernel.identifiers import AccountId


@dataclass(frozen=True, kw_only=True)
class RegisterEndpoint(Asked):
    """登记端点: deliveries for `owner`, of no more than that account may see itself."""

    owner: AccountId
    url: str
    description: str = ""
    interest: Interest = field(default_factory=Interest)
    profile: Profile = Profile.FULL
    ordering: Ordering = Ordering.NONE
    retries: tuple[int, ...] = DEFAULT_RETRIES
    key: SigningKey
    allowed: tuple[AllowedAddress, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RecordPing(Asked):
    """记录联通测试: what was answered to a signed ping, and to one whose signature is broken."""

    signed: PingAnswer
    forged: PingAnswer


@dataclass(frozen=True, kw_only=True)
class PauseEndpoint(Asked):
    """暂停推送: what comes up meanwhile waits."""


@dataclass(frozen=True, kw_only=True)
class ResumeEndpoint(Asked):
    """恢复推送: what has waited goes out."""


@dataclass(frozen=True, kw_only=True)
class DisableEndpoint(Asked):
    """停用端点: nothing is sent until it is enabled again; what comes up waits."""

    reason: DisableReason
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class EnableEndpoint(Asked):
    """重新启用端点: after it was disabled."""


@dataclass(frozen=True, kw_only=True)
class RotateSecret(Asked):
    """轮换密钥: the key before it signs as well until `previous_until`."""

    key: SigningKey
    previous_until: datetime


@dataclass(frozen=True, kw_only=True)
class ReportTrouble(Asked):
    """报告投递异常: since when nothing has arrived, and how many tries failed since."""

    failing_since: datetime
    failures: int


@dataclass(frozen=True, kw_only=True)
class ReportRecovery(Asked):
    """报告投递恢复: a delivery has arrived again."""


Command = (
    RegisterEndpoint
    | RecordPing
    | PauseEndpoint
    | ResumeEndpoint
    | DisableEndpoint
    | EnableEndpoint
    | RotateSecret
    | ReportTrouble
    | ReportRecovery
)
