"""Acts on an endpoint, in the order of its life; GET of the same collections lists past ones."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from services.notifications.api.border import (
    ENDPOINTS_AT,
    SERVICE,
    EndpointPath,
    FromEndpoint,
    FromParts,
    Nothing,
    OneEndpoint,
    shown_once,
)
from services.notifications.delivery.parts import Parts
from services.notifications.delivery.ping import NOT_ASKED, Ping, ping
from services.notifications.domain.commands import (
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
from shared.adapters.answers import page, past_act
from shared.adapters.caller import Reading
from shared.adapters.listing import knowing_of
from shared.adapters.runtime import FromRuntime
from shared.adapters.times import FromTimes, Times
from shared.adapters.web import Body, Line

router = APIRouter(prefix=f"{ENDPOINTS_AT}/{{endpoint_id}}", tags=["推送端点"])


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
async def ping_endpoint(_: Nothing, endpoint: FromEndpoint, parts: FromParts) -> Response:
    """联通测试: sends a signed ping, which must get 2xx, and a forged one, which must get 4xx."""
    act = "notifications.ping"
    allow = endpoint.caller.allow(act)
    found = await endpoint.runtime.records.get(ENDPOINT, evolve_record, endpoint.id, Times(), allow)
    signed, forged = await _pinged(found.record, endpoint, parts)
    command = RecordPing(**endpoint.asked(act), signed=signed, forged=forged)
    return await endpoint.do(act, command)


async def _pinged(
    record: EndpointRecord, endpoint: OneEndpoint, parts: Parts
) -> tuple[PingAnswer, PingAnswer]:
    if record.stage is Stage.DISABLED:
        return NOT_ASKED, NOT_ASKED
    at = endpoint.caller.at
    keys = [(key.key_id, key.until) for key in record.keys]
    what = Ping(
        endpoint_id=record.id,
        url=record.url,
        event_id=endpoint.caller.new_id(),
        source=endpoint.runtime.settings.source,
        at=at,
    )
    return await ping(what, await parts.keys.signing(keys, at), parts.allowed)


@router.post("/pauses", status_code=201)
async def pause_endpoint(_: Nothing, endpoint: FromEndpoint) -> Response:
    """暂停推送: what comes up meanwhile is kept."""
    act = "notifications.pause"
    return await endpoint.do(act, PauseEndpoint(**endpoint.asked(act)))


@router.post("/resumptions", status_code=201)
async def resume_endpoint(_: Nothing, endpoint: FromEndpoint) -> Response:
    """恢复推送: what was kept goes out."""
    act = "notifications.resume"
    return await endpoint.do(act, ResumeEndpoint(**endpoint.asked(act)))


@router.post("/disablements", status_code=201)
async def disable_endpoint(body: Disablement, endpoint: FromEndpoint) -> Response:
    """停用端点: until it is enabled again."""
    act = "notifications.disable"
    command = DisableEndpoint(
        **endpoint.asked(act), reason=DisableReason.BY_HAND, note=body.note or ""
    )
    return await endpoint.do(act, command)


@router.post("/enablements", status_code=201)
async def enable_endpoint(_: Nothing, endpoint: FromEndpoint) -> Response:
    """重新启用端点."""
    act = "notifications.enable"
    return await endpoint.do(act, EnableEndpoint(**endpoint.asked(act)))


@router.post("/secret-rotations", status_code=201)
async def rotate_secret(body: Rotation, endpoint: FromEndpoint, parts: FromParts) -> Response:
    """轮换密钥: the answer holds the new secret, this once."""
    act, caller = "notifications.rotate-secret", endpoint.caller
    secret = parts.new_secret(caller.new_id())
    command = RotateSecret(
        **endpoint.asked(act),
        key=SigningKey(key_id=secret.key_id, public_key=secret.public),
        previous_until=caller.at + timedelta(hours=body.overlap_hours),
    )
    async with parts.keys.offered(secret, endpoint.id, caller.at) as offer:
        result = await endpoint.decide(act, command)
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
    items = [past_act(event) for event in events if type(event.event).__name__ in _EVENTS[acts]]
    return page(items, None, knowing_of(SERVICE, events, times))
