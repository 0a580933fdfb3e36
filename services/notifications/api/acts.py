"""Acts on an endpoint, in the order of its life; GET of the same collections lists past ones."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import Field

from services.notifications.api.border import (
    ENDPOINTS_AT,
    SERVICE,
    EndpointPath,
    FromParts,
    shown_once,
)
from services.notifications.delivery.parts import Parts
from services.notifications.delivery.ping import NOT_ASKED, Ping, ping
from services.notifications.domain.commands import (
    Command,
    DisableEndpoint,
    EnableEndpoint,
    PauseEndpoint,
    RecordPing,
    ResumeEndpoint,
    RotateSecret,
)
from services.notifications.domain.endpoint import ENDPOINT, Stage
from services.notifications.domain.endpoint_facts import DisableReason, PingAnswer, SigningKey
from services.notifications.domain.record import EndpointRecord, evolve_record
from shared.adapters.answers import Knowing, done, page
from shared.adapters.caller import Acting, Caller, Reading
from shared.adapters.command_handler import Done, Part
from shared.adapters.runtime import FromRuntime, Runtime
from shared.adapters.times import FromTimes, Times
from shared.adapters.web import Body, Line
from shared.kernel.recorded import Recorded
from shared.kernel.texts import event_name

router = APIRouter(prefix=f"{ENDPOINTS_AT}/{{endpoint_id}}", tags=["推送端点"])


class Nothing(Body):
    """无内容: an empty object."""


class Disablement(Body):
    """停用."""

    note: Line | None = None


class Rotation(Body):
    """轮换密钥: the old key signs as well for so long."""

    overlap_hours: Annotated[int, Field(ge=0, le=168)] = 24


class PastActs(StrEnum):
    """以往操作: the collections of acts on one endpoint."""

    PINGS = "pings"
    PAUSES = "pauses"
    RESUMPTIONS = "resumptions"
    DISABLEMENTS = "disablements"
    ENABLEMENTS = "enablements"
    ROTATIONS = "secret-rotations"


_EVENTS: Mapping[PastActs, frozenset[str]] = {
    PastActs.PINGS: frozenset({"EndpointVerified", "EndpointPingFailed"}),
    PastActs.PAUSES: frozenset({"EndpointPaused"}),
    PastActs.RESUMPTIONS: frozenset({"EndpointResumed"}),
    PastActs.DISABLEMENTS: frozenset({"EndpointDisabled"}),
    PastActs.ENABLEMENTS: frozenset({"EndpointEnabled"}),
    PastActs.ROTATIONS: frozenset({"SecretRotated"}),
}


@router.post("/pings", status_code=201)
async def ping_endpoint(
    endpoint_id: EndpointPath,
    _: Nothing,
    caller: Acting,
    runtime: FromRuntime,
    parts: FromParts,
) -> Response:
    """联通测试: sends a signed ping, which must get 2xx, and a forged one, which must get 4xx."""
    found = await runtime.records.get(
        ENDPOINT, evolve_record, endpoint_id, Times(), caller.allow("notifications.ping")
    )
    signed, forged = await _pinged(found.record, caller, runtime, parts)
    command = RecordPing(**caller.asked("notifications.ping"), signed=signed, forged=forged)
    return done(SERVICE, await _act(endpoint_id, "ping", command, caller, runtime))


async def _pinged(
    record: EndpointRecord, caller: Caller, runtime: Runtime[Any], parts: Parts
) -> tuple[PingAnswer, PingAnswer]:
    if record.stage is Stage.DISABLED:
        return NOT_ASKED, NOT_ASKED
    keys = [(key.key_id, key.until) for key in record.keys]
    what = Ping(
        endpoint_id=record.id,
        url=record.url,
        event_id=caller.new_id(),
        source=runtime.settings.source,
        at=caller.at,
    )
    return await ping(what, await parts.keys.signing(keys, caller.at), parts.allowed)


@router.post("/pauses", status_code=201)
async def pause_endpoint(
    endpoint_id: EndpointPath, _: Nothing, caller: Acting, runtime: FromRuntime
) -> Response:
    """暂停推送: what comes up meanwhile is kept."""
    command = PauseEndpoint(**caller.asked("notifications.pause"))
    return done(SERVICE, await _act(endpoint_id, "pause", command, caller, runtime))


@router.post("/resumptions", status_code=201)
async def resume_endpoint(
    endpoint_id: EndpointPath, _: Nothing, caller: Acting, runtime: FromRuntime
) -> Response:
    """恢复推送: what was kept goes out."""
    command = ResumeEndpoint(**caller.asked("notifications.resume"))
    return done(SERVICE, await _act(endpoint_id, "resume", command, caller, runtime))


@router.post("/disablements", status_code=201)
async def disable_endpoint(
    endpoint_id: EndpointPath, body: Disablement, caller: Acting, runtime: FromRuntime
) -> Response:
    """停用端点: until it is enabled again."""
    command = DisableEndpoint(
        **caller.asked("notifications.disable"),
        reason=DisableReason.BY_HAND,
        note=body.note or "",
    )
    return done(SERVICE, await _act(endpoint_id, "disable", command, caller, runtime))


@router.post("/enablements", status_code=201)
async def enable_endpoint(
    endpoint_id: EndpointPath, _: Nothing, caller: Acting, runtime: FromRuntime
) -> Response:
    """重新启用端点."""
    command = EnableEndpoint(**caller.asked("notifications.enable"))
    return done(SERVICE, await _act(endpoint_id, "enable", command, caller, runtime))


@router.post("/secret-rotations", status_code=201)
async def rotate_secret(
    endpoint_id: EndpointPath,
    body: Rotation,
    caller: Acting,
    runtime: FromRuntime,
    parts: FromParts,
) -> Response:
    """轮换密钥: the answer holds the new secret, this once."""
    secret = parts.new_secret(caller.new_id())
    command = RotateSecret(
        **caller.asked("notifications.rotate-secret"),
        key=SigningKey(key_id=secret.key_id, public_key=secret.public),
        previous_until=caller.at + timedelta(hours=body.overlap_hours),
    )
    async with parts.keys.offered(secret, endpoint_id, caller.at) as offer:
        result = await _act(endpoint_id, "rotate-secret", command, caller, runtime)
        offer.taken = bool(result.event_ids) and not result.replayed
    return shown_once(result, secret if offer.taken else None)


@router.get("/{acts}")
async def past_acts(
    endpoint_id: EndpointPath,
    acts: PastActs,
    caller: Reading,
    runtime: FromRuntime,
    times: FromTimes,
) -> Response:
    """以往操作: who did it, when it was so, when it was recorded."""
    allow = caller.allow("notifications.read")
    events = await runtime.records.events(ENDPOINT, endpoint_id, times, allow)
    items = [_entry(event) for event in events if type(event.event).__name__ in _EVENTS[acts]]
    newest = max((event.position for event in events), default=0)
    return page(items, None, Knowing(positions={SERVICE: newest}, times=times))


async def _act(
    endpoint_id: str, act: str, command: Command, caller: Caller, runtime: Runtime[Any]
) -> Done:
    return await runtime.commands.handle(
        Part(ENDPOINT, endpoint_id),
        command,
        caller.context(),
        allow=caller.allow(f"notifications.{act}"),
    )


def _entry(recorded: Recorded[Any]) -> dict[str, Any]:
    name = type(recorded.event).__name__
    return {
        "event_id": recorded.event_id,
        "type": name,
        "name": event_name(name),
        "version": recorded.version,
        "effective": recorded.meta.effective.to_plain(),
        "recorded_at": recorded.recorded_at,
        "by": asdict(recorded.meta.actor),
        "data": asdict(recorded.event),
    }
