"""One form for several cases, over HTTP."""

from dataclasses import replace

from services.approvals.domain.catalogue import Completes, StageOf
from tests.domain.approvals.shelf import REGISTRATION
from tests.domain.approvals.stories import FILING, PERMIT
from tests.services.approvals.desk import Case, Counter, Staff, read, refused
from tests.services.approvals.shelf import shelf_of

FORMS = "/api/v1/cases/applications"
BESIDE = replace(REGISTRATION, stage="1")
LATER = replace(PERMIT, needs=())


async def test_one_form_becomes_several_cases(staff: Staff) -> None:
    counter = await shelf_of(staff, FILING, BESIDE, LATER)
    client = counter.at(FILING.code)
    form = {
        "project_id": counter.project,
        "items": [{"item_code": FILING.code, "materials": ["申请表"]}, {"item_code": BESIDE.code}],
        "effective": "2026-03-02",
    }
    answer = await client.post(FORMS, json=form, headers={"Idempotency-Key": counter.project})
    assert answer.status_code == 201, answer.text
    path = answer.headers["Location"]
    again = await client.post(FORMS, json=form, headers={"Idempotency-Key": counter.project})
    assert again.headers["Location"] == path
    shown = await read(client, path)
    assert (shown["stage"], shown["completes"], shown["done"]) == ("1", "all", False)
    assert [one["item_code"] for one in shown["cases"]] == [FILING.code, BESIDE.code]
    filing, registration = (
        Case(counter, one["case_id"], one["item_code"]) for one in shown["cases"]
    )
    on = {"effective": "2026-03-03"}
    number = counter.number("备案")
    await filing.done("decisions", {"outcome": "filed", "document_number": number} | on)
    assert not (await read(client, path))["done"]
    number = counter.number("登记")
    await registration.done("decisions", {"outcome": "registered", "document_number": number} | on)
    shown = await read(client, path)
    assert shown["done"]
    assert [one["open"] for one in shown["cases"]] == [False, False]


async def test_where_any_of_them_is_enough_the_first_completes_the_stage(staff: Staff) -> None:
    any_of = StageOf(
        code="1", name="立项用地", lead=FILING.department, completes=Completes.ANY, items=()
    )
    counter = await shelf_of(staff, FILING, BESIDE, stages=(any_of,))
    client = counter.at(FILING.code)
    items = [{"item_code": FILING.code}, {"item_code": BESIDE.code}]
    form = {"project_id": counter.project, "items": items, "effective": "2026-03-02"}
    path = (await client.post(FORMS, json=form)).headers["Location"]
    shown = await read(client, path)
    assert (shown["completes"], shown["done"]) == ("any", False)
    filing = Case(counter, shown["cases"][0]["case_id"], FILING.code)
    filed = {"outcome": "filed", "document_number": counter.number("备案")}
    await filing.done("decisions", filed | {"effective": "2026-03-03"})
    shown = await read(client, path)
    assert shown["done"]
    assert [one["open"] for one in shown["cases"]] == [False, True]


async def test_all_of_it_or_nothing(staff: Staff) -> None:
    counter = await shelf_of(staff, FILING, BESIDE, LATER)
    client = counter.at(FILING.code)
    await counter.apply(BESIDE.code)
    items = [{"item_code": FILING.code}, {"item_code": BESIDE.code}]
    answer = await client.post(FORMS, json={"project_id": counter.project, "items": items})
    refused(answer, 409, "item-has-open-case")
    assert (await counter.items())[FILING.code]["standing"] == "not-applied"
    twice = {"project_id": counter.project, "items": [items[0], items[0]]}
    refused(await client.post(FORMS, json=twice), 409, "item-applied-for-twice")


async def test_a_form_is_for_one_stage_and_for_one_s_own_items(counter: Counter) -> None:
    development = counter.people["approver-development"]
    items = [{"item_code": "A01"}, {"item_code": "B02"}]
    body = {"project_id": counter.project, "items": items}
    refused(await development.post(FORMS, json=body), 403, "not-allowed")
    empty = body | {"items": []}
    refused(await development.post(FORMS, json=empty), 422, "invalid-fields")
    unknown = body | {"project_id": "nobody"}
    refused(await development.post(FORMS, json=unknown), 404, "not-found")
    alone = await counter.apply("A12")
    shown = await read(alone.approver, f"{alone.path}/application")
    assert (shown["application_id"], len(shown["cases"]), shown["done"]) == (None, 1, False)
    refused(await development.get(f"{alone.path}/application"), 404, "not-found")
