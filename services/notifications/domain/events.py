"""What happened to an endpoint.

These names and fields are the stored format: add, never rename.
"""

from dataclasses import dataclass
from datetime import datetime

from services.notifications.domain.endpoint_facts import (
    DisableReason,
    Interest,
    Ordering,
    PingFault,
    Profile,
    SigningKey,
)
from shared.kernel.identifiers import AccountId


@dataclass(frozen=True, kw_only=True)
class EndpointRegistered:
    """端点已登记: nothing is sent before it has been verified."""

    owner: AccountId
    url: str
    description: str
    interest: Interest
    profile: Profile
    ordering: Ordering
    retries: tuple[int, ...]
    key: SigningKey


@dataclass(frozen=True, kw_only=True)
class EndpointVerified:
    """端点已验证: it took a signed ping and refused a forged one; events go out from here on."""

    signed_status: int
    forged_status: int


@dataclass(frozen=True, kw_only=True)
class EndpointPingFailed:
    """联通测试未通过: one of the two pings was not answered as it must be."""

    fault: PingFault
    signed_status: int | None
    forged_status: int | None
    detail: str


@dataclass(frozen=True, kw_only=True)
class EndpointPaused:
    """推送已暂停: what comes up waits."""


@dataclass(frozen=True, kw_only=True)
class EndpointResumed:
    """推送已恢复: what has waited goes out."""


@dataclass(frozen=True, kw_only=True)
class EndpointDisabled:
    """端点已停用: by a person, or because it proved to be gone."""

    reason: DisableReason
    note: str


@dataclass(frozen=True, kw_only=True)
class EndpointEnabled:
    """端点已启用: it starts afresh, slowly."""

    was_disabled_for: DisableReason


@dataclass(frozen=True, kw_only=True)
class SecretRotated:
    """密钥已轮换: both keys sign until the old one's time is over."""

    from_key_id: str
    to_key: SigningKey
    previous_until: datetime


@dataclass(frozen=True, kw_only=True)
class EndpointDegraded:
    """端点异常: nothing has arrived for a while; its owner is told."""

    failing_since: datetime
    failures: int


@dataclass(frozen=True, kw_only=True)
class EndpointRecovered:
    """端点恢复正常: deliveries arrive again."""


Event = (
    EndpointRegistered
    | EndpointVerified
    | EndpointPingFailed
    | EndpointPaused
    | EndpointResumed
    | EndpointDisabled
    | EndpointEnabled
    | SecretRotated
    | EndpointDegraded
    | EndpointRecovered
)
