"""The caller's own inbox."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import to_json

from services.notifications.api.border import Nothing
from services.notifications.views.inbox import count_unread, mark_read, read
from shared.adapters.answers import JSON
from shared.adapters.caller import Creating, Reading
from shared.adapters.problems import Problem
from shared.adapters.runtime import FromRuntime
from shared.kernel.policy import Guarded

router = APIRouter(prefix="/api/v1/inbox", tags=["站内消息"])

_LARGEST = 2**63 - 1


class Wish(BaseModel):
    """筛选."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    after: Annotated[int, Field(ge=0, le=_LARGEST)] = 0
    unread: bool = False
    limit: Annotated[int, Field(ge=1, le=200)] = 50


@router.get("")
async def list_lines(
    caller: Reading, runtime: FromRuntime, wish: Annotated[Wish, Query()]
) -> Response:
    """站内消息: in their order; `next_after` leads on, `unread` counts what is unread in all."""
    account = caller.who.account
    caller.require("inbox.read", Guarded(people=frozenset({account})))
    items = await read(runtime.pool, account, wish.after, wish.limit, unread=wish.unread)
    body = {
        "items": items,
        "next_after": items[-1]["seq"] if items else wish.after,
        "unread": await count_unread(runtime.pool, account),
    }
    return Response(to_json(body), media_type=JSON)


@router.post("/{line_id}/readings", status_code=201)
async def mark_line_read(
    line_id: Annotated[int, Path(ge=1, le=_LARGEST)],
    _: Nothing,
    caller: Creating,
    runtime: FromRuntime,
) -> Response:
    """标为已读: again changes nothing."""
    account = caller.who.account
    caller.require("inbox.read", Guarded(people=frozenset({account})))
    first = await mark_read(runtime.pool, account, line_id, caller.at)
    if first is None:
        raise Problem(404, "not-found", "there is no such line")
    return Response(to_json({"id": str(line_id)}), 201 if first else 200, media_type=JSON)
