"""One try over HTTP: send, time every step, take no more of the answer than is needed."""

import errno
import time
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import SimpleNamespace, TracebackType
from typing import Any, Self

import aiohttp
from yarl import URL

from services.notifications.delivery.guard import Guard
from services.notifications.delivery.outcome import Answer, Failure, Timings
from services.notifications.domain.address import AllowedAddress

LARGEST_HEAD = 4096
TOTAL_SECONDS = 15.0
CONNECT_SECONDS = 5.0
READ_SECONDS = 10.0
BODY_SECONDS = 2.0
KEPT_OPEN_SECONDS = 60.0

_dialled: ContextVar[list[str]] = ContextVar("dialled")


@dataclass
class _Watch:
    """A stopwatch of one try."""

    began: float = field(default_factory=time.perf_counter)
    dns_ms: float | None = None
    connect_ms: float | None = None
    first_byte_ms: float | None = None
    reused: bool = False

    @property
    def now_ms(self) -> float:
        return (time.perf_counter() - self.began) * 1000

    def timings(self) -> Timings:
        return Timings(
            dns_ms=self.dns_ms,
            connect_ms=self.connect_ms,
            first_byte_ms=self.first_byte_ms,
            total_ms=self.now_ms,
        )


class Courier:
    """Sends to any number of receivers; used as `async with Courier(allowed) as courier`."""

    def __init__(
        self, allowed: Sequence[AllowedAddress], *, total_seconds: float = TOTAL_SECONDS
    ) -> None:
        self._allowed = tuple(allowed)
        self._timeout = aiohttp.ClientTimeout(
            total=total_seconds,
            connect=min(CONNECT_SECONDS, total_seconds),
            sock_connect=min(CONNECT_SECONDS, total_seconds),
            sock_read=min(READ_SECONDS, total_seconds),
        )
        self._sessions: dict[str, aiohttp.ClientSession] = {}

    async def __aenter__(self) -> Self:
        """Open the sessions: one for TLS, one without, each with its own guard."""
        for scheme, plain in (("https", False), ("http", True)):
            self._sessions[scheme] = self._session(plain=plain)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close all connections."""
        for session in self._sessions.values():
            await session.close()

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Try once. A connection kept open that proves to be closed is replaced within the try."""
        watch = _Watch()
        try:
            return await self._post(url, headers, body, watch)
        except (aiohttp.ServerDisconnectedError, ConnectionResetError) as broken:
            if not watch.reused:
                return _failed(broken, watch)
        watch = _Watch(began=watch.began)
        try:
            return await self._post(url, headers, body, watch)
        except (aiohttp.ServerDisconnectedError, ConnectionResetError) as broken:
            return _failed(broken, watch)

    async def _post(
        self, url: str, headers: Mapping[str, str], body: bytes, watch: _Watch
    ) -> Answer:
        dialled: list[str] = []
        _dialled.set(dialled)
        try:
            session = self._sessions[url.partition(":")[0]]
            async with session.post(
                URL(url, encoded=True),
                data=body,
                headers=headers,
                allow_redirects=False,
                trace_request_ctx=watch,
            ) as response:
                watch.first_byte_ms = watch.now_ms
                remote = _peer(response) or (dialled[-1] if dialled else None)
                head = await _head_of(response)
        except (aiohttp.ServerDisconnectedError, ConnectionResetError):
            raise
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError, KeyError) as error:
            return _failed(error, watch, dialled[-1] if dialled else None)
        return Answer(
            status=response.status,
            retry_after=response.headers.get("Retry-After"),
            body_head=head,
            remote=remote,
            timings=watch.timings(),
        )

    def _session(self, *, plain: bool) -> aiohttp.ClientSession:
        guard = Guard(self._allowed, plain=plain)

        def guarded(info: tuple[Any, ...]) -> Any:
            _dialled.get([]).append(str(info[4][0]))
            return guard(info)

        connector = aiohttp.TCPConnector(
            socket_factory=guarded,
            use_dns_cache=False,
            limit=0,
            keepalive_timeout=KEPT_OPEN_SECONDS,
        )
        return aiohttp.ClientSession(
            connector=connector,
            timeout=self._timeout,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            trace_configs=[_tracing()],
        )


def _tracing() -> aiohttp.TraceConfig:
    trace = aiohttp.TraceConfig()
    trace.on_dns_resolvehost_end.append(_on_resolved)
    trace.on_connection_create_end.append(_on_connected)
    trace.on_connection_reuseconn.append(_on_reused)
    return trace


async def _on_resolved(_: aiohttp.ClientSession, context: SimpleNamespace, __: Any) -> None:
    context.trace_request_ctx.dns_ms = context.trace_request_ctx.now_ms


async def _on_connected(_: aiohttp.ClientSession, context: SimpleNamespace, __: Any) -> None:
    context.trace_request_ctx.connect_ms = context.trace_request_ctx.now_ms


async def _on_reused(_: aiohttp.ClientSession, context: SimpleNamespace, __: Any) -> None:
    context.trace_request_ctx.reused = True


async def _head_of(response: aiohttp.ClientResponse) -> bytes:
    """Read at most 4 KiB and not for long; whatever happens, the status stands."""
    head = bytearray()
    try:
        async with aiohttp.helpers.ceil_timeout(BODY_SECONDS):
            async for chunk in response.content.iter_any():
                head += chunk
                if len(head) >= LARGEST_HEAD:
                    break
    except (aiohttp.ClientError, TimeoutError, OSError):
        response.close()
    if not response.content.at_eof():
        response.close()
    return bytes(head[:LARGEST_HEAD])


def _peer(response: aiohttp.ClientResponse) -> str | None:
    connection = response.connection
    if connection is None or connection.transport is None:
        return None
    name = connection.transport.get_extra_info("peername")
    return str(name[0]) if name else None


def _failed(error: Exception, watch: _Watch, remote: str | None = None) -> Answer:
    return Answer(
        failure=_kind_of(error),
        detail=f"{type(error).__name__}: {error}".replace("\x00", "")[:500],
        remote=remote,
        timings=watch.timings(),
    )


def _kind_of(error: Exception) -> Failure:
    if isinstance(error, TimeoutError):
        return Failure.TIMEOUT
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return Failure.NAME_UNKNOWN
    if isinstance(error, aiohttp.ClientSSLError | aiohttp.ClientConnectorCertificateError):
        return Failure.TLS
    if isinstance(error, aiohttp.ClientConnectorError):
        refused = error.os_error.errno == errno.EACCES
        return Failure.ADDRESS_REFUSED if refused else Failure.NOT_CONNECTED
    if isinstance(error, aiohttp.InvalidURL | KeyError):
        return Failure.ADDRESS_REFUSED
    return Failure.BROKEN_OFF
