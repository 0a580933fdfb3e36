"""All that a reader is told of what happened: page by page, and as a live stream."""

import json
from typing import Any

import httpx

EVENTS = "/api/v1/events"


async def newest_of(reader: httpx.AsyncClient) -> int:
    """Return how far the feed reaches now; 0 for those who may hear of nothing."""
    answer = await reader.head(EVENTS)
    return int(answer.headers.get("x-newest-position", "0"))


async def fed(reader: httpx.AsyncClient, newest: int) -> str:
    """Read the feed up to a position, page by page."""
    told: list[Any] = []
    after = 0
    while after < newest:
        answer = await reader.get(EVENTS, params={"after": after, "limit": 200})
        assert answer.status_code == 200, answer.text
        told += answer.json()["events"]
        after = answer.json()["next_after"]
    return _written(told, newest)


async def streamed(reader: httpx.AsyncClient, newest: int) -> str:
    """Follow the live stream up to a position."""
    told: list[Any] = []
    async with reader.stream("GET", EVENTS, headers={"Accept": "text/event-stream"}) as answer:
        if answer.status_code == httpx.codes.FORBIDDEN:
            return _written(told, newest)
        scanned_to = 0
        async for line in answer.aiter_lines():
            name, _, value = line.partition(": ")
            if name == "data":
                told.append(json.loads(value))
            if name == "id":
                scanned_to = int(value)
            if not line and scanned_to >= newest:
                break
    return _written(told, newest)


def _written(events: list[Any], newest: int) -> str:
    known = [event for event in events if int(event["feedposition"]) <= newest]
    return json.dumps(known, ensure_ascii=False)
