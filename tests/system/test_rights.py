"""Every route of every service, asked by everybody for what belongs to one park's project.

A route that nobody has decided about fails here: say in tests/system/rights who gets at it.
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from urllib.parse import parse_qsl

import httpx
import pytest

from tests.harness.servers import Cluster
from tests.system.rights.asking import Way, ask, filled, ways
from tests.system.rights.decisions import (
    BARE,
    BUSINESS,
    EVERYBODY,
    OTHERS,
    Decision,
    Internal,
    Open,
    Own,
)
from tests.system.rights.home import Home, handed_in, home
from tests.system.rights.listening import fed, newest_of, streamed
from tests.system.rights.of_notifications import NOTIFICATIONS
from tests.system.rights.strangers import ELSEWHERE
from tests.system.rights.table import DECISIONS, decided
from tests.system.whole import acted

STRANGERS = OTHERS | BARE
API = "/api/v1"
# Every list and feed, asked for exactly what is none of a stranger's business.
AIMED = (
    "leads?q={title}&count=true",
    "leads?park={park}&specialist={account_id}&sort=name&limit=200",
    "projects?q={investor}&count=true&sort=-created_at",
    "projects?park={park}&officer=sample-officer&stage=under-construction&limit=200",
    "cases?project={project_id}&count=true",
    "cases?department={department_id}&item=A12&sort=-received_on&limit=200",
    "cases/disagreements?project={project_id}&count=true",
    "cases/disagreements?department={department_id}&park={park}&sort=-since",
    "cases/exchange?limit=200",
    "imports?limit=200",
    "endpoints?owner=sample-partner&limit=200",
    "deliveries?project={project_id}&limit=200",
    "deliveries?endpoint={endpoint_id}&type=ApprovalGranted",
    "events?project={project_id}&limit=200",
    "events?subject=case-{case_id}&types=ApprovalGranted",
    "inbox?unread=true&limit=200",
)
SINGLE = (
    "leads/{lead_id}",
    "leads/{lead_id}/history",
    "leads/{lead_id}/contacts",
    "projects/{project_id}",
    "projects/{project_id}/history",
    "projects/{project_id}/milestones",
    "projects/{project_id}/code-check",
    "plans/{project_id}",
    "cases/{case_id}",
    "cases/{case_id}/deadline",
    "cases/{case_id}/decisions",
    "cases/reports/{report_id}",
    "imports/{import_id}",
    "imports/{import_id}/rows",
    "endpoints/{endpoint_id}",
)


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


@pytest.mark.parametrize("actor", sorted(STRANGERS))
async def test_no_filter_order_count_or_past_day_leads_to_it(here: Home, actor: str) -> None:
    stranger = await here.client(actor)
    moment = {"as_of": datetime.now(UTC).isoformat()}
    for aimed in AIMED:
        path, _, query = filled(aimed, here.things).partition("?")
        past = moment if path in {"leads", "projects", "cases", "imports", "endpoints"} else {}
        answer = await stranger.get(f"{API}/{path}", params={**dict(parse_qsl(query)), **past})
        assert answer.status_code in {200, 403}, (aimed, answer.text)
        asked = [name for name in here.secrets if here.things[name] in filled(aimed, here.things)]
        assert not [n for n in set(here.secrets) - set(asked) if here.things[n] in answer.text]
        assert answer.json().get("total", 0) == 0
        assert answer.json().get("items", []) == []


@pytest.mark.parametrize("actor", sorted(STRANGERS))
async def test_what_is_not_there_today_is_not_there_in_the_past(here: Home, actor: str) -> None:
    stranger = await here.client(actor)
    for question in ({"as_of": datetime.now(UTC).isoformat()}, {"valid_at": "2026-11-21"}):
        for template in SINGLE:
            path = f"{API}/{filled(template, here.things)}"
            answer = await stranger.get(path, params=question)
            unasked = answer.status_code == 422 and answer.json()["code"] == "invalid-fields"
            assert answer.status_code == 404 or ("valid_at" in question and unasked), answer.text


@pytest.mark.parametrize("actor", sorted(EVERYBODY))
async def test_the_whole_feed_and_the_stream_hold_the_same_and_no_more(
    here: Home, actor: str
) -> None:
    await here.running.settled()
    reader = await here.client(actor)
    newest = await newest_of(reader)
    told = await fed(reader, newest)
    assert told == await streamed(reader, newest)
    hears = actor in NOTIFICATIONS["GET /api/v1/events"].may  # type: ignore[union-attr]  # a Decision
    assert (here.things["title"] in told) is hears
    named = here.secrets if actor in STRANGERS else BUSINESS
    assert hears or not [name for name in named if here.things[name] in told]


async def test_who_registers_the_same_investor_elsewhere_hears_only_that_there_is_one(
    here: Home,
) -> None:
    leader = await here.client("other-leader")
    body = {"name": "同一家", "investor_name": here.things["investor"], "park": ELSEWHERE}
    answer = await leader.post(f"{API}/leads", json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "lead-possibly-duplicate")
    assert (answer.json()["matches"], answer.json()["hidden"]) == ([], 1)
    assert here.things["lead_id"] not in answer.text
    assert here.things["title"] not in answer.text


async def test_who_hands_in_the_same_ledger_elsewhere_is_not_told_whose_it_is(here: Home) -> None:
    specialist, leader = await here.client("specialist"), await here.client("other-leader")
    theirs = f"{API}/imports/{here.things['import_id']}"
    rows = (await specialist.get(f"{theirs}/rows")).json()["items"]
    row = next(row["id"] for row in rows if row["plan"].get("becomes") == "lead")
    await acted(specialist, theirs, "commits", rows=[row], park=here.things["park"])
    mine = await leader.get(f"{API}/imports/{await handed_in(leader, ELSEWHERE)}")
    assert mine.json()["same_file"] == []
    shown = _shown(here, mine, Way("leads", "GET", "", ""), *here.secrets)
    assert shown == ["file_name"]  # which is the name of this one's own file
    found = [row for sheet in mine.json()["sheets"] for row in sheet["rows"] if row["id"]]
    assert not [row for row in found if row["possible_duplicates"]]


async def test_an_officer_who_handed_over_reads_nothing_any_more(here: Home) -> None:
    """Rights are those of now, also for the past."""
    officer, idle = await here.client("officer"), await here.client("idle-officer")
    leader = await here.client("leader")
    before = datetime.now(UTC).isoformat()
    own = [filled(path, here.things) for path in SINGLE if path[:4] in {"proj", "plan", "case"}]
    idle_id = await here.account("idle-officer")
    project = f"{API}/projects/{here.things['project_id']}"
    for giver, taker, to in ((officer, idle, idle_id), (idle, officer, "sample-officer")):
        now = (await leader.get(project)).json()["officer"]["account"]
        await acted(leader, project, "hand-overs", from_officer=now, to_officer=to, reason="调岗")
        await here.running.settled()
        for path in own:
            for past in ({}, {"as_of": before}):
                answer = await giver.get(f"{API}/{path}", params=past)
                assert answer.status_code == 404, (path, answer.text)
            assert (await taker.get(f"{API}/{path}")).status_code == 200
        query = f"{API}/events?project={here.things['project_id']}"
        assert (await giver.get(query)).json()["events"] == []
        assert (await taker.get(query)).json()["events"] != []
