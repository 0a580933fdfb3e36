"""事项目录 and 审批计划 over HTTP: publishing, answering, moving, doing without."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Any

import httpx
import pytest

from services.approvals.catalogue.writing import write_yaml
from services.approvals.domain.catalogue import CatalogueVersion, OmissionRule
from tests.domain.approvals.small_catalogue import RULE, SMALL
from tests.harness.services import Installation
from tests.services.approvals.desk import PLANS, Counter, read, refused

CATALOGUES, YAML = "/api/v1/catalogues", "application/yaml"
INDUSTRIAL = "industrial-filing"
_NUMBERS = count(1)
LAST = replace(
    SMALL,
    items=tuple(
        replace(item, omission=OmissionRule(days=item.promised.days, source=RULE))
        if item.code == "B02" and item.promised
        else item
        for item in SMALL.items
    ),
)


@pytest.fixture
async def administrator(running: Installation) -> httpx.AsyncClient:
    return await running.login("system-admin")


async def published(
    client: httpx.AsyncClient, catalogue: CatalogueVersion, **query: Any
) -> httpx.Response:
    """Hand in a version as a YAML file."""
    content = write_yaml(catalogue).encode()
    headers = {"Content-Type": YAML}
    return await client.post(CATALOGUES, content=content, headers=headers, params=query)


async def act(counter: Counter, who: str, acts: str, body: Any, **query: Any) -> httpx.Response:
    """Do something with the plan, quoting its version."""
    path, client = f"{PLANS}/{counter.project}", counter.people[who]
    seen = {"If-Match": (await counter.people["leader"].get(path)).headers["ETag"]}
    return await client.post(f"{path}/{acts}", json=body, headers=seen, params=query)


async def done(counter: Counter, who: str, acts: str, body: Any) -> None:
    answer = await act(counter, who, acts, body)
    assert answer.status_code == 201, answer.text


async def codes(counter: Counter) -> list[str]:
    return list(await counter.items())


def newer() -> CatalogueVersion:
    """Return a version that holds from a day after all others here, and by now."""
    number = next(_NUMBERS)
    begins = date(2026, 8, 1) + timedelta(days=number)
    return replace(LAST, version=f"2026.{100 + number}", effective_from=begins)


async def moved(counter: Counter, administrator: httpx.AsyncClient) -> str:
    """Have a newer version published, and the plan moved to it."""
    catalogue = newer()
    answer = await published(administrator, catalogue)
    assert answer.status_code == 201, answer.text
    await done(counter, "specialist", "moves", {"version": catalogue.version})
    return catalogue.version


async def test_everybody_reads_the_catalogue_in_force(counter: Counter) -> None:
    leader = counter.people["leader"]
    listed = await read(leader, CATALOGUES)
    version = listed["items"][0]["version"]
    whole = await read(leader, f"{CATALOGUES}/{version}")
    assert {"A01", "A12", "B02"} <= {item["item_code"] for item in whole["items"]}
    items = (await read(leader, "/api/v1/items", version=version))["items"]
    assert {item["catalogue_version"] for item in items} == {version}
    refused(await leader.get(f"{CATALOGUES}/1999.1"), 404, "not-found")
    refused(await leader.get("/api/v1/items", params={"version": "1999.1"}), 404, "not-found")
    early = {"as_of": "2001-01-01"}
    refused(await leader.get("/api/v1/items", params=early), 409, "catalogue-not-published")


async def test_a_version_leaves_as_a_file_and_comes_back_unchanged(
    administrator: httpx.AsyncClient,
) -> None:
    version = (await read(administrator, CATALOGUES))["items"][0]["version"]
    file = await administrator.get(f"{CATALOGUES}/{version}/file")
    assert file.headers["content-type"] == YAML
    assert f"catalogue-{version}.yaml" in file.headers["content-disposition"]
    book = await administrator.get(f"{CATALOGUES}/{version}/file", params={"format": "xlsx"})
    for one in (file, book):
        headers = {"Content-Type": one.headers["content-type"]}
        again = await administrator.post(CATALOGUES, content=one.content, headers=headers)
        assert (again.status_code, again.json()["event_ids"]) == (200, [])


async def test_a_faulty_version_is_refused_with_all_its_faults(
    administrator: httpx.AsyncClient,
) -> None:
    faulty = replace(newer(), default_template="none", departments=())
    for query in ({}, {"dry_run": "true"}):
        problem = refused(await published(administrator, faulty, **query), 409, "catalogue-faulty")
        found = {fault["code"] for fault in problem["faults"]}
        assert found == {"department-unknown", "template-unknown"}


async def test_only_what_is_a_catalogue_is_taken_and_only_from_administrators(
    counter: Counter, administrator: httpx.AsyncClient
) -> None:
    for content, media, status, code in (
        (b"version: 1", "text/plain", 415, "unsupported-media-type"),
        (b"\xff\xfe", YAML, 422, "catalogue-unreadable"),
        (b"version: [", YAML, 422, "catalogue-unreadable"),
    ):
        headers = {"Content-Type": media}
        answer = await administrator.post(CATALOGUES, content=content, headers=headers)
        refused(answer, status, code)
    refused(await published(counter.people["officer"], newer()), 403, "not-allowed")


async def test_trying_a_version_publishes_nothing(administrator: httpx.AsyncClient) -> None:
    later = replace(LAST, version="2030.1", effective_from=date(2030, 1, 1))
    tried = await published(administrator, later, dry_run="true")
    assert (tried.status_code, tried.json()["version"]) == (200, "2030.1")
    refused(await administrator.get(f"{CATALOGUES}/2030.1"), 404, "not-found")


async def test_a_plan_keeps_its_version_until_it_is_moved(
    counter: Counter, administrator: httpx.AsyncClient
) -> None:
    before, catalogue = (await counter.plan())["catalogue_version"], newer()
    assert (await published(administrator, catalogue)).status_code == 201
    assert (await counter.plan())["catalogue_version"] == before
    body = {"version": catalogue.version}
    tried = await act(counter, "specialist", "moves", body, dry_run="true")
    assert (tried.json()["changes"], tried.json()["catalogue_version"]) == (True, catalogue.version)
    assert (await counter.plan())["catalogue_version"] == before
    await done(counter, "specialist", "moves", body)
    assert (await counter.plan())["catalogue_version"] == catalogue.version
    again = await act(counter, "specialist", "moves", body)
    assert (again.status_code, again.json()["event_ids"]) == (200, [])


async def test_answers_say_what_is_in_and_why(
    counter: Counter, administrator: httpx.AsyncClient
) -> None:
    await moved(counter, administrator)
    await done(counter, "specialist", "situations", {"template": INDUSTRIAL})
    assert await codes(counter) == ["A01", "A11", "A12", "B02", "C05"]
    asked = (await read(counter.people["leader"], f"{PLANS}/{counter.project}/questions"))["items"]
    assert [(one["question"], one["open"], one["by_template"]) for one in asked] == [
        ("impact", True, False),
        ("area", True, False),
        ("track", False, True),
    ]
    body = {"template": INDUSTRIAL, "answers": {"impact": "form", "area": "120.5"}}
    tried = await act(counter, "specialist", "situations", body, dry_run="true")
    assert [one["item_code"] for one in tried.json()["diff"]["removed"]] == ["A11", "C05"]
    await done(counter, "specialist", "situations", body)
    plan = await counter.plan()
    assert [one["item_code"] for one in plan["items"]] == ["A01", "A12", "B02"]
    assert {one["item_code"]: one["why_name"] for one in plan["left_out"]} == {
        "A11": "按情形确定",
        "C05": "按情形确定",
    }
    assert plan["unanswered"] == []


async def test_what_answers_nothing_is_refused(
    counter: Counter, administrator: httpx.AsyncClient
) -> None:
    await moved(counter, administrator)
    for answers, template, code in (
        ({"weather": "fine"}, INDUSTRIAL, "question-unknown"),
        ({"impact": "huge"}, INDUSTRIAL, "answer-not-possible"),
        ({"track": "approval"}, INDUSTRIAL, "answer-fixed-by-template"),
        ({}, "unheard-of", "template-unknown"),
    ):
        body = {"template": template, "answers": answers}
        refused(await act(counter, "specialist", "situations", body), 409, code)
    body = {"version": "1999.1"}
    refused(await act(counter, "specialist", "moves", body), 409, "catalogue-version-unknown")
    path = f"{PLANS}/{counter.project}/situations"
    specialist = counter.people["specialist"]
    refused(await specialist.post(path, json={"template": "open"}), 428, "if-match-missing")
    stale = {"If-Match": '"v9"'}
    answer = await specialist.post(path, json={"template": "open"}, headers=stale)
    assert answer.status_code == 412


async def test_only_who_holds_an_item_does_without_it(counter: Counter) -> None:
    body = {
        "item_code": "A12",
        "ground": "exemption",
        "reason": "属于豁免管理名录",
        "authority": "生态环境局",
        "document": "环豁〔2026〕1号",
    }
    for who in ("approver-planning", "specialist"):
        refused(await act(counter, who, "dispensations", body), 403, "not-allowed")
    await done(counter, "approver-ecology", "dispensations", body)
    items = await counter.items()
    assert items["A12"]["standing_name"] == "已豁免"
    assert [one["item_code"] for one in items["B02"]["waits_to_issue_for"]] == ["A01"]
    lift = {"item_code": "A12", "reason": "工艺变更"}
    await done(counter, "approver-ecology", "dispensation-lifts", lift)
    assert (await counter.items())["A12"]["standing"] == "not-applied"
    again = await act(counter, "approver-ecology", "dispensation-lifts", lift)
    refused(again, 409, "item-not-dispensed-with")


async def test_a_promise_lets_begin_what_may_be_handled_with_omissions(
    counter: Counter, administrator: httpx.AsyncClient
) -> None:
    body = {"item_code": "B02", "needed": "A01", "until": "2027-06-30"}
    never = body | {"item_code": "A12"}
    answer = await act(counter, "approver-ecology", "prerequisite-promises", never)
    refused(answer, 409, "omission-not-provided")
    await moved(counter, administrator)
    refused(
        await act(counter, "approver-ecology", "prerequisite-promises", body), 403, "not-allowed"
    )
    await done(counter, "approver-planning", "prerequisite-promises", body)


async def test_the_past_shows_the_plan_as_it_was_known(
    counter: Counter, administrator: httpx.AsyncClient
) -> None:
    before = (await counter.people["leader"].get(f"{PLANS}/{counter.project}")).headers["X-As-Of"]
    version = await moved(counter, administrator)
    assert (await counter.plan())["catalogue_version"] == version
    assert (await counter.plan(as_of=before))["catalogue_version"] != version
