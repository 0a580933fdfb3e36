"""What cannot be: each a problem document with its code, and nothing stored."""

from typing import Any

import pytest

from tests.services.approvals.desk import CASES, Case, Counter, refused, today

LONG = "长" * 5000


@pytest.fixture(scope="module")
async def handled_case(shared_counter: Counter) -> Case:
    """A case that was received, accepted and examined, for what is refused of it."""
    case = await (await shared_counter.apply("A12", "2026-03-02")).accepted("2026-03-02")
    examined = {"result": "passed", "opinion": "可", "effective": "2026-03-02"}
    await case.done("examinations", examined)
    return case


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"surprise": 1}, "/body/surprise"),
        ({"item_code": "no item"}, "/body/item_code"),
        ({"project_id": "../x"}, "/body/project_id"),
        ({"materials": ["", "x"]}, "/body/materials/0"),
        ({"materials": ["a\u0000b"]}, "/body/materials/0"),
        ({"materials": ["x"] * 101}, "/body/materials"),
        ({"materials": "一份"}, "/body/materials"),
        ({"effective": "2026-02-30"}, "/body/effective"),
        ({"effective": "2026-03-02T10:00:00"}, "/body/effective"),
        ({"effective": 20260302}, "/body/effective"),
        ({"effective": "1800-01-01"}, "/body/effective"),
    ],
)
async def test_fields_that_cannot_be(counter: Counter, more: dict[str, Any], pointer: str) -> None:
    body = {"project_id": counter.project, "item_code": "A12"} | more
    problem = refused(await counter.at("A12").post(CASES, json=body), 422, "invalid-fields")
    assert any(error["pointer"].startswith(pointer) for error in problem["errors"])
    assert (await counter.items())["A12"]["standing"] == "not-applied"


@pytest.mark.parametrize(
    ("acts", "body"),
    [
        ("deficiency-notices", {"deficiencies": []}),
        ("remedies", {"materials": []}),
        ("acceptances", {"effective": "yesterday"}),
        ("declinations", {}),
        ("not-required-findings", {"reason": "  "}),
        ("supplement-requests", {"missing": []}),
        ("supplements", {}),
        ("special-procedures", {"procedure": "lunch", "reason": "x"}),
        ("special-procedure-ends", {}),
        ("extension-requests", {"days": "-1", "reason": "x"}),
        ("extension-requests", {"days": "1.3", "reason": "x"}),
        ("extensions", {"effective": "2026-03-02"}),
        ("examinations", {"result": "perhaps", "opinion": "x"}),
        ("withdrawal-requests", {"reason": LONG}),
        ("withdrawal-refusals", {}),
        ("withdrawals", {"reason": "x"}),
        ("decisions", {"outcome": "granted"}),
        ("decisions", {"outcome": "maybe"}),
        ("decisions", {"document_number": "1"}),
        ("decisions", {"outcome": "refused", "reason": "x"}),
        ("decisions", {"outcome": "granted", "document_number": "x" * 65}),
        ("retractions", {"grounds": "x"}),
        ("revocations", {"deciding_authority": "x"}),
        ("servings", {"method": "pigeon"}),
    ],
)
async def test_acts_that_cannot_be(shared_case: Any, acts: str, body: dict[str, Any]) -> None:
    refused(await shared_case.act(acts, body), 422, "invalid-fields")


async def test_what_cannot_be_read(shared_counter: Counter) -> None:
    client = shared_counter.at("A12")
    json = {"Content-Type": "application/json"}
    refused(await client.post(CASES, content=b"{", headers=json), 400, "unreadable-body")
    no_text = await client.post(CASES, content=b'{"a": "\xff"}', headers=json)
    refused(no_text, 400, "unreadable-request")
    refused(await client.post(CASES, content=b"x" * 2_000_000, headers=json), 413, "body-too-large")


async def test_a_version_must_be_quoted_and_be_the_one_there_is(counter: Counter) -> None:
    case = await counter.apply("A12", today())
    path = f"{case.path}/acceptances"
    body = {"effective": today()}
    refused(await case.approver.post(path, json=body), 428, "if-match-missing")
    stale = await case.approver.post(path, json=body, headers={"If-Match": '"v9"'})
    assert refused(stale, 412, "stale-version")["current_version"] >= 1
    weak = await case.approver.post(path, json=body, headers={"If-Match": "v1"})
    refused(weak, 400, "if-match-unreadable")
    assert (await case.read())["stage"] == "received"


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (("acceptances", {"effective": "2099-01-01"}), "effective-in-the-future"),
        (("acceptances", {"effective": "2025-03-01"}), "effective-before-predecessor"),
        (("declinations", {"reason": "x", "effective": "2099-01-01"}), "effective-in-the-future"),
        (
            ("deficiency-notices", {"deficiencies": ["x"], "effective": "2025-03-01"}),
            "effective-before-predecessor",
        ),
        (
            ("deficiency-notices", {"deficiencies": ["x"], "remedy_by": "2026-01-01"}),
            "expected-before-start",
        ),
        (("remedies", {"materials": ["x"]}), "deficiencies-not-notified"),
        (("application-lapses", {"reason": "x"}), "deficiencies-not-notified"),
        (("supplement-requests", {"missing": ["x"]}), "case-not-accepted"),
        (
            ("special-procedures", {"procedure": "hearing", "reason": "x"}),
            "case-not-accepted",
        ),
        (("supplements", {"materials": ["x"]}), "supplement-not-requested"),
        (("extensions", {}), "case-not-accepted"),
        (("examinations", {"result": "passed", "opinion": "x"}), "case-not-accepted"),
        (("consultations", {"reply_by": "2099-01-01"}), "case-not-accepted"),
        (("certificates", {"certificate_number": "1"}), "certificate-before-grant"),
        (("study-deliveries", {"document": "1", "result": "x"}), "act-not-of-this-kind"),
        (("special-procedure-ends", {"outcome": "x"}), "special-procedure-not-running"),
        (("decisions", {"outcome": "granted", "document_number": "1"}), "case-not-accepted"),
        (("decisions", {"outcome": "filed", "document_number": "1"}), "act-not-of-this-kind"),
        (("withdrawals", {}), "withdrawal-not-requested"),
        (("extension-requests", {"days": "1", "reason": "x"}), "case-not-accepted"),
        (("servings", {"method": "post"}), "nothing-to-serve"),
    ],
)
async def test_rules_that_refuse(
    shared_case: Any, act: tuple[str, dict[str, Any]], code: str
) -> None:
    refused(await shared_case.act(*act), 409, code)
    assert (await shared_case.read())["stage"] == "received"


PAUSE = {"procedure": "hearing", "reason": "利害关系人申请"}
GRANT = {"outcome": "granted", "document_number": "1"}
REFUSAL = {"outcome": "refused", "reason": "x", "remedy_notice": "x"}


@pytest.mark.parametrize(
    "decision", [GRANT, GRANT | {"outcome": "granted-with-omissions"}, REFUSAL]
)
async def test_nothing_is_decided_while_a_supplement_or_a_procedure_runs(
    counter: Counter, decision: dict[str, Any]
) -> None:
    case = await (await counter.apply("B02", today())).accepted(today())
    await case.done("examinations", {"result": "passed", "opinion": "可"})
    await case.done("supplement-requests", {"missing": ["日照分析"]})
    refused(await case.act("decisions", decision), 409, "supplement-outstanding")
    refused(await case.act("special-procedures", PAUSE), 409, "supplement-outstanding")
    refused(
        await case.act("supplement-requests", {"missing": ["x"]}), 409, "supplement-outstanding"
    )
    wrong = await case.act("special-procedure-ends", {"outcome": "x"})
    refused(wrong, 409, "special-procedure-not-running")
    await case.done("supplements", {"materials": ["日照分析"]})
    refused(await case.act("supplements", {"materials": ["x"]}), 409, "supplement-not-requested")
    await case.done("special-procedures", PAUSE)
    refused(await case.act("decisions", decision), 409, "special-procedure-running")
    refused(
        await case.act("supplement-requests", {"missing": ["x"]}), 409, "special-procedure-running"
    )
    assert (await case.read())["stage"] == "special-procedure"


@pytest.mark.parametrize(
    ("effective", "code"),
    [("2099-01-01", "effective-in-the-future"), ("2026-03-01", "effective-before-predecessor")],
)
async def test_no_act_is_of_the_future_nor_older_than_the_one_before(
    handled_case: Case, effective: str, code: str
) -> None:
    on = {"effective": effective}
    for acts, body in (
        ("supplement-requests", {"missing": ["x"]}),
        ("special-procedures", PAUSE),
        ("examinations", {"result": "passed", "opinion": "x"}),
        ("withdrawal-requests", {"reason": "x"}),
        ("decisions", GRANT),
        ("decisions", REFUSAL),
    ):
        refused(await handled_case.act(acts, body | on), 409, code)
    assert (await handled_case.read())["stage"] == "under-examination"


async def test_no_case_is_received_in_the_future(counter: Counter) -> None:
    body = {"project_id": counter.project, "item_code": "A12", "effective": "2099-01-01"}
    refused(await counter.at("A12").post(CASES, json=body), 409, "effective-in-the-future")
    assert (await counter.items())["A12"]["standing"] == "not-applied"


@pytest.mark.parametrize(
    "query",
    [
        {"status": "lost"},
        {"item": "no item"},
        {"department": "../x"},
        {"due_before": "soon"},
        {"light": "blue"},
        {"awaiting": "godot"},
        {"limit": 201},
        {"limit": 0},
        {"sort": "stage"},
        {"count": "perhaps"},
        {"cursor": "nonsense"},
        {"cursor": "WzEsMl0"},
        {"as_of": "tomorrow"},
        {"as_of": "2099-01-01"},
    ],
)
async def test_questions_that_cannot_be(shared_counter: Counter, query: dict[str, Any]) -> None:
    answer = await shared_counter.people["leader"].get(CASES, params=query)
    assert answer.status_code == 422, answer.text


async def test_unknown_acts_are_not_there(shared_case: Any) -> None:
    answer = await shared_case.approver.get(f"{shared_case.path}/dances")
    assert answer.status_code == 422
    answer = await shared_case.approver.post(f"{shared_case.path}/dances", json={})
    assert answer.status_code in {404, 405}
