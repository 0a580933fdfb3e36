"""Routes are looked up: each request finds the one that FastAPI would have found, or none."""

import importlib
import re
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request, Response
from fastapi.responses import PlainTextResponse
from starlette.routing import Match

from shared.adapters import finding
from shared.adapters.finding import Finder
from shared.adapters.settings import SERVICES

ASKED = (
    "GET /things",
    "GET /things/new",
    "GET /things/7",
    "GET /things/%E5%A5%BD",
    "GET /things/a%2Fb",
    "GET /things/a%0A",
    "POST /things/new/acts",
    "GET /files/a/b/c",
    "GET /behind/a",
    "GET /openapi.json",
    "PUT /things",
    "POST /things/7",
    "GET /things/",
    "GET /things/7/acts/",
    "GET /nothing",
    "HEAD /things",
    "BREW /things",
)


async def _say(request: Request) -> Response:
    words = [request.scope["route"].name, *request.path_params.values()]
    return PlainTextResponse(" ".join(words))


def _app() -> FastAPI:
    app = FastAPI(redirect_slashes=False)
    for name, path, method in (
        ("all", "/things", "GET"),
        ("new", "/things/new", "GET"),
        ("one", "/things/{thing}", "GET"),
        ("acts of", "/things/{thing}/acts", "POST"),
        ("file", "/files/{name:path}", "GET"),
        ("behind", "/behind/{name}", "GET"),
    ):
        app.add_api_route(path, _say, methods=[method], name=name)
    return app


@pytest.mark.parametrize("asked", ASKED)
async def test_the_same_is_found_as_without_looking_up(asked: str) -> None:
    method, _, path = asked.partition(" ")
    plain, looking = _app(), _app()
    finding.install(looking)
    answers = []
    for app in (plain, looking):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            answers.append(await client.request(method, path))
    was, found = answers
    assert (found.status_code, found.text) == (was.status_code, was.text)
    assert found.headers.get("allow") == was.headers.get("allow")


async def test_a_route_is_told_what_stands_in_its_path() -> None:
    app = _app()
    finding.install(app)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        assert (await client.get("/things/7")).text == "one 7"


@pytest.mark.parametrize("service", SERVICES)
def test_every_route_of_a_service_is_looked_up(service: str) -> None:
    spec = importlib.import_module(f"services.{service}.main").SPEC
    routes = [route for router in spec.routers for route in router.routes]
    finder = Finder(routes, _nobody)
    for route in routes:
        path = re.sub(r"\{.*?\}", "x", route.path)
        for method in route.methods:
            scope = {"type": "http", "method": method, "path": path}
            first = next(one for one in routes if one.matches(dict(scope))[0] is Match.FULL)
            found = finder.find(method, path)
            assert found is not None
            assert found[0] is first


async def _nobody(*_: Any) -> None:
    raise AssertionError("left to FastAPI")
