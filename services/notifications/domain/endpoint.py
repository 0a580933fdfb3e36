"""The rules of an endpoint, from its registration to its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from services.notifications.domain.address import require_deliverable
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
from services.notifications.domain.endpoint_facts import (
    DisableReason,
    PingAnswer,
    PingFault,
    SigningKey,
)
from services.notifications.domain.events import (
    EndpointDegraded,
    EndpointDisabled,
    EndpointEnabled,
    EndpointPaused,
    EndpointPingFailed,
    EndpointRecovered,
    EndpointRegistered,
    EndpointResumed,
    EndpointVerified,
    Event,
    SecretRotated,
)
from shared.kernel.asked import require_now
from shared.kernel.decider import About, Decider
from shared.kernel.policy import Guarded
from shared.kernel.rejected import Rejected
from shared.kernel.values import replace

MOST_RETRIES = 20
LONGEST_RETRY = 172_800
_SUCCESS = range(200, 300)
_REFUSAL = range(400, 500)


class Stage(StrEnum):
    """端点状态: unverified 待验证, active 正常, paused 已暂停, disabled 已停用."""

    UNVERIFIED = "unverified"
    ACTIVE = "active"
    PAUSED = "paused"
    DISABLED = "disabled"


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """推送端点: what the rules ask about; folded from events, never stored."""

    registered: EndpointRegistered | None = None
    stage: Stage = Stage.UNVERIFIED
    verified: bool = False
    key: SigningKey | None = None
    disabled_for: DisableReason | None = None
    last_ping_failure: EndpointPingFailed | None = None
    degraded: bool = False


def decide(command: Command, endpoint: Endpoint) -> Sequence[Event]:
    """Answer a command with the events that follow, or raise Rejected."""
    require_now(command)
    if isinstance(command, RegisterEndpoint):
        return register(command, endpoint)
    if endpoint.registered is None:
        raise Rejected("endpoint-not-registered", "there is no such endpoint")
    match command:
        case RecordPing():
            return record_ping(command, endpoint)
        case RotateSecret():
            return rotate_secret(command, endpoint)
        case ReportTrouble():
            return report_trouble(command, endpoint)
        case ReportRecovery():
            return [EndpointRecovered()] if endpoint.degraded else []
        case _:
            return _switch(command, endpoint)


def _switch(
    command: PauseEndpoint | ResumeEndpoint | DisableEndpoint | EnableEndpoint, endpoint: Endpoint
) -> Sequence[Event]:
    match command:
        case PauseEndpoint():
            return pause(endpoint)
        case ResumeEndpoint():
            return resume(endpoint)
        case DisableEndpoint():
            return disable(command, endpoint)
        case EnableEndpoint():
            return enable(endpoint)
        case _:
            assert_never(command)


def register(command: RegisterEndpoint, endpoint: Endpoint) -> Sequence[Event]:
    """登记端点: at an address that deliveries may go to."""
    registered = EndpointRegistered(
        owner=command.owner,
        url=command.url,
        description=command.description,
        interest=command.interest,
        profile=command.profile,
        ordering=command.ordering,
        retries=command.retries,
        key=command.key,
    )
    if endpoint.registered == registered:
        return []
    if endpoint.registered is not None:
        raise Rejected("endpoint-already-registered", "this endpoint was registered before")
    require_deliverable(command.url, command.allowed)
    waits = command.retries
    if not 1 <= len(waits) <= MOST_RETRIES or not all(1 <= w <= LONGEST_RETRY for w in waits):
        raise Rejected("endpoint-retries-out-of-range", "too many, too few, too long or too short")
    return [registered]


def record_ping(command: RecordPing, endpoint: Endpoint) -> Sequence[Event]:
    """记录联通测试: it must take what we signed and refuse what we did not."""
    if endpoint.stage is Stage.DISABLED:
        raise Rejected("endpoint-disabled", "enable it first")
    fault = _fault(command.signed, command.forged)
    if fault is not None:
        failed = EndpointPingFailed(
            fault=fault,
            signed_status=command.signed.status,
            forged_status=command.forged.status,
            detail=command.signed.failure or command.forged.failure or "",
        )
        return [] if endpoint.last_ping_failure == failed else [failed]
    if endpoint.verified and endpoint.last_ping_failure is None:
        return []
    return [
        EndpointVerified(
            signed_status=command.signed.status or 0, forged_status=command.forged.status or 0
        )
    ]


def _fault(signed: PingAnswer, forged: PingAnswer) -> PingFault | None:
    if signed.status is None:
        return PingFault.NOT_REACHED
    if signed.status not in _SUCCESS:
        return PingFault.SIGNED_REFUSED
    if forged.status is None:
        return PingFault.NOT_REACHED
    return None if forged.status in _REFUSAL else PingFault.FORGED_ACCEPTED


def pause(endpoint: Endpoint) -> Sequence[Event]:
    """暂停推送: only what runs can rest."""
    if endpoint.stage is Stage.PAUSED:
        return []
    _require_active_or(endpoint)
    return [EndpointPaused()]


def resume(endpoint: Endpoint) -> Sequence[Event]:
    """恢复推送: after a pause."""
    if endpoint.stage is Stage.PAUSED:
        return [EndpointResumed()]
    _require_active_or(endpoint)
    return []


def _require_active_or(endpoint: Endpoint) -> None:
    if endpoint.stage is Stage.UNVERIFIED:
        raise Rejected("endpoint-not-verified", "ping it first")
    if endpoint.stage is Stage.DISABLED:
        raise Rejected("endpoint-disabled", "enable it first")


def disable(command: DisableEndpoint, endpoint: Endpoint) -> Sequence[Event]:
    """停用端点: from any stage."""
    if endpoint.stage is Stage.DISABLED:
        return []
    return [EndpointDisabled(reason=command.reason, note=command.note)]


def enable(endpoint: Endpoint) -> Sequence[Event]:
    """重新启用端点: what was never verified must still be pinged."""
    if endpoint.disabled_for is None:
        return []
    return [EndpointEnabled(was_disabled_for=endpoint.disabled_for)]


def rotate_secret(command: RotateSecret, endpoint: Endpoint) -> Sequence[Event]:
    """轮换密钥: the old one ends at a named moment, not before now."""
    current = endpoint.key
    if current is None or current == command.key:
        return []
    if command.previous_until < command.at:
        raise Rejected("key-end-in-the-past", "the old key cannot have ended already")
    return [
        SecretRotated(
            from_key_id=current.key_id,
            to_key=command.key,
            previous_until=command.previous_until,
        )
    ]


def report_trouble(command: ReportTrouble, endpoint: Endpoint) -> Sequence[Event]:
    """报告投递异常: told once until it has recovered; what rests is not in trouble."""
    if endpoint.degraded or endpoint.stage is not Stage.ACTIVE:
        return []
    return [EndpointDegraded(failing_since=command.failing_since, failures=command.failures)]


def evolve(endpoint: Endpoint, event: Event) -> Endpoint:
    """Take in one event. No rules here: what happened, happened."""
    match event:
        case EndpointRegistered():
            return replace(endpoint, registered=event, key=event.key)
        case EndpointPingFailed():
            return replace(endpoint, last_ping_failure=event)
        case SecretRotated():
            return replace(endpoint, key=event.to_key)
        case EndpointDegraded():
            return replace(endpoint, degraded=True)
        case EndpointRecovered():
            return replace(endpoint, degraded=False)
        case _:
            return _staged(endpoint, event)


def _staged(
    endpoint: Endpoint,
    event: EndpointVerified | EndpointPaused | EndpointResumed | EndpointDisabled | EndpointEnabled,
) -> Endpoint:
    match event:
        case EndpointVerified():
            paused = endpoint.stage is Stage.PAUSED
            stage = Stage.PAUSED if paused else Stage.ACTIVE
            return replace(endpoint, stage=stage, verified=True, last_ping_failure=None)
        case EndpointPaused():
            return replace(endpoint, stage=Stage.PAUSED)
        case EndpointResumed():
            return replace(endpoint, stage=Stage.ACTIVE)
        case EndpointDisabled():
            return replace(endpoint, stage=Stage.DISABLED, disabled_for=event.reason)
        case EndpointEnabled():
            stage = Stage.ACTIVE if endpoint.verified else Stage.UNVERIFIED
            return replace(endpoint, stage=stage, disabled_for=None, degraded=False)
        case _:
            assert_never(event)


def about(endpoint: Endpoint) -> About:
    """An endpoint belongs to its owner and to nobody's project."""
    if endpoint.registered is None:
        return About()
    return About(guarded=Guarded(people=frozenset({endpoint.registered.owner})))


ENDPOINT: Decider[Command, Endpoint, Event] = Decider(
    category="endpoint", initial=Endpoint(), decide=decide, evolve=evolve, about=about
)
