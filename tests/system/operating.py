"""What operators see of messages that could not be taken, and what they do about them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from tests.harness.services import INTERNAL_TOKEN, Served


@asynccontextmanager
async def inside(service: Served) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a service's own port that knows the internal token."""
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{service.settings.port}",
        headers={"Authorization": f"Internal {INTERNAL_TOKEN}"},
        trust_env=False,
        timeout=60,
    ) as client:
        yield client


async def parked(service: Served) -> list[dict[str, Any]]:
    """Return what operators are shown of what could not be taken."""
    async with inside(service) as client:
        answer = await client.get("/internal/parked")
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.json()["items"]
        metrics = (await client.get("/metrics")).text
    assert f"luodi_parked_messages {len(items)}.0" in metrics
    return items


async def redriven(service: Served, stream: str) -> dict[str, Any]:
    """Have a stream's parked messages handled again."""
    async with inside(service) as client:
        answer = await client.post("/internal/parked/redrives", json={"stream": stream})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())
