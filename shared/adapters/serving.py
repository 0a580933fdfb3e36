"""How a request reaches its route: what the route takes is laid out once, not for every request.

FastAPI asks anew at every request what each dependency needs, which costs more than a short answer
itself. A plan has the same fields check the same values and calls the same dependencies in the same
order. What does not fit is left to FastAPI before anything was called, so that refusals are worded
in one place.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from inspect import iscoroutinefunction
from types import NoneType
from typing import Any

from fastapi import Request, Response
from fastapi._compat import ModelField
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import request_params_to_args
from fastapi.params import Form
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from shared.adapters.web import App, Message, Receive, Scope, Send

_CONSTANT = (str, int, NoneType)  # defaults that need no copy


class _Amiss(Exception):
    """The request does not fit the plan."""


class _NoPlan(Exception):
    """The route takes something that plans do not know."""


@dataclass(frozen=True, slots=True)
class _Step:
    """One call, of a dependency or at last of the endpoint, and where its arguments come from."""

    call: Any
    results: Sequence[tuple[str, int]]  # of earlier steps, by their place
    path: Sequence[ModelField]
    query: Sequence[ModelField]
    headers: Sequence[ModelField]
    body: ModelField | None
    request: str | None
    unasked: Mapping[str, Any] | None  # the query's values where there is no query

    def values(self, request: Request, body: Any) -> dict[str, Any]:
        """Return the arguments that the request gives, or raise _Amiss."""
        values: dict[str, Any] = {}
        for field in self.path:
            values[field.name] = _checked(field, request.path_params.get(field.alias), "path")
        if self.query:
            values |= self._asked(request)
        if self.headers:
            values |= _taken(self.headers, request.headers)
        if self.body is not None:
            values[self.body.name] = _checked(self.body, body, "body")
        if self.request is not None:
            values[self.request] = request
        return values

    def _asked(self, request: Request) -> Mapping[str, Any]:
        if self.unasked is not None and not request.scope["query_string"]:
            return self.unasked
        return _taken(self.query, request.query_params)


class Planned:
    """A route's application that goes by its plan; `otherwise` is FastAPI's own."""

    def __init__(self, steps: Sequence[_Step], otherwise: App) -> None:
        self._steps = steps
        self._otherwise = otherwise
        self._has_body = any(step.body is not None for step in steps)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive, send)
        try:
            body = await _json(request) if self._has_body else None
            values = [step.values(request, body) for step in self._steps]
        except _Amiss:
            await self._otherwise(scope, _again(request), send)
            return
        answer = await self._answer(values)
        await answer(scope, receive, send)

    async def _answer(self, values: Sequence[dict[str, Any]]) -> Response:
        done: list[Any] = []
        for step, given in zip(self._steps, values, strict=True):
            for name, place in step.results:
                given[name] = done[place]
            done.append(await step.call(**given))
        answer: Response = done[-1]
        return answer


def planned(route: BaseRoute) -> BaseRoute:
    """Lay out the plan of a route, or leave the route to FastAPI where there can be none."""
    if isinstance(route, APIRoute) and not isinstance(route.app, Planned):
        try:
            route.app = Planned(_plan(route), route.app)
        except _NoPlan:
            return route
    return route


def _plan(route: APIRoute) -> list[_Step]:
    """Return the steps in the order in which FastAPI takes them."""
    if route.response_model is not None or route.max_body_size is not None:
        raise _NoPlan
    steps: list[_Step] = []
    _lay_out(route.dependant, steps, {})
    bodies = [step.body for step in steps if step.body is not None]
    if route.body_field is not None and bodies != [route.body_field]:
        raise _NoPlan
    return steps


def _lay_out(dependant: Dependant, steps: list[_Step], places: dict[Any, int]) -> int:
    """Add what a dependant needs, each dependency once, then itself; return its place."""
    known = places.get(dependant.call) if dependant.use_cache else None
    if known is not None:
        return known
    found = [(part.name, _lay_out(part, steps, places)) for part in dependant.dependencies]
    steps.append(_step(dependant, [(name, place) for name, place in found if name is not None]))
    places[dependant.call] = len(steps) - 1
    return len(steps) - 1


def _step(dependant: Dependant, results: Sequence[tuple[str, int]]) -> _Step:
    if any(_unknown(dependant)):
        raise _NoPlan
    query = dependant.query_params
    is_plain = all(
        isinstance(field.default, _CONSTANT) and not field.field_info.validate_default
        for field in query
    )
    return _Step(
        call=dependant.call,
        results=results,
        path=dependant.path_params,
        query=query,
        headers=dependant.header_params,
        body=next(iter(dependant.body_params), None),
        request=dependant.request_param_name or dependant.http_connection_param_name,
        unasked={field.name: field.default for field in query} if is_plain else None,
    )


def _unknown(dependant: Dependant) -> Iterator[bool]:
    """Tell of each thing that plans do not know whether it is wanted here."""
    call = dependant.call
    yield not (iscoroutinefunction(call) or iscoroutinefunction(type(call).__call__))
    yield dependant.concurrency is not None
    yield any(field.validation_alias not in {None, field.alias} for field in dependant.path_params)
    yield bool(dependant.cookie_params)
    yield len(dependant.body_params) > 1
    yield any(isinstance(field.field_info, Form) for field in dependant.body_params)
    yield any(getattr(field.field_info, "embed", None) for field in dependant.body_params)
    yield dependant.response_param_name is not None
    yield dependant.background_tasks_param_name is not None
    yield dependant.security_scopes_param_name is not None
    yield bool(dependant.request_param_name and dependant.http_connection_param_name)
    yield bool(dependant.own_oauth_scopes)


async def _json(request: Request) -> Any:
    """Return the body of a request that says it is JSON and is."""
    kind = request.headers.get("content-type", "").partition(";")[0]
    try:
        body = await request.body()
        if kind != "application/json" or not body:
            raise _Amiss
        return json.loads(body)
    except Exception as unreadable:
        raise _Amiss from unreadable


def _checked(field: ModelField, given: Any, place: str) -> Any:
    value, errors = field.validate(given, {}, loc=(place, field.alias))
    if errors:
        raise _Amiss
    return value


def _taken(fields: Sequence[ModelField], given: Any) -> Mapping[str, Any]:
    values, errors = request_params_to_args(fields, given)
    if errors:
        raise _Amiss
    return values


def _again(request: Request) -> Receive:
    """Let the body be received once more."""
    is_given = False

    async def receive() -> Message:
        nonlocal is_given
        if is_given:
            return await request.receive()
        is_given = True
        return {"type": "http.request", "body": await request.body(), "more_body": False}

    return receive
