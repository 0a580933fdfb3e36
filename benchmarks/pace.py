"""Things begun at a steady pace, whatever became of the earlier ones."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from time import perf_counter, time
from typing import Any

CONNECTIONS = 16


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What to send: a POST."""

    path: str
    body: str
    headers: dict[str, str]

    def as_bytes(self) -> bytes:
        """The request as it goes over the wire."""
        body = self.body.encode()
        headers = {
            "Host": "127.0.0.1",
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            **self.headers,
        }
        lines = [f"POST {self.path} HTTP/1.1", *(f"{n}: {v}" for n, v in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode() + body


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What came back, and when it was due to be asked (seconds since 1970)."""

    due_at: float
    body: dict[str, Any]


async def at_pace(works: Iterable[Callable[[], Awaitable[Any]]], rate: float) -> list[Any]:
    """Begin so many of these a second; return what each came to."""
    began = perf_counter()
    under_way = []
    for turn, work in enumerate(works):
        await asyncio.sleep(max(0.0, began + turn / rate - perf_counter()))
        under_way.append(asyncio.ensure_future(work()))
    return await asyncio.gather(*under_way)


async def paced(port: int, requests: Sequence[Asked], rate: float) -> list[Answered]:
    """Send these at so many a second; anything but a 2xx ends it."""
    free: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
    connections = [await asyncio.open_connection("127.0.0.1", port) for _ in range(CONNECTIONS)]
    for connection in connections:
        free.put_nowait(connection)

    async def send(request: bytes) -> Answered:
        due_at = time()
        reader, writer = await free.get()
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = int(head.partition("content-length:")[2].partition("\r\n")[0])
        body = await reader.readexactly(length)
        free.put_nowait((reader, writer))
        if head.split(" ")[1][0] != "2":
            raise RuntimeError(body.decode())
        return Answered(due_at=due_at, body=json.loads(body))

    answered = await at_pace([partial(send, one.as_bytes()) for one in requests], rate)
    for _, writer in connections:
        writer.close()
    return answered
