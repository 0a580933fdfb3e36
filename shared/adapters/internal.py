"""Routes on a service's own port, never behind the front door: health, metrics, what it published.

`/internal/…` takes the installation's internal token. Other services fetch from `published` what
the bus did not bring them.
"""

import asyncio
import hmac
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Annotated, Any

import asyncpg
import httpx
from fastapi import APIRouter, Depends, Query, Request, Response
from nats.aio.msg import Msg
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest
from pydantic import Field, ValidationError

from shared.adapters import broker
from shared.adapters.batcher import PART
from shared.adapters.discarding import Discarder, Wish
from shared.adapters.identity import Identity
from shared.adapters.parking import Again, Unworded
from shared.adapters.problems import Problem
from shared.adapters.questions import NothingElse, refuse_unknown
from shared.adapters.settings import Settings
from shared.adapters.views import SCHEMA
from shared.adapters.web import Body, Line
from shared.contracts.envelope import CloudEvent, subjects_of

router = APIRouter(include_in_schema=False)
PAGE = 500
VOIDING = frozenset({"SessionsRevoked", "GrantWithdrawn"})


async def _trusted(request: Request) -> None:
    token = request.app.state.runtime.settings.internal_token.get_secret_value()
    given = request.headers.get("authorization", "")
    if not hmac.compare_digest(given.encode(), f"Internal {token}".encode()):
        raise Problem(401, "not-authenticated", "the internal token is required")
    refuse_unknown(request)


Trusted = Depends(_trusted)


@router.get("/livez", dependencies=[NothingElse])
async def live() -> dict[str, str]:
    """Tell that the process answers."""
    return {"status": "alive"}


@router.get("/readyz", dependencies=[NothingElse])
async def ready(request: Request) -> Response:
    """Tell whether requests can be served: the database answers and the views exist."""
    runtime = request.app.state.runtime
    await runtime.pool.fetchval("SELECT 1")
    return Response('{"status":"ready"}', media_type="application/json")


HEAD = Gauge("luodi_store_position", "Newest position in the store")
KNOWN = Gauge("luodi_view_position", "How far the views know a source", ["source"])
PARKED = Gauge("luodi_parked_messages", "Messages that could not be taken")
LEADER = Gauge("luodi_leader", "Whether this process leads its service")


@router.get("/metrics", dependencies=[NothingElse])
async def metrics(request: Request) -> Response:
    """Answer Prometheus; what lies in the database is read when it asks."""
    runtime = request.app.state.runtime
    HEAD.set((await runtime.store.head())[0])
    for source, position in (await runtime.views.positions()).items():
        KNOWN.labels(source).set(position)
    PARKED.set(await runtime.parking.count())
    LEADER.set(runtime.leads)
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


@router.get("/internal/{service}/published", dependencies=[Trusted])
async def published(
    request: Request,
    service: str,
    after: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=PAGE)] = PAGE,
) -> dict[str, Any]:
    """Return what follows a position, worded as it is published."""
    runtime = request.app.state.runtime
    if service != runtime.name:
        raise Problem(404, "not-found", f"this is {runtime.name}")
    events = await runtime.store.after(after, limit)
    worded = [runtime.relay.cloud_event(event) for event in events]
    return {"events": [event.model_dump(mode="json", exclude_none=True) for event in worded]}


@router.get("/internal/parked", dependencies=[Trusted])
async def parked(request: Request) -> dict[str, Any]:
    """List the messages that could not be taken."""
    return {"items": await request.app.state.runtime.parking.parked()}


class Redrive(Body):
    """重新处理: the stream, or the matter, whose parked messages are to be handled again."""

    stream: Line


@router.post("/internal/parked/redrives", dependencies=[Trusted])
async def redrive(request: Request, body: Redrive) -> dict[str, int | str]:
    """Handle the parked messages of a matter again, in order, until one fails again."""
    runtime = request.app.state.runtime

    async def show(connection: asyncpg.Connection, event: CloudEvent) -> None:
        await runtime.views.hear(connection, SCHEMA, [event])

    publishers = Publishers(runtime.settings)
    again = Again(worded=publishers.worded, react=runtime.react, show=show)
    done: dict[str, int | str] = await runtime.parking.redrive(body.stream, again)
    return done


class Discarded(Body):
    """作废: which parked message is no event, who decided so and why."""

    id: Annotated[int, Field(ge=1, lt=2**63)]
    discarded_by: Line
    reason: Line


@router.post("/internal/parked/discards", dependencies=[Trusted], status_code=201)
async def discard(request: Request, body: Discarded) -> dict[str, str]:
    """Put away for good what is no event of any service, recording who did so and why."""
    runtime = request.app.state.runtime
    discarder = Discarder(runtime.parking, runtime.commands, Publishers(runtime.settings).stores)
    wish = Wish(
        message=body.id,
        discarded_by=body.discarded_by,
        reason=body.reason,
        client=f"operator-{runtime.name}",
    )
    return {"event_id": await discarder(wish, datetime.now(UTC))}


class Publishers:
    """The other services' `published` routes."""

    def __init__(self, settings: Settings) -> None:
        self._urls = settings.service_urls
        token = settings.internal_token.get_secret_value()
        self._headers = {"Authorization": f"Internal {token}"}

    async def missing(self, service: str, after: int) -> list[CloudEvent]:
        """Fetch a page of what a service published after a position, as far as it is events."""
        url = f"{self._urls.get(service, '')}/internal/{service}/published"  # type: ignore[call-overload]  # any name may be asked for
        async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
            answer = await client.get(url, params={"after": after}, headers=self._headers)
        answer.raise_for_status()
        found: list[CloudEvent] = []
        for plain in answer.json()["events"]:
            try:
                found.append(CloudEvent.model_validate(plain))
            except ValidationError as error:
                if found:
                    break
                raise Unworded(service, after + 1, plain, str(error)) from None
        return found

    async def worded(self, service: str, position: int) -> CloudEvent | None:
        """Return an event as its publisher words it by now; None where it does not say."""
        with suppress(httpx.HTTPError, Unworded):
            for found in await self.missing(service, position - 1):
                if (found.service, found.position) == (service, position):
                    return found
        return None

    async def stores(self, service: str, position: int) -> bool:
        """Tell whether a service has stored an event at a position, worded well or not."""
        try:
            following = await self.missing(service, position - 1)
        except Unworded:
            return True
        except httpx.HTTPError as error:
            raise Problem(503, "publisher-silent", f"{service}: {error}") from None
        return any(event.position == position for event in following[:1])


async def listen_for_revocations(settings: Settings, identity: Identity) -> None:
    """Hear revocations in every process, leader or not, as they pass over the bus.

    What passes while the bus is away is learnt from access with its keys, every few minutes.
    """
    honour = honour_revocations(identity)

    async def hear(message: Msg) -> None:
        with suppress(broker.Unreadable):
            honour(broker.event_in(message))

    while True:
        with suppress(*broker.Trouble):
            client = await broker.connect(settings.nats_url, f"{settings.service}-revocations")
            try:
                await client.subscribe(subjects_of("access", PART), cb=hear)
                await asyncio.Event().wait()
            finally:
                await client.close()
        await asyncio.sleep(1)


def honour_revocations(identity: Identity) -> Callable[[CloudEvent], None]:
    """Return what to do with each event heard: tokens that access revoked are refused at once.

    Where the event does not say what is void since when, the whole account is, since it was told.
    """

    def hear(event: CloudEvent) -> None:
        if event.service != "access" or event.eventname not in VOIDING:
            return
        data = event.data or {}
        named = [data.get("session_id"), data.get("account_id"), event.subject.partition("-")[2]]
        subject = next(name for name in named if isinstance(name, str) and name)
        identity.revoke(subject, _moment(data.get("not_before")) or event.time)

    return hear


def _moment(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
