"""Routes are served from plans: which are, that nothing is asked twice, and what is left over."""

import importlib
from collections.abc import AsyncIterator
from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from shared.adapters.serving import Planned, planned
from shared.adapters.settings import SERVICES
from shared.adapters.web import Body

asked: list[str] = []


class Words(Body):
    words: str


async def _who(request: Request) -> str:
    asked.append("who")
    return request.headers.get("who", "nobody")


async def _page(size: int = 50, words: str | None = None) -> str:
    asked.append("page")
    return f"{size} of {words}"


Who = Annotated[str, Depends(_who)]
Page = Annotated[str, Depends(_page)]


async def _together(who: Who, number: int) -> str:
    return f"{who} on {number}"


async def act(number: int, who: Who, both: Annotated[str, Depends(_together)]) -> Response:
    return PlainTextResponse(f"{both}, {who}, {number}")


async def ask(page: Page, who: Who) -> Response:
    return PlainTextResponse(f"{who}: {page}")


async def say(body: Words, who: Who) -> Response:
    return PlainTextResponse(f"{who}: {body.words}")


def in_a_thread(number: int) -> Response:
    return PlainTextResponse(f"{number}")


async def worded(number: int) -> dict[str, int]:
    return {"number": number}


def _routes() -> list[BaseRoute]:
    router = APIRouter()
    router.add_api_route("/acts/{number}", act)
    router.add_api_route("/asked", ask)
    router.add_api_route("/said", say, methods=["POST"])
    return router.routes


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.router.routes.extend(planned(route) for route in _routes())

    @app.exception_handler(RequestValidationError)
    async def on_invalid(_: Request, invalid: RequestValidationError) -> Response:
        return PlainTextResponse(",".join(error["type"] for error in invalid.errors()), 422)

    asked.clear()
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


def test_every_route_that_makes_its_own_answer_has_a_plan() -> None:
    routes = [
        route
        for name in SERVICES
        for router in importlib.import_module(f"services.{name}.main").SPEC.routers
        for route in map(planned, router.routes)
        if isinstance(route, APIRoute) and route.response_model is None
    ]
    assert len(routes) > 100
    assert {route.path for route in routes if not isinstance(route.app, Planned)} == set()


@pytest.mark.parametrize("endpoint", [in_a_thread, worded])
def test_what_plans_do_not_know_stays_as_it_is(endpoint: object) -> None:
    router = APIRouter()
    router.add_api_route("/numbers/{number}", endpoint)  # type: ignore[arg-type]
    route = router.routes[0]
    assert isinstance(route, APIRoute)
    before = route.app
    assert planned(route) is route
    assert route.app is before


async def test_each_dependency_is_asked_once(client: httpx.AsyncClient) -> None:
    answer = await client.get("/acts/7", headers={"who": "me"})
    assert answer.text == "me on 7, me, 7"
    assert asked == ["who"]


@pytest.mark.parametrize(
    ("query", "said"),
    [("", "50 of None"), ("?size=3", "3 of None"), ("?words=two%20words&size=1", "1 of two words")],
)
async def test_questions_are_read_with_their_defaults(
    client: httpx.AsyncClient, query: str, said: str
) -> None:
    assert (await client.get(f"/asked{query}")).text == f"nobody: {said}"
    assert asked == ["page", "who"]


@pytest.mark.parametrize("path", ["/acts/seven", "/asked?size=many"])
async def test_what_does_not_fit_is_refused_after_asking_who_it_is(
    client: httpx.AsyncClient, path: str
) -> None:
    answer = await client.get(path)
    assert (answer.status_code, answer.text.split(",")[0]) == (422, "int_parsing")
    assert asked == ["who"]


async def test_a_body_is_read(client: httpx.AsyncClient) -> None:
    assert (await client.post("/said", json={"words": "好"})).text == "nobody: 好"


@pytest.mark.parametrize("kind", ["application/vnd.words+json", "Application/JSON; charset=utf-8"])
async def test_a_body_that_is_json_in_other_words_is_read(
    client: httpx.AsyncClient, kind: str
) -> None:
    answer = await client.post("/said", content='{"words":"a"}', headers={"content-type": kind})
    assert answer.text == "nobody: a"
    assert asked == ["who"]


@pytest.mark.parametrize(
    ("content", "kind", "refusal"),
    [
        ('{"words":', "application/json", "json_invalid"),
        ("", "application/json", "missing"),
        ('{"words":"a","more":1}', "application/json", "extra_forbidden"),
        ('{"words":"a"}', "text/plain", "model_attributes_type"),
    ],
)
async def test_a_body_that_does_not_fit_is_refused(
    client: httpx.AsyncClient, content: str, kind: str, refusal: str
) -> None:
    answer = await client.post("/said", content=content, headers={"content-type": kind})
    assert (answer.status_code, answer.text) == (422, refusal)
    assert len(asked) <= 1
