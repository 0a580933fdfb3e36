"""What notifications tells others about its endpoints. Addresses and keys stay inside."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from shared.kernel.identifiers import AccountId, EndpointId


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    endpoint_id: EndpointId


class EndpointRegistered(_Told):
    """端点已登记: for whom, and in which form it is told."""

    owner: AccountId
    profile: str
    ordering: str


class EndpointVerified(_Told):
    """端点已验证: deliveries begin."""


class EndpointPaused(_Told):
    """推送已暂停: deliveries wait."""


class EndpointResumed(_Told):
    """推送已恢复: deliveries go on."""


class EndpointDisabled(_Told):
    """端点已停用: deliveries wait until it is enabled again."""

    reason: str


class EndpointEnabled(_Told):
    """端点已启用: deliveries go on."""


class EndpointDegraded(_Told):
    """端点异常: nothing has arrived since."""

    failing_since: datetime
    failures: int


class EndpointRecovered(_Told):
    """端点恢复正常: deliveries arrive again."""


Published = (
    EndpointRegistered
    | EndpointVerified
    | EndpointPaused
    | EndpointResumed
    | EndpointDisabled
    | EndpointEnabled
    | EndpointDegraded
    | EndpointRecovered
)
