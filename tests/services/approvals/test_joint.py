"""联合办理 over HTTP: one form for several departments' items, and one conclusion."""

from dataclasses import replace
from typing import Any

import httpx
import pytest

from luodi.acting import act_on
from services.approvals.domain.catalogue import CatalogueVersion, JointApplication
from tests.domain.approvals.shelf import REGISTRATION
from tests.domain.approvals.small_catalogue import PLANNING, REFORM, RULE
from tests.harness.services import Installation
from tests.services.approvals.desk import APPROVERS, CASES, PLANS, Counter, read, refused
from tests.services.approvals.test_plans import act, done
from tests.services.approvals.versions import newer, published

BESIDE = replace(REGISTRATION, code="A09", stage="1", department=PLANNING, needs=())
TOGETHER = JointApplication(
    code="D01", name="联合验收", lead=REFORM, items=("A01", "A09"), legal_basis=RULE
)
FORM: dict[str, Any] = {"joint": "D01", "materials": ["联合申请表"], "effective": "2026-03-02"}
CONCLUSION = {
    "joint": "D01",
    "document_number": "联验〔2026〕1号",
    "conclusion": "各项均已通过",
    "effective": "2026-03-05",
}


def catalogue() -> CatalogueVersion:
    """Return a version in which two departments' items are asked for together."""
    version = newer()
    template = replace(version.templates[0], only=("A01", "A09", "B02"))
    return replace(
        version,
        items=(*version.items, BESIDE),
        templates=(template, *version.templates[1:]),
        joint=(TOGETHER,),
    )


@pytest.fixture
async def planned(counter: Counter, running: Installation) -> Counter:
    """A plan of a version with a joint application."""
    version = catalogue()
    answer = await published(await running.login("system-admin"), version)
    assert answer.status_code == 201, answer.text
    await done(counter, "specialist", "moves", {"version": version.version})
    await done(counter, "specialist", "situations", {"template": version.templates[0].code})
    return counter


def at(counter: Counter) -> httpx.AsyncClient:
    return counter.people[APPROVERS["A01"]]


async def joint_of(counter: Counter) -> dict[str, Any]:
    (found,) = (await counter.plan())["joint"]
    return dict(found)


async def ended(counter: Counter, item_code: str, case_id: str, outcome: str, who: str) -> None:
    body = {
        "outcome": outcome,
        "document_number": counter.number(item_code),
        "effective": "2026-03-04",
    }
    leader, path = counter.people["leader"], f"{CASES}/{case_id}"
    answer = await act_on(leader, path, "decisions", body, by=counter.people[who])
    assert answer.status_code == 201, answer.text


async def applied(counter: Counter) -> dict[str, str]:
    """Apply jointly, and return the cases by item."""
    path = f"{PLANS}/{counter.project}/joint-applications"
    answer = await at(counter).post(path, json=FORM)
    assert answer.status_code == 201, answer.text
    form = await read(at(counter), answer.headers["Location"])
    return {one["item_code"]: one["case_id"] for one in form["cases"]}


async def test_one_form_opens_the_cases_of_all_parts(planned: Counter) -> None:
    before = await joint_of(planned)
    assert [part["item_code"] for part in before["parts"]] == ["A01", "A09"]
    assert (before["ready"], before["application_id"]) == (False, None)
    path, client = f"{PLANS}/{planned.project}/joint-applications", at(planned)
    headers = {"Idempotency-Key": planned.project}
    answer = await client.post(path, json=FORM, headers=headers)
    assert answer.status_code == 201, answer.text
    again = await client.post(path, json=FORM, headers=headers)
    assert again.headers["Location"] == answer.headers["Location"]
    form = await read(client, answer.headers["Location"])
    made = await joint_of(planned)
    assert made["application_id"] == form["application_id"]
    assert made["applied_on"]["from"] == "2026-03-02"
    assert [part["case_id"] for part in made["parts"]] == [one["case_id"] for one in form["cases"]]
    assert {code: item["joint"] for code, item in (await planned.items()).items()} == {
        "A01": "D01",
        "A09": "D01",
        "B02": None,
    }
    refused(await client.post(path, json=FORM), 409, "joint-already-applied-for")


async def test_one_conclusion_ends_it_when_all_parts_are_there(planned: Counter) -> None:
    cases = await applied(planned)
    early = await act(planned, "approver-development", "joint-conclusions", CONCLUSION)
    problem = refused(early, 409, "joint-parts-outstanding")
    assert {one["held_by"] for one in problem["missing"]} == {REFORM, PLANNING}
    await ended(planned, "A01", cases["A01"], "filed", "approver-development")
    await ended(planned, "A09", cases["A09"], "registered", "approver-planning")
    assert (await joint_of(planned))["ready"]
    assert [one["done"] for one in (await planned.plan())["stages"] if one["code"] == "1"] == [True]
    other = await act(planned, "approver-planning", "joint-conclusions", CONCLUSION)
    refused(other, 403, "not-allowed")
    await done(planned, "approver-development", "joint-conclusions", CONCLUSION)
    shown = await joint_of(planned)
    assert (shown["document_number"], shown["conclusion"]) == ("联验〔2026〕1号", "各项均已通过")
    assert shown["concluded_on"]["from"] == "2026-03-05"
    path = f"{PLANS}/{planned.project}/joint-applications"
    refused(await at(planned).post(path, json=FORM), 409, "joint-nothing-to-apply-for")


async def test_only_the_lead_and_whoever_serves_the_project_apply_jointly(
    planned: Counter,
) -> None:
    path = f"{PLANS}/{planned.project}/joint-applications"
    for who in ("approver-planning", "specialist"):
        refused(await planned.people[who].post(path, json=FORM), 403, "not-allowed")
    unheard_of = {**FORM, "joint": "D99"}
    refused(await at(planned).post(path, json=unheard_of), 409, "joint-not-in-plan")
    nowhere = f"{PLANS}/nobody/joint-applications"
    refused(await at(planned).post(nowhere, json=FORM), 404, "not-found")
    nameless = {**FORM, "joint": "没有"}
    refused(await at(planned).post(path, json=nameless), 422, "invalid-fields")
    early = await act(planned, "approver-development", "joint-conclusions", CONCLUSION)
    refused(early, 409, "joint-not-applied-for")
