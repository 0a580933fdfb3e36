"""Problem documents (RFC 9457): every refusal has a status, a stable code and a Chinese title."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack

from fastapi import FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import solve_dependencies
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.security.base import SecurityBase
from starlette.exceptions import HTTPException

from shared.adapters.batcher import StoreUnavailable
from shared.adapters.command_handler import KeyReused, NotThere, Stale
from shared.adapters.event_codec import UnreadableEvent
from shared.adapters.pointers import field_errors
from shared.adapters.trouble import STORE_AWAY
from shared.kernel.rejected import Rejected
from shared.kernel.texts import PROBLEM_LANGUAGES, problem_title

log = logging.getLogger(__name__)

_CODES = {
    400: "unreadable-request",
    401: "not-authenticated",
    403: "not-allowed",
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    413: "body-too-large",
    415: "unsupported-media-type",
    429: "too-many-requests",
}
_UNREADABLE = {"json_invalid", "json_type"}
_UNREADABLE_STATUS = 400
_NOBODY = {401, 503}


class Problem(Exception):
    """An answer that is a refusal."""

    def __init__(self, status: int, code: str, detail: str = "", **facts: object) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status = status
        self.code = code
        self.detail = detail
        self.facts = facts
        self.headers: dict[str, str] = {}

    def with_headers(self, **headers: str) -> "Problem":
        """Add response headers; underscores stand for hyphens."""
        self.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
        return self


def problem_response(
    request: Request, status: int, code: str, detail: str, facts: Mapping[str, object]
) -> JSONResponse:
    """Write the document."""
    body = {
        **facts,
        "type": f"/problems/{code}",
        "title": problem_title(code),
        "status": status,
        "code": code,
        "detail": detail,
        "instance": request.url.path,
        "trace_id": request.scope.get("trace_id"),
    }
    return JSONResponse(
        body,
        status,
        media_type="application/problem+json",
        headers={"Content-Language": PROBLEM_LANGUAGES},
    )


def install(app: FastAPI) -> None:
    """Teach an application to answer every refusal and every failure with a problem document."""

    @app.exception_handler(Problem)
    async def on_problem(request: Request, problem: Problem) -> JSONResponse:
        return _answer(request, problem)

    @app.exception_handler(Rejected)
    async def on_rejected(request: Request, refusal: Rejected) -> JSONResponse:
        return problem_response(request, 409, refusal.code, refusal.detail, refusal.facts)

    @app.exception_handler(Stale)
    async def on_stale(request: Request, stale: Stale) -> JSONResponse:
        since = [
            {"version": e.version, "type": type(e.event).__name__, "event_id": e.event_id}
            for e in stale.since
        ]
        facts = {"current_version": stale.current_version, "events_since": since}
        answer = problem_response(request, 412, "stale-version", str(stale), facts)
        answer.headers["ETag"] = f'"v{stale.current_version}"'
        return answer

    _install_plain(app)
    for kind in (*STORE_AWAY, StoreUnavailable):
        app.add_exception_handler(kind, _on_unavailable)


def _answer(request: Request, problem: Problem) -> JSONResponse:
    answer = problem_response(request, problem.status, problem.code, problem.detail, problem.facts)
    answer.headers.update(problem.headers)
    return answer


async def _on_unreadable(request: Request, code: str, detail: str) -> JSONResponse:
    nobody = await _unauthenticated(request)
    return _answer(request, nobody or Problem(_UNREADABLE_STATUS, code, detail))


async def _on_unavailable(request: Request, _: Exception) -> JSONResponse:
    detail = "the store does not answer; repeat with the same Idempotency-Key"
    answer = problem_response(request, 503, "store-unavailable", detail, {})
    answer.headers["Retry-After"] = "1"
    return answer


async def _on_invalid(request: Request, invalid: RequestValidationError) -> JSONResponse:
    if isinstance(invalid.body, bytes) and invalid.body:
        detail = "a body is sent as application/json"
        return problem_response(request, 415, "unsupported-media-type", detail, {})
    if any(error["type"] in _UNREADABLE for error in invalid.errors()):
        return await _on_unreadable(request, "unreadable-body", "the body is not readable JSON")
    facts = {"errors": field_errors(invalid.errors(), invalid.body)}
    return problem_response(request, 422, "invalid-fields", "some fields are invalid", facts)


def _install_plain(app: FastAPI) -> None:
    @app.exception_handler(KeyReused)
    async def on_reused(request: Request, _: KeyReused) -> JSONResponse:
        detail = "this Idempotency-Key was used for another request"
        return problem_response(request, 422, "idempotency-key-reused", detail, {})

    @app.exception_handler(NotThere)
    async def on_not_there(request: Request, _: NotThere) -> JSONResponse:
        return problem_response(request, 404, "not-found", "there is no such thing", {})

    app.add_exception_handler(RequestValidationError, _on_invalid)  # type: ignore[arg-type]  # its own kind

    @app.exception_handler(HTTPException)
    async def on_http(request: Request, error: HTTPException) -> JSONResponse:
        code = _CODES.get(error.status_code, "refused")
        if error.status_code == _UNREADABLE_STATUS:
            return await _on_unreadable(request, code, str(error.detail))
        answer = problem_response(request, error.status_code, code, str(error.detail), {})
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(UnreadableEvent)
    @app.exception_handler(Exception)
    async def on_failure(request: Request, error: Exception) -> JSONResponse:
        log.error("unexpected failure", exc_info=error)
        return problem_response(request, 500, "unexpected-failure", "", {})


async def _unauthenticated(request: Request) -> Problem | None:
    """Return the refusal of who shows no valid token: that goes before what else is wrong.

    A body is read before anything is asked of the caller. Where it cannot be read, the route's own
    check of the token is made here.
    """
    for check in _token_checks(getattr(request.scope.get("route"), "dependant", None)):
        async with AsyncExitStack() as stack:
            try:
                await solve_dependencies(
                    request=request,
                    dependant=Dependant(dependencies=[check]),
                    async_exit_stack=stack,
                    embed_body_fields=False,
                )
            except Problem as refused:
                return refused if refused.status in _NOBODY else None
    return None


def _token_checks(dependant: Dependant | None, *, whole: bool = True) -> Iterator[Dependant]:
    """Find what asks for the token: what has a security scheme, and what stands right on one."""
    for part in () if dependant is None else dependant.dependencies:
        if not isinstance(part.call, SecurityBase):
            yield from _token_checks(part, whole=False)
            continue
        yield part
        if dependant is not None and not whole:
            yield dependant
