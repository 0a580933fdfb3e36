"""The feed: everything that happened, in one gapless order, as far as the reader may see it."""

import re
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from services.notifications.api.border import Name
from services.notifications.api.streaming import Stream
from services.notifications.delivery.parts import parts_of
from services.notifications.domain.reach import Reach, reach_of
from services.notifications.views import feed
from services.notifications.views.feed import FeedPage, Wanted
from shared.adapters.caller import Caller, Reading
from shared.adapters.problems import Problem
from shared.adapters.runtime import FromRuntime, Runtime

router = APIRouter(prefix="/api/v1/events", tags=["事件供给"])

BATCH = "application/cloudevents-batch+json"
EVENT_STREAM = "text/event-stream"
_LARGEST = 2**63 - 1
_FULL_TYPE = re.compile(r"^cn\.luodi\.(?P<name>[a-z]+\.[A-Za-z]+)\.v\d+$")
_TYPES = r"^[A-Za-z0-9.]{1,120}(,[A-Za-z0-9.]{1,120}){0,99}$"


class Wish(BaseModel):
    """筛选: what of the feed is wanted, and from where on."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    after: Annotated[int, Field(ge=0, le=_LARGEST)] = 0
    types: str | None = Field(
        None, pattern=_TYPES, description="ApprovalGranted,approvals.CaseAccepted"
    )
    subject: Name | None = None
    project: Name | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 100

    def wanted(self) -> Wanted:
        """Return the question to the feed."""
        types = tuple(_short(name) for name in self.types.split(",")) if self.types else None
        return Wanted(types=types, subject=self.subject, project=self.project)


@router.get("", responses={200: {"content": {BATCH: {}, EVENT_STREAM: {}}}})
async def read_feed(
    request: Request,
    caller: Reading,
    runtime: FromRuntime,
    wish: Annotated[Wish, Query()],
    last_event_id: Annotated[str | None, Header(pattern=r"^\d{1,18}$")] = None,
) -> Response:
    """事件供给: a page, or with `Accept: text/event-stream` a live stream.

    What the reader may not see is left out; `scanned_to` says up to where everything was looked at,
    so that a hidden event is told from a lost one.
    """
    reach = _reach(caller)
    live = EVENT_STREAM in request.headers.get("accept", "")
    after = int(last_event_id) if live and last_event_id is not None else wish.after
    await _require_told(runtime, after)
    if live:
        token = request.headers.get("authorization", "").partition(" ")[2]
        stream = Stream(
            runtime=runtime, bell=parts_of(runtime).bell, token=token, wanted=wish.wanted()
        )
        headers = {"X-Accel-Buffering": "no"}
        return StreamingResponse(stream.follow(after), 200, headers, EVENT_STREAM)
    page = await feed.page(runtime.pool, reach, wish.wanted(), after, wish.limit)
    return Response(_written(page), media_type=BATCH)


@router.head("")
async def feed_ends(caller: Reading, runtime: FromRuntime) -> Response:
    """供给范围: the oldest and the newest position there is."""
    _reach(caller)
    oldest, newest = await feed.ends(runtime.pool)
    headers = {"X-Oldest-Position": str(oldest), "X-Newest-Position": str(newest)}
    return Response(None, 200, headers, BATCH)


@router.get("/{event_id}", responses={200: {"content": {feed.EVENT: {}}}})
async def one_event(event_id: UUID, caller: Reading, runtime: FromRuntime) -> Response:
    """事件: one CloudEvent, byte for byte as it was delivered."""
    body = await feed.one(runtime.pool, _reach(caller), event_id)
    if body is None:
        raise Problem(404, "not-found", "there is no such event")
    return Response(body, media_type=feed.EVENT)


async def _require_told(runtime: Runtime[Any], after: int) -> None:
    """Refuse a place the feed has not come to: who waits there would hear nothing and not know."""
    _, newest = await feed.ends(runtime.pool)
    if after > newest:
        raise Problem(422, "position-beyond-newest", "the feed ends before", newest=newest)


def _reach(caller: Caller) -> Reach:
    reach = reach_of(caller.who, caller.at)
    if reach.nothing:
        raise Problem(403, "not-allowed", "events.read is not granted", act="events.read")
    return reach


def _written(page: FeedPage) -> bytes:
    """Write a page around the events' own bytes."""
    events = b",".join(event.body for event in page.events)
    end = f'],"next_after":{page.scanned_to},"scanned_to":{page.scanned_to}}}'
    return b'{"events":[' + events + end.encode()


def _short(name: str) -> str:
    """Take an event's CloudEvents type for its name."""
    match = _FULL_TYPE.match(name)
    return match["name"] if match else name
