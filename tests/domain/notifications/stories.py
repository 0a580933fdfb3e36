"""The words the stories about endpoints are told in."""

from datetime import UTC, datetime, timedelta
from typing import TypedDict

from services.notifications.domain.address import AllowedAddress
from services.notifications.domain.commands import (
    Command,
    DisableEndpoint,
    EnableEndpoint,
    PauseEndpoint,
    RecordPing,
    RegisterEndpoint,
    ReportRecovery,
    ReportTrouble,
    ResumeEndpoint,
    RotateSecret,
)
from services.notifications.domain.endpoint import ENDPOINT, Endpoint
from services.notifications.domain.endpoint_facts import (
    DEFAULT_RETRIES,
    DisableReason,
    Interest,
    Ordering,
    PingAnswer,
    PingFault,
    Profile,
    SigningKey,
)
from services.notifications.domain.events import (
    EndpointDegraded,
    EndpointDisabled,
    EndpointEnabled,
    EndpointPaused,
    EndpointPingFailed,
    EndpointRegistered,
    EndpointVerified,
    Event,
    SecretRotated,
)
from shared.kernel.asked import Actor
from shared.kernel.effective import Effective
from shared.kernel.identifiers import AccountId
from tests.harness.given_when_then import Story

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SOON = AT + timedelta(days=1)
URL = "https://city.example.cn/hooks/luodi"
CITY = AccountId("city-platform")
KEY = SigningKey(key_id="k1", public_key="whpk_b25l")
KEY2 = SigningKey(key_id="k2", public_key="whpk_dHdv")
LOOPBACK = AllowedAddress(network="127.0.0.0/8", port=8099)

endpoint: Story[Command, Endpoint, Event] = Story(ENDPOINT)


class Asking(TypedDict):
    by: Actor
    at: datetime
    effective: Effective


def asking() -> Asking:
    return {
        "by": Actor(id=CITY, role="partner-system"),
        "at": AT,
        "effective": Effective.at_instant(AT),
    }


def register(
    url: str = URL,
    allowed: tuple[AllowedAddress, ...] = (),
    retries: tuple[int, ...] = DEFAULT_RETRIES,
) -> RegisterEndpoint:
    return RegisterEndpoint(
        **asking(), owner=CITY, url=url, key=KEY, allowed=allowed, retries=retries
    )


def registered(url: str = URL, retries: tuple[int, ...] = DEFAULT_RETRIES) -> EndpointRegistered:
    return EndpointRegistered(
        owner=CITY,
        url=url,
        description="",
        interest=Interest(),
        profile=Profile.FULL,
        ordering=Ordering.NONE,
        retries=retries,
        key=KEY,
    )


def ping(signed: int | None, forged: int | None, failure: str | None = None) -> RecordPing:
    return RecordPing(
        **asking(),
        signed=PingAnswer(status=signed, failure=failure if signed is None else None),
        forged=PingAnswer(status=forged, failure=failure if forged is None else None),
    )


def ping_failed(
    fault: PingFault, signed: int | None, forged: int | None, detail: str = ""
) -> EndpointPingFailed:
    return EndpointPingFailed(
        fault=fault, signed_status=signed, forged_status=forged, detail=detail
    )


def verified(signed: int = 204, forged: int = 401) -> EndpointVerified:
    return EndpointVerified(signed_status=signed, forged_status=forged)


def pause() -> PauseEndpoint:
    return PauseEndpoint(**asking())


def resume() -> ResumeEndpoint:
    return ResumeEndpoint(**asking())


def disable(reason: DisableReason = DisableReason.BY_HAND, note: str = "") -> DisableEndpoint:
    return DisableEndpoint(**asking(), reason=reason, note=note)


def disabled(reason: DisableReason = DisableReason.BY_HAND, note: str = "") -> EndpointDisabled:
    return EndpointDisabled(reason=reason, note=note)


def enable() -> EnableEndpoint:
    return EnableEndpoint(**asking())


def enabled(reason: DisableReason = DisableReason.BY_HAND) -> EndpointEnabled:
    return EndpointEnabled(was_disabled_for=reason)


def rotate(key: SigningKey = KEY2, until: datetime = SOON) -> RotateSecret:
    return RotateSecret(**asking(), key=key, previous_until=until)


def rotated(key: SigningKey = KEY2, before: str = "k1") -> SecretRotated:
    return SecretRotated(from_key_id=before, to_key=key, previous_until=SOON)


def trouble(failures: int = 20) -> ReportTrouble:
    return ReportTrouble(**asking(), failing_since=AT - timedelta(hours=1), failures=failures)


def degraded(failures: int = 20) -> EndpointDegraded:
    return EndpointDegraded(failing_since=AT - timedelta(hours=1), failures=failures)


def recovery() -> ReportRecovery:
    return ReportRecovery(**asking())


paused = EndpointPaused()
