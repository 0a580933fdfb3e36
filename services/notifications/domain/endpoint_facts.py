"""The words an endpoint is described in; commands and events share them, so they are stored."""

from dataclasses import dataclass
from enum import StrEnum

from shared.kernel.identifiers import ParkId, ProjectId

# Seconds before each further try: twelve tries in 70.7 hours.
DEFAULT_RETRIES = (5, 30, 120, 600, 1800, 3600, 10_800, 21_600, 43_200, 86_400, 86_400)


class Profile(StrEnum):
    """载荷形式: thin says that something happened and where to read it, full says what."""

    THIN = "thin"
    FULL = "full"


class Ordering(StrEnum):
    """次序: project holds a project's later events back until the earlier ones have arrived."""

    NONE = "none"
    PROJECT = "project"


class DisableReason(StrEnum):
    """停用原因: by a person, gone (410), failing too long, refusing, or its owner locked out."""

    BY_HAND = "by-hand"
    GONE = "gone"
    FAILING = "failing"
    REFUSING = "refusing"
    OWNER_LOCKED = "owner-locked"
    OWNER_CLOSED = "owner-closed"


class PingFault(StrEnum):
    """联通测试失败原因: which of the two pings was not answered as it must be."""

    NOT_REACHED = "not-reached"
    SIGNED_REFUSED = "signed-refused"
    FORGED_ACCEPTED = "forged-accepted"


@dataclass(frozen=True, kw_only=True)
class Interest:
    """订阅范围: what an endpoint wants to hear; an empty part leaves nothing out.

    `types` are event names, alone (ApprovalGranted) or with a service (approvals.ApprovalGranted).
    """

    services: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    projects: tuple[ProjectId, ...] = ()
    parks: tuple[ParkId, ...] = ()

    def covers(self, heard: "Heard") -> bool:
        """Tell whether an event is wanted."""
        return (
            _among(heard.service, self.services)
            and (_among(heard.type, self.types) or f"{heard.service}.{heard.type}" in self.types)
            and _among(heard.project, self.projects)
            and _among(heard.park, self.parks)
        )


@dataclass(frozen=True, kw_only=True)
class Heard:
    """已听到的事件: as much of a published event as an interest asks about."""

    service: str
    type: str
    project: str | None
    park: str | None


@dataclass(frozen=True, kw_only=True)
class SigningKey:
    """签名密钥: its name and the public half (whpk_…); the secret half is never in an event."""

    key_id: str
    public_key: str


@dataclass(frozen=True, kw_only=True)
class PingAnswer:
    """联通测试应答: the status of the answer, or why there was none."""

    status: int | None
    failure: str | None = None


def _among(value: str | None, wanted: tuple[str, ...]) -> bool:
    return not wanted or value in wanted
