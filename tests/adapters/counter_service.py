"""A smallest service on HTTP: the counter, with what every route of the real ones has."""

from typing import Annotated

import httpx
from fastapi import APIRouter, Query, Response
from pydantic import Field

from shared.adapters.answers import Knowing, done, one, read_cursor
from shared.adapters.caller import Acting, Creating, Reading
from shared.adapters.command_handler import Part
from shared.adapters.runtime import FromRuntime, ServiceSpec
from shared.adapters.times import FromTimes
from shared.adapters.web import Body, Line
from shared.kernel.policy import Role, Scope
from shared.kernel.recorded import Recorded
from tests.adapters.counter import CODEC, COUNTER, Count, Counted

router = APIRouter(prefix="/api/v1/leads")


class CountBody(Body):
    amount: int = Field(ge=-5, le=1000)
    note: Line | None = None


def _command(body: CountBody, caller: Creating) -> Count:
    return Count(**caller.asked("leads.count"), amount=body.amount, note=body.note or "")


@router.post("")
async def begin(body: CountBody, caller: Creating, runtime: FromRuntime) -> Response:
    part = Part(COUNTER, caller.new_id())
    result = await runtime.commands.handle(
        part, _command(body, caller), caller.context(), creates=True
    )
    return done("leads", result, location="/api/v1/leads")


@router.post("/{identifier}/counts")
async def go_on(identifier: str, body: CountBody, caller: Acting, runtime: FromRuntime) -> Response:
    result = await runtime.commands.handle(
        Part(COUNTER, identifier),
        _command(body, caller),
        caller.context(),
        allow=caller.allow("leads.count"),
    )
    return done("leads", result)


def _sum(total: dict[str, int] | None, recorded: Recorded[Counted]) -> dict[str, int]:
    return {"total": (total or {"total": 0})["total"] + recorded.event.by}


@router.get("/{identifier}")
async def read(
    identifier: str, caller: Reading, times: FromTimes, runtime: FromRuntime
) -> Response:
    found = await runtime.records.get(COUNTER, _sum, identifier, times, caller.allow("leads.read"))
    knowing = Knowing(positions={"leads": found.position}, times=times)
    return one(found.record, found.version, knowing)


@router.get("")
async def listed(
    caller: Reading, times: FromTimes, cursor: Annotated[str, Query()] = ""
) -> dict[str, bool]:
    assert times.valid_at is None
    read_cursor(cursor, 2)
    return {"everything": caller.visibility("leads.read").everything}


RULES = {
    "leads.read": {Role.INVESTMENT_SPECIALIST: Scope.ALL, Role.PARK_LEADER: Scope.ALL},
    "leads.count": {Role.INVESTMENT_SPECIALIST: Scope.ALL, Role.PARTNER_SYSTEM: Scope.ALL},
}
# The counter is guarded by nobody, so that `all` is the only scope that covers it.
SPEC: ServiceSpec[Counted] = ServiceSpec(
    name="leads",
    description="counters",
    codec=CODEC,
    publish=lambda *_: None,
    rules=RULES,
    routers=[router],
)


def problem(answer: httpx.Response, status: int, code: str) -> dict[str, object]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-language"] == "zh-CN, en"
    document: dict[str, object] = answer.json()
    assert document["code"] == code
    assert document["status"] == status
    assert document["type"] == f"/problems/{code}"
    assert document["title"] != code, "no Chinese title"
    assert document["trace_id"]
    return document


async def made(client: httpx.AsyncClient, **headers: str) -> httpx.Response:
    answer = await client.post("/api/v1/leads", json={"amount": 2}, headers=headers)
    assert answer.status_code == 201, answer.text
    return answer
