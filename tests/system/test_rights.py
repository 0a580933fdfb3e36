"""Every route of every service, asked by everybody for what belongs to one park's project.

A route that nobody has decided about fails here: say in tests/system/rights who gets at it.
"""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.harness.servers import Cluster
from tests.system.rights.asking import Way, ask, filled, ways
from tests.system.rights.decisions import (
    BARE,
    EVERYBODY,
    OTHERS,
    Decision,
    Internal,
    Open,
    Own,
)
from tests.system.rights.home import Home, home
from tests.system.rights.table import DECISIONS, decided

STRANGERS = OTHERS | BARE


@pytest.fixture(scope="module")
async def here(
    shared_cluster: Cluster, shared_broker: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Home]:
    """The home project, and everybody at the door."""
    async with home(shared_cluster, shared_broker, tmp_path_factory.mktemp("rights")) as made:
        yield made


def test_every_route_is_decided_about_and_every_decision_has_its_route(here: Home) -> None:
    routes = {(way.service, way.name) for way in ways(here.running)}
    assert routes - set(DECISIONS) == set(), "nobody has decided who gets at these"
    assert set(DECISIONS) - routes == set(), "these routes are gone"


@pytest.mark.parametrize("token", [None, "Bearer of.no.token", "Basic bm9ib2R5Ong="])
async def test_nobody_gets_in_without_a_token(here: Home, token: str | None) -> None:
    wrong = []
    for way in ways(here.running):
        decision = decided(way)
        if isinstance(decision, Open):
            continue
        asked = decision if isinstance(decision, Decision) else Decision(may=EVERYBODY)
        answer = await ask(here, way, asked, token)
        if answer.status_code != 401 or _shown(here, answer, way, *here.secrets):
            wrong.append((way.name, answer.status_code, answer.text[:200]))
    assert not wrong


async def test_what_is_open_gives_nothing_away(here: Home) -> None:
    for way in ways(here.running):
        decision = decided(way)
        if not isinstance(decision, Open) or way.method == "MOUNT":
            continue
        url = f"{here.running.urls[way.service]}{way.path}"
        form = None if decision.form is None else dict(decision.form)
        answer = await here.http.request(way.method, url, json=decision.body, data=form)
        assert answer.status_code == decision.status, (way.name, answer.text)
        assert not _shown(here, answer, way, *here.secrets), way.name


@pytest.mark.parametrize("actor", sorted(EVERYBODY))
async def test_everybody_gets_what_was_decided(here: Home, actor: str) -> None:
    wrong = []
    for way in ways(here.running):
        decision = decided(way)
        if isinstance(decision, Open | Own):
            continue
        if isinstance(decision, Internal):
            decision = Decision(may=frozenset(), hidden=401)
        answer = await ask(here, way, decision, await here.authorization(actor))
        complaint = _complaint(here, way, decision, actor, answer)
        if complaint:
            wrong.append((way.method, way.path, complaint))
    assert not wrong


def _complaint(
    here: Home, way: Way, decision: Decision, actor: str, answer: httpx.Response
) -> str | None:
    """Say what is wrong with an answer: its status, or what it shows."""
    if answer.status_code not in decision.expected(actor):
        return f"{answer.status_code} instead of {sorted(decision.expected(actor))}: {answer.text}"
    shows = filled(decision.shows, here.things)
    if actor in decision.may:
        return None if shows in answer.text else f"does not show {shows}"
    named = here.secrets if actor in STRANGERS or not decision.never else decision.never
    shown = _shown(here, answer, way, *named)
    return f"shows {shown}" if shown else None


def _shown(here: Home, answer: httpx.Response, way: Way, *names: str) -> list[str]:
    """Return which of the home project's things an answer shows, beside those it was asked for."""
    text = answer.text.replace(filled(way.path, here.things), "")
    return [name for name in names if here.things[name] in text]
