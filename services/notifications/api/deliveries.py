"""Deliveries: what was sent where, every try of it, and sending again."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic_core import to_json

from services.notifications.api.border import EventType, Name, Nothing, reading
from services.notifications.views.deliveries import (
    Dismissal,
    Resend,
    Wanted,
    asked_before,
    deliveries,
    delivery,
    dismiss,
    resend,
)
from shared.adapters import listing
from shared.adapters.answers import JSON, Knowing, page, write_cursor
from shared.adapters.caller import Creating, Reading
from shared.adapters.command_handler import KeyReused
from shared.adapters.listing import identifier
from shared.adapters.problems import Problem
from shared.adapters.runtime import FromRuntime
from shared.adapters.times import Times
from shared.adapters.web import Body, Prose
from shared.kernel.identifiers import AccountId
from shared.kernel.policy import Guarded
from shared.kernel.rejected import Rejected

_ORDER = "deliveries"

router = APIRouter(prefix="/api/v1/deliveries", tags=["投递"])


class Status(StrEnum):
    """投递状态."""

    PENDING = "pending"
    WAITING = "waiting"
    SENDING = "sending"
    PARKED = "parked"
    DONE = "done"
    DEAD = "dead"
    DISMISSED = "dismissed"


class Wish(listing.Wish):
    """筛选: what the list can be narrowed by."""

    endpoint: Name | None = None
    status: Status | None = None
    type: EventType | None = None
    project: Name | None = None


class DismissalRequest(Body):
    """作罢: why it is not sent any more."""

    reason: Prose


@router.get("")
async def list_deliveries(
    caller: Reading, runtime: FromRuntime, wish: Annotated[Wish, Query()]
) -> Response:
    """投递列表: the newest first; `parked` are kept for an endpoint that rests."""
    seen = reading(caller, "notifications.read")
    place = wish.place(_ORDER, [identifier])
    wanted = Wanted(
        endpoint=wish.endpoint,
        status=wish.status.value if wish.status is not None else None,
        type=wish.type,
        project=wish.project,
        after=place[0] if place else None,
        limit=wish.limit,
    )
    rows = await deliveries(runtime.pool, wanted, seen)
    shown = rows[: wish.limit]
    cursor = write_cursor(_ORDER, shown[-1]["id"]) if len(rows) > wish.limit else None
    return page(shown, cursor, Knowing(positions=runtime.views.known(), times=Times()))


@router.get("/{delivery_id}")
async def one_delivery(delivery_id: UUID, caller: Reading, runtime: FromRuntime) -> Response:
    """投递: with every try, its times and what the receiver said."""
    seen = caller.visibility("notifications.read")
    found = await delivery(runtime.pool, delivery_id, seen)
    if found is None:
        raise Problem(404, "not-found", "there is no such delivery")
    return Response(to_json(found), media_type=JSON)


@router.post("/{delivery_id}/resends", status_code=201)
async def resend_delivery(
    delivery_id: UUID, _: Nothing, caller: Creating, runtime: FromRuntime
) -> Response:
    """重新投递: the same message under its old id, with the whole schedule before it."""
    found = await delivery(runtime.pool, delivery_id, caller.visibility("notifications.read"))
    if found is None:
        raise Problem(404, "not-found", "there is no such delivery")
    guarded = Guarded(people=frozenset({AccountId(found["owner"])}))
    caller.require("notifications.resend", guarded)
    key = caller.context().command_id
    before = await asked_before(runtime.pool, caller.who.account, key) if key else None
    if before is not None and before != delivery_id:
        raise KeyReused
    asked = Resend(delivery_id=delivery_id, by=caller.who.account, at=caller.at, key=key)
    number = None if before else await resend(runtime.pool, asked)
    if number is None and before is None:
        raise Rejected("delivery-still-open", "it has not ended yet")
    body = {"id": delivery_id, "resends": number if number is not None else found["resends"]}
    replayed = {"Idempotency-Replayed": "true"} if before is not None else {}
    return Response(to_json(body), 201, replayed, JSON)


@router.post("/{delivery_id}/dismissals", status_code=201)
async def dismiss_delivery(
    delivery_id: UUID, body: DismissalRequest, caller: Creating, runtime: FromRuntime
) -> Response:
    """作罢: a dead delivery is given up; it may still be sent again."""
    found = await delivery(runtime.pool, delivery_id, caller.visibility("notifications.read"))
    if found is None:
        raise Problem(404, "not-found", "there is no such delivery")
    guarded = Guarded(people=frozenset({AccountId(found["owner"])}))
    caller.require("notifications.dismiss", guarded)
    told = Response(to_json({"id": delivery_id, "status": Status.DISMISSED}), 201, media_type=JSON)
    if found["status"] == Status.DISMISSED:
        told.status_code = 200
        return told
    asked = Dismissal(
        delivery_id=delivery_id, by=caller.who.account, at=caller.at, reason=body.reason
    )
    if not await dismiss(runtime.pool, asked):
        raise Rejected("delivery-not-dead", "only what nobody tries any more is given up")
    return told


@router.get("/{delivery_id}/dismissals")
async def past_dismissals(delivery_id: UUID, caller: Reading, runtime: FromRuntime) -> Response:
    """以往作罢: who gave it up, when, and why."""
    return await _past(delivery_id, "dismissed", caller, runtime)


@router.get("/{delivery_id}/resends")
async def past_resends(delivery_id: UUID, caller: Reading, runtime: FromRuntime) -> Response:
    """以往重发: who had it sent again, and when."""
    return await _past(delivery_id, "resent", caller, runtime)


async def _past(delivery_id: UUID, acts: str, caller: Reading, runtime: FromRuntime) -> Response:
    seen = caller.visibility("notifications.read")
    found = await delivery(runtime.pool, delivery_id, seen)
    if found is None:
        raise Problem(404, "not-found", "there is no such delivery")
    return page(found[acts], None, Knowing(positions=runtime.views.known(), times=Times()))
