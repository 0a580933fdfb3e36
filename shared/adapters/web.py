"""What every HTTP edge has: bodies that refuse the unknown, limits, headers, traces, metrics."""

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from functools import cache
from secrets import token_hex
from typing import Annotated, Any, NamedTuple

from fastapi import FastAPI
from prometheus_client import Counter, Histogram
from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError

from shared.kernel.texts import PROBLEM_LANGUAGES, problem_title

LARGEST_BODY = 1_000_000
SLOWEST_BODY = 16_000.0  # bytes a second: what the largest body of a route may take as a whole
API_VERSION = "1.0.0"
_VERSION = API_VERSION.encode()
_DRAINED = 32_000_000

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
_TRACEPARENT = re.compile(r"^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$")

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

REQUESTS = Counter("luodi_http_requests_total", "Requests answered", ["method", "route", "status"])
SECONDS = Histogram(
    "luodi_http_request_seconds",
    "Time to answer",
    ["method", "route"],
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1, 5),
)


def _no_control(text: str) -> str:
    """Refuse what no line shows, or what turns the order of its characters around."""
    if _CONTROL.search(text):
        raise PydanticCustomError("control-characters", "control characters are not text")
    return text


Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(_no_control),
]
Prose = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=4000),
    AfterValidator(_no_control),
]


class Body(BaseModel):
    """A request body: unknown fields are refused, nothing is changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Edge:
    """The outermost layer: body limit, request id, trace, answer headers, metrics."""

    def __init__(self, app: App, larger: tuple[str, ...] = (), largest: int = 16_000_000) -> None:
        self._app = app
        self._larger = larger
        self._largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        traceparent, request_id = _trace(headers)
        scope["traceparent"], scope["trace_id"] = traceparent, traceparent[3:35]
        limit = self._largest if scope["path"].startswith(self._larger) else LARGEST_BODY
        limited = _Limited(receive, limit)
        answered = _Answered(send, request_id, limited)
        began = time.perf_counter()
        try:
            with suppress(CutOff):
                await self._app(scope, limited, answered)
            if (why := limited.cut_off) is not None:
                limited.cut_off = None
                if why is _TOO_LARGE and limited.more:
                    await _drain(receive)
                await _refuse(answered, scope, why)
        finally:
            _count(scope, answered.status, time.perf_counter() - began)


def _count(scope: Scope, status: int, seconds: float) -> None:
    """Count what was answered, a failure too."""
    method = scope["method"] if scope["method"] in _METHODS else "other"  # anybody invents some
    route = getattr(scope.get("route"), "path", "unmatched")
    requests, lasting = _measures(method, route, status)
    requests.inc()
    lasting.observe(seconds)


@cache
def _measures(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    """Look up once what counts such requests."""
    return REQUESTS.labels(method, route, status), SECONDS.labels(method, route)


class _Why(NamedTuple):
    status: int
    code: str
    detail: str


_TOO_LARGE = _Why(413, "body-too-large", "the body is larger than this route takes")
_TOO_SLOW = _Why(408, "body-too-slow", "the body did not come in the time this route waits for it")


class CutOff(BaseException):
    """The body has more bytes than this route takes, or they take longer than it waits.

    The edge answers that: it is no failure for anybody on the way to it to look into.
    """


class _Limited:
    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._left = limit
        self._until = asyncio.get_running_loop().time() + limit / SLOWEST_BODY
        self.cut_off: _Why | None = None
        self.more = True

    async def __call__(self) -> Message:
        if not self.more:
            return await self._receive()  # who listens now waits for the client to leave
        try:
            async with asyncio.timeout_at(self._until):
                message = await self._receive()
        except TimeoutError:
            self.cut_off = _TOO_SLOW
            raise CutOff from None
        self.more = message.get("more_body", False)
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            self.cut_off = _TOO_LARGE
            raise CutOff
        return message


class _Answered:
    def __init__(self, send: Send, request_id: bytes, limited: _Limited) -> None:
        self._send = send
        self._limited = limited
        self._request_id = request_id
        self.status = 0

    async def __call__(self, message: Message) -> None:
        """Pass the answer on, unless the request was cut off: that has its own."""
        if self._limited.cut_off is not None:
            return
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [
                *message["headers"],
                (b"cache-control", b"no-store"),
                (b"api-version", _VERSION),
                (b"x-request-id", self._request_id),
            ]
        await self._send(message)


def _trace(headers: dict[bytes, bytes]) -> tuple[str, bytes]:
    """Return the caller's W3C trace context or a new one, and the request id to echo."""
    given = headers.get(b"traceparent", b"").decode("latin-1")
    if given and _TRACEPARENT.match(given):
        traceparent = given
    else:
        new = token_hex(24)
        traceparent = f"00-{new[:32]}-{new[32:]}-01"
    request_id = headers.get(b"x-request-id", b"")[:64]
    return traceparent, request_id if request_id.isalnum() else traceparent[3:35].encode()


async def _drain(receive: Receive) -> None:
    """Take what the client is still sending, so that it comes to read the answer."""
    left = _DRAINED
    while left > 0:
        message = await receive()
        left -= len(message.get("body", b""))
        if not message.get("more_body", False):
            return


async def _refuse(send: _Answered, scope: Scope, why: _Why) -> None:
    document = {
        "type": f"/problems/{why.code}",
        "title": problem_title(why.code),
        "status": why.status,
        "code": why.code,
        "detail": why.detail,
        "instance": scope["path"],
        "trace_id": scope["trace_id"],
    }
    body = json.dumps(document, ensure_ascii=False).encode()
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-language", PROBLEM_LANGUAGES.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": why.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def make_app(service: str, description: str) -> FastAPI:
    """Return a service's application with its documentation under /api/v1."""
    return FastAPI(
        title=f"Luodi {service}",
        description=description,
        version=API_VERSION,
        openapi_url=f"/api/v1/openapi/{service}.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
