"""Endpoints: register one, read one, list them."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field, StringConstraints

from services.notifications.api.border import (
    ENDPOINTS_AT,
    SERVICE,
    EndpointPath,
    EventType,
    FromParts,
    Name,
    reading,
    shown_once,
)
from services.notifications.domain.address import LONGEST_URL
from services.notifications.domain.commands import RegisterEndpoint
from services.notifications.domain.endpoint import (
    ENDPOINT,
    LONGEST_RETRY,
    MOST_RETRIES,
    Stage,
)
from services.notifications.domain.endpoint_facts import (
    DEFAULT_RETRIES,
    Interest,
    Ordering,
    Profile,
    SigningKey,
)
from services.notifications.domain.record import evolve_record
from services.notifications.views.endpoints import BY_ID, listed, matching
from shared.adapters import listing
from shared.adapters.answers import Knowing, one, page
from shared.adapters.caller import Creating, Reading
from shared.adapters.command_handler import Part
from shared.adapters.listing import rows_of
from shared.adapters.runtime import FromRuntime
from shared.adapters.times import FromKnown, FromTimes
from shared.adapters.web import Body, Line
from shared.kernel.identifiers import AccountId, ParkId, ProjectId
from shared.kernel.policy import Guarded

router = APIRouter(prefix=ENDPOINTS_AT, tags=["推送端点"])

_Names = Annotated[tuple[Name, ...], Field(max_length=100)]
_Seconds = Annotated[int, Field(ge=1, le=LONGEST_RETRY)]


class InterestBody(Body):
    """订阅范围: an empty part leaves nothing out."""

    services: _Names = ()
    types: Annotated[tuple[EventType, ...], Field(max_length=200)] = ()
    projects: _Names = ()
    parks: _Names = ()

    def interest(self) -> Interest:
        """Return the rule's word for it."""
        return Interest(
            services=self.services,
            types=self.types,
            projects=tuple(ProjectId(project) for project in self.projects),
            parks=tuple(ParkId(park) for park in self.parks),
        )


class Registration(Body):
    """登记推送端点."""

    url: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_URL)]
    description: Line | None = None
    owner: Name | None = Field(None, description="whose rights bound it; the caller by default")
    interest: InterestBody = InterestBody()
    profile: Profile = Profile.FULL
    ordering: Ordering = Ordering.NONE
    retries: Annotated[
        tuple[_Seconds, ...], Field(min_length=1, max_length=MOST_RETRIES, description="seconds")
    ] = DEFAULT_RETRIES


class Wish(listing.Wish):
    """筛选: what the list can be narrowed by."""

    stage: Stage | None = None
    owner: Name | None = None


@router.post("", status_code=201)
async def register_endpoint(
    body: Registration, caller: Creating, runtime: FromRuntime, parts: FromParts
) -> Response:
    """登记推送端点: the answer holds its secret, this once; ping it before anything is sent."""
    owner = AccountId(body.owner) if body.owner is not None else caller.who.account
    caller.require("notifications.register", Guarded(people=frozenset({owner})))
    endpoint_id = caller.new_id()
    secret = parts.new_secret(caller.new_id())
    command = RegisterEndpoint(
        **caller.asked("notifications.register"),
        owner=owner,
        url=body.url,
        description=body.description or "",
        interest=body.interest.interest(),
        profile=body.profile,
        ordering=body.ordering,
        retries=body.retries,
        key=SigningKey(key_id=secret.key_id, public_key=secret.public),
        allowed=parts.allowed,
    )
    async with parts.keys.offered(secret, endpoint_id, caller.at) as offer:
        result = await runtime.commands.handle(
            Part(ENDPOINT, endpoint_id), command, caller.context(), creates=True
        )
        offer.taken = not result.replayed
    return shown_once(result, secret if offer.taken else None, ENDPOINTS_AT)


@router.get("")
async def list_endpoints(
    caller: Reading, runtime: FromRuntime, times: FromKnown, wish: Annotated[Wish, Query()]
) -> Response:
    """推送端点列表: one's own, or all for those who administer and audit."""
    seen = reading(caller, "notifications.read")
    query = matching(seen, times.as_of, wish.stage, wish.owner)
    rows, cursor = await rows_of(runtime.pool, query, BY_ID, wish)
    items = [listed(row) for row in rows]
    return page(items, cursor, Knowing(positions=runtime.views.known(), times=times))


@router.get("/{endpoint_id}")
async def one_endpoint(
    endpoint_id: EndpointPath, caller: Reading, runtime: FromRuntime, times: FromTimes
) -> Response:
    """推送端点: where it stands, its keys by name, its last ping; never a secret."""
    found = await runtime.records.get(
        ENDPOINT, evolve_record, endpoint_id, times, caller.allow("notifications.read")
    )
    knowing = Knowing(positions={SERVICE: found.position}, times=times)
    return one(found.text(asdict), found.version, knowing)
