"""What people read of an endpoint: the second fold, with the times beside the facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, assert_never

from services.notifications.domain.endpoint import Stage
from services.notifications.domain.endpoint_facts import DisableReason, Interest, Ordering, Profile
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
from shared.kernel.identifiers import AccountId, split_stream_key
from shared.kernel.recorded import Recorded
from shared.kernel.values import replace

Changed = (
    EndpointVerified
    | EndpointPingFailed
    | EndpointPaused
    | EndpointResumed
    | EndpointDisabled
    | EndpointEnabled
    | SecretRotated
    | EndpointDegraded
    | EndpointRecovered
)


@dataclass(frozen=True, kw_only=True)
class KeyRecord:
    """签名密钥: one that signs, and until when."""

    key_id: str
    public_key: str
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class PingRecord:
    """最近一次联通测试: when, and what came of it."""

    at: datetime
    passed: bool
    fault: str | None = None
    signed_status: int | None = None
    forged_status: int | None = None
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class EndpointRecord:
    """推送端点: as people see it."""

    id: str
    owner: AccountId
    url: str
    description: str
    interest: Interest
    profile: Profile
    ordering: Ordering
    retries: tuple[int, ...]
    stage: Stage
    keys: tuple[KeyRecord, ...]
    registered_at: datetime
    registered_by: AccountId
    stage_since: datetime
    verified_at: datetime | None = None
    disabled_for: DisableReason | None = None
    disabled_note: str = ""
    degraded_since: datetime | None = None
    last_ping: PingRecord | None = None


def evolve_record(record: EndpointRecord | None, recorded: Recorded[Event]) -> EndpointRecord:
    """Take in one event."""
    event = recorded.event
    if isinstance(event, EndpointRegistered):
        return _registered(recorded, event)
    if record is None:
        raise ValueError("an endpoint begins with its registration")
    return replace(record, **_changes(record, event, recorded.meta.effective.start))


def _registered(recorded: Recorded[Event], event: EndpointRegistered) -> EndpointRecord:
    at = recorded.meta.effective.start
    key = KeyRecord(key_id=event.key.key_id, public_key=event.key.public_key, since=at)
    return EndpointRecord(
        id=split_stream_key(recorded.stream)[1],
        owner=event.owner,
        url=event.url,
        description=event.description,
        interest=event.interest,
        profile=event.profile,
        ordering=event.ordering,
        retries=event.retries,
        stage=Stage.UNVERIFIED,
        keys=(key,),
        registered_at=at,
        registered_by=recorded.meta.actor.id,
        stage_since=at,
    )


def _changes(record: EndpointRecord, event: Changed, at: datetime) -> Mapping[str, Any]:
    match event:
        case EndpointVerified():
            return _verified(record, event, at)
        case EndpointPingFailed():
            return {"last_ping": _failed(event, at)}
        case SecretRotated():
            return {"keys": _rotated(record, event, at)}
        case EndpointDegraded():
            return {"degraded_since": event.failing_since}
        case EndpointRecovered():
            return {"degraded_since": None}
        case _:
            return _stage_changes(record, event, at)


def _stage_changes(
    record: EndpointRecord,
    event: EndpointPaused | EndpointResumed | EndpointDisabled | EndpointEnabled,
    at: datetime,
) -> Mapping[str, Any]:
    match event:
        case EndpointPaused():
            return {"stage": Stage.PAUSED, "stage_since": at}
        case EndpointDisabled():
            return {
                "stage": Stage.DISABLED,
                "stage_since": at,
                "disabled_for": event.reason,
                "disabled_note": event.note,
            }
        case EndpointResumed() | EndpointEnabled():
            stage = Stage.ACTIVE if record.verified_at else Stage.UNVERIFIED
            return {
                "stage": stage,
                "stage_since": at,
                "disabled_for": None,
                "disabled_note": "",
                "degraded_since": None,
            }
        case _:
            assert_never(event)


def _verified(record: EndpointRecord, event: EndpointVerified, at: datetime) -> Mapping[str, Any]:
    ping = PingRecord(
        at=at, passed=True, signed_status=event.signed_status, forged_status=event.forged_status
    )
    if record.stage is not Stage.UNVERIFIED:
        return {"last_ping": ping}
    return {
        "stage": Stage.ACTIVE,
        "stage_since": at,
        "verified_at": at,
        "last_ping": ping,
    }


def _failed(event: EndpointPingFailed, at: datetime) -> PingRecord:
    return PingRecord(
        at=at,
        passed=False,
        fault=event.fault.value,
        signed_status=event.signed_status,
        forged_status=event.forged_status,
        detail=event.detail,
    )


def _rotated(record: EndpointRecord, event: SecretRotated, at: datetime) -> tuple[KeyRecord, ...]:
    """Keep the keys that still sign: those whose time is over leave the record."""
    ending = tuple(
        replace(key, until=event.previous_until) if key.until is None else key
        for key in record.keys
        if key.until is None or key.until > at
    )
    new = KeyRecord(key_id=event.to_key.key_id, public_key=event.to_key.public_key, since=at)
    return (*ending, new)
