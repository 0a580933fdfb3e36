"""A real HTTP receiver on 127.0.0.1: keeps every request byte for byte and answers as it is told.

async with receiver() as city:
    city.url                            "http://127.0.0.1:PORT/hook"
    city.secrets = ["whsec_…"]          from now on it checks signatures: 204, or 401
    city.answers(Reply(500), Reply(429, {"Retry-After": "7"}))     the next two, in order
    city.always = Reply(hang=True)      what is answered when nothing else is said
    await city.wait_for(3)              until it has three requests
"""

import asyncio
import ssl
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

HERE = "127.0.0.1"


@dataclass(frozen=True)
class Request:
    """One request as it came."""

    at: float
    raw_head: bytes
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply:
    """What to answer, or how not to."""

    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    hang: bool = False  # never answer
    stall: bool = False  # announce a body and never send it
    drop: bool = False  # close the connection instead
    endless: bool = False  # a body that never ends
    after: asyncio.Event | None = None  # answer only then


class Receiver:
    """Keeps what it is sent."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.scheme = "http"
        self.received: list[Request] = []
        self.always = Reply()
        self.secrets: Sequence[str] = ()
        self.connections = 0
        self.on_request: Callable[[Request], None] = lambda _: None
        self._next: deque[Reply] = deque()
        self._came = asyncio.Condition()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"{self.scheme}://{HERE}:{self.port}/hook"

    def answers(self, *replies: Reply) -> None:
        """Say what to answer to the next requests."""
        self._next.extend(replies)

    async def wait_for(self, count: int, seconds: float = 10) -> list[Request]:
        """Wait until so many requests have come, and return them."""
        async with self._came:
            await asyncio.wait_for(
                self._came.wait_for(lambda: len(self.received) >= count), seconds
            )
        return list(self.received)

    def events(self) -> list[str]:
        """The ids of the messages that came, pings left out, in order."""
        bodies = ((r.headers.get("webhook-id", ""), r.body) for r in self.received)
        return [name for name, body in bodies if b"EndpointPing" not in body]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        self.connections += 1
        try:
            while await self._exchange(reader, writer):
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            return
        finally:
            writer.close()
            with suppress(ConnectionError, ssl.SSLError):
                await writer.wait_closed()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = await reader.readuntil(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        method, path, _ = lines[0].split(" ")
        pairs = (line.partition(":") for line in lines[1:] if line)
        headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        request = Request(time.time(), head, method, path, headers, body)
        async with self._came:
            self.received.append(request)
            self._came.notify_all()
        self.on_request(request)
        return await self._reply(
            self._next.popleft() if self._next else self._usual(request), writer
        )

    def _usual(self, request: Request) -> Reply:
        if not self.secrets:
            return self.always
        return self.always if any(_fits(s, request) for s in self.secrets) else Reply(401)

    async def _reply(self, reply: Reply, writer: asyncio.StreamWriter) -> bool:
        if reply.after is not None:
            await reply.after.wait()
        if reply.drop:
            return False
        if reply.hang:
            await asyncio.Event().wait()
        size = 10 if reply.stall else len(reply.body)
        length = [] if reply.endless else [f"Content-Length: {size}"]
        lines = [f"HTTP/1.1 {reply.status} Told", *length]
        lines += [f"{name}: {value}" for name, value in reply.headers.items()]
        writer.write("\r\n".join([*lines, "", ""]).encode() + reply.body)
        if reply.stall:
            await asyncio.Event().wait()
        while reply.endless:
            writer.write(b"x" * 1024)
            await writer.drain()
            await asyncio.sleep(0)
        return True


def _fits(secret: str, request: Request) -> bool:
    try:
        Webhook(secret).verify(request.body, request.headers)
    except WebhookVerificationError:
        return False
    return True


@asynccontextmanager
async def receiver(tls: ssl.SSLContext | None = None) -> AsyncIterator[Receiver]:
    """Run a receiver on a free port."""
    told = Receiver(0)
    serving: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        serving.add(task)
        try:
            await told.serve(reader, writer)
        except asyncio.CancelledError:
            writer.close()
        finally:
            serving.discard(task)

    server = await asyncio.start_server(serve, HERE, 0, ssl=tls)
    told.port = server.sockets[0].getsockname()[1]
    told.scheme = "https" if tls else "http"
    try:
        yield told
    finally:
        server.close()
        for task in list(serving):
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)
        await server.wait_closed()
