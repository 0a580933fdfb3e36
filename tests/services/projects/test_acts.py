"""The acts on one project over HTTP, with what they answer and what they refuse."""

from typing import Any

from tests.harness.services import Installation
from tests.services.projects.desk import OFFICER, PROJECTS, opened, refused

CODE = "2601-340400-04-01-123456"
OTHER_CODE = "2602-340400-04-01-654321"


async def test_the_code_is_given_then_corrected(running: Installation) -> None:
    desk = await opened(running)
    refused(await desk.act("codes", {"code": "12"}), 409, "project-code-shape")
    first = await desk.done("codes", {"code": CODE, "effective": "2026-01-20"})
    assert first.headers["ETag"] == '"v2"'
    assert first.headers["X-Position"].startswith("projects=")
    refused(await desk.act("codes", {"code": OTHER_CODE}), 409, "correction-needs-reason")
    await desk.done("codes", {"code": OTHER_CODE, "reason": "重新赋码"})
    again = await desk.act("codes", {"code": OTHER_CODE})
    assert (again.status_code, again.json()["event_ids"]) == (200, [])
    acts = (await desk.leader.get(f"{desk.path}/codes")).json()["items"]
    assert [act["type"] for act in acts] == ["ProjectCoded", "ProjectCodeCorrected"]
    assert acts[1]["corrects"] == acts[0]["event_id"] == first.json()["event_ids"][0]
    assert acts[1]["changes"] == [{"field": "code", "before": CODE, "after": OTHER_CODE}]
    assert acts[1]["name"] == "项目代码更正"
    assert (await desk.read())["code"]["code"] == OTHER_CODE


async def test_the_officer_is_assigned_and_hands_over(running: Installation) -> None:
    desk = await opened(running)
    refused(
        await desk.act("officers", {"officer": OFFICER, "effective": "2026-02-01"}),
        422,
        "invalid-fields",
    )
    await desk.done("officers", {"officer": OFFICER})
    refused(await desk.act("officers", {"officer": "another"}), 409, "officer-already-assigned")
    to_oneself = {"from_officer": OFFICER, "to_officer": OFFICER, "reason": "轮岗"}
    refused(await desk.act("hand-overs", to_oneself), 409, "hand-over-to-oneself")
    stale = {"from_officer": "another", "to_officer": "a-third", "reason": "轮岗"}
    refusal = refused(await desk.act("hand-overs", stale), 409, "officer-not-in-charge")
    assert refusal["officer"] == OFFICER
    given = {"from_officer": OFFICER, "to_officer": "another", "reason": "轮岗"}
    await desk.done("hand-overs", given, desk.officer)
    (act,) = (await desk.leader.get(f"{desk.path}/hand-overs")).json()["items"]
    assert act["changes"] == [{"field": "officer", "before": OFFICER, "after": "another"}]
    assert act["by"] == {"id": OFFICER, "role": "service-officer", "department": None}


async def test_the_leader_is_named_and_replaced(running: Installation) -> None:
    desk = await opened(running)
    await desk.done("leaders", {"leader": "leader-li"})
    refused(await desk.act("leaders", {"leader": "leader-sun"}), 409, "leader-change-needs-reason")
    await desk.done("leaders", {"leader": "leader-sun", "reason": "分工调整"})
    assert (await desk.read())["leader"]["account"] == "leader-sun"


async def test_milestones_are_planned_forecast_and_reached(running: Installation) -> None:
    desk = await opened(running)
    kind = {"milestone": "topping-out"}
    await desk.done("milestones/plans", kind | {"planned_on": "2027-12-01"})
    late = kind | {"forecast_on": "2028-01-05"}
    refused(await desk.act("milestones/forecasts", late), 409, "slip-needs-reason")
    await desk.done("milestones/forecasts", late | {"reason": "雨季"})
    assert (await desk.read())["flags"] == ["slipped"]
    land = {"milestone": "land-supplied", "evidence": "不动产权证"}
    refused(
        await desk.act("milestones/actuals", land | {"effective": "2199-01-01"}),
        409,
        "effective-in-the-future",
    )
    await desk.done("milestones/actuals", land | {"effective": "2026-02-20"})
    own = {"milestone": "commencement", "evidence": "照片"}
    refused(await desk.act("milestones/actuals", own), 409, "milestone-has-its-own-act")
    rows = (await desk.leader.get(f"{desk.path}/milestones")).json()["items"]
    shown = {row["milestone"]: row for row in rows}
    assert shown["topping-out"]["slipped"] is True
    assert shown["topping-out"]["name"] == "封顶"
    assert shown["land-supplied"]["reached"]["from"] == "2026-02-20"
    plans = (await desk.leader.get(f"{desk.path}/milestones/plans")).json()["items"]
    assert [act["type"] for act in plans] == ["MilestonePlanned"]


async def test_the_day_of_a_milestone_is_put_right(running: Installation) -> None:
    desk = await opened(running)
    land = {"milestone": "land-supplied"}
    wrong = land | {"effective": "2026-03-05", "reason": "证载日期看错"}
    refused(await desk.act("milestones/corrections", wrong), 409, "milestone-not-reached")
    entered = await desk.done(
        "milestones/actuals", land | {"evidence": "不动产权证", "effective": "2026-02-20"}
    )
    undated = land | {"reason": "证载日期看错"}
    refused(await desk.act("milestones/corrections", undated), 422, "invalid-fields")
    refused(await desk.act("milestones/corrections", wrong, desk.officer), 404, "not-found")
    await desk.done("milestones/corrections", wrong)
    again = await desk.act("milestones/corrections", wrong)
    assert (again.status_code, again.json()["event_ids"]) == (200, [])
    (act,) = (await desk.leader.get(f"{desk.path}/milestones/corrections")).json()["items"]
    assert (act["name"], act["corrects"]) == ("里程碑更正", entered.json()["event_ids"][0])
    (change,) = act["changes"]
    assert (change["before"]["from"], change["after"]["from"]) == ("2026-02-20", "2026-03-05")
    (kept,) = (await desk.leader.get(f"{desk.path}/milestones/actuals")).json()["items"]
    assert kept["effective"]["from"] == "2026-02-20"
    assert _reached(await desk.read())["land-supplied"] == "2026-03-05"
    assert "land-supplied" not in _reached(await desk.read(valid_at="2026-03-01"))
    assert _reached(await desk.read(valid_at="2026-03-06"))["land-supplied"] == "2026-03-05"


def _reached(record: dict[str, Any]) -> dict[str, str]:
    found = {one["milestone"]: one["reached"] for one in record["milestones"]}
    return {kind: reached["from"] for kind, reached in found.items() if reached}


async def test_works_are_put_off_taken_up_and_given_up(running: Installation) -> None:
    desk = await opened(running)
    await desk.done("suspensions", {"reason": "资金未到位", "effective": "2026-03-01"})
    refused(await desk.act("suspensions", {"reason": "再停"}), 409, "not-in-this-stage")
    before = {"note": "资金到位", "effective": "2026-02-01"}
    refused(await desk.act("resumptions", before), 409, "effective-before-predecessor")
    await desk.done("resumptions", {"note": "资金到位", "effective": "2026-04-01"})
    await desk.done("terminations", {"reason": "投资方放弃"})
    refused(await desk.act("completions", {"evidence": "报告"}), 409, "not-in-this-stage")
    record = await desk.read()
    assert (record["stage"], record["stage_words"]) == ("terminated", "投资方放弃")
    assert record["suspensions"][0]["until"]["from"] == "2026-04-01"
    past = await desk.read(valid_at="2026-03-15")
    assert past["stage"] == "suspended"


async def test_a_start_that_was_seen_is_flagged(running: Installation) -> None:
    desk = await opened(running)
    specialist = await running.login("specialist")
    await desk.done("observations", {"seen": "土方开挖", "effective": "2026-03-02"}, specialist)
    record = await desk.read()
    assert record["flags"] == ["unapproved-start"]
    assert record["sightings"][0]["seen_on"]["from"] == "2026-03-02"
    await running.settled()
    flagged = await desk.leader.get(PROJECTS, params={"flagged": "true"})
    assert [item["id"] for item in flagged.json()["items"]] == [desk.project]
    (act,) = (await desk.leader.get(f"{desk.path}/observations")).json()["items"]
    assert act["name"] == "未批先建"


async def test_a_stale_or_missing_version_is_refused(running: Installation) -> None:
    desk = await opened(running)
    body = {"officer": OFFICER}
    refused(await desk.leader.post(f"{desk.path}/officers", json=body), 428, "if-match-missing")
    await desk.done("codes", {"code": CODE})
    stale = await desk.leader.post(f"{desk.path}/officers", json=body, headers={"If-Match": '"v1"'})
    refusal = refused(stale, 412, "stale-version")
    assert refusal["current_version"] == 2
    assert [event["type"] for event in refusal["events_since"]] == ["ProjectCoded"]


async def test_the_same_key_gets_the_first_answer(running: Installation) -> None:
    desk = await opened(running)
    headers = {"If-Match": '"v1"', "Idempotency-Key": "once"}
    path = f"{desk.path}/codes"
    first = await desk.leader.post(path, json={"code": CODE}, headers=headers)
    again = await desk.leader.post(path, json={"code": CODE}, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.json() == first.json()
    other = await desk.leader.post(path, json={"code": OTHER_CODE}, headers=headers)
    refused(other, 422, "idempotency-key-reused")


NONSENSE: tuple[tuple[str, dict[str, Any]], ...] = (
    ("codes", {"code": CODE, "unknown": 1}),
    ("codes", {"code": "x" * 41}),
    ("codes", {"code": CODE, "effective": 3}),
    ("codes", {"code": CODE, "effective": "2026-02-30"}),
    ("codes", {"code": CODE, "effective": "0001-01-01"}),
    (
        "codes",
        {
            "code": CODE,
            "effective": {"from": "2026-02-01", "to": "2026-02-27", "precision": "month"},
        },
    ),
    ("officers", {"officer": "no such\u0000name"}),
    ("hand-overs", {"from_officer": OFFICER, "to_officer": "another", "reason": "  "}),
    ("milestones/plans", {"milestone": "party", "planned_on": "2027-01-01"}),
    ("milestones/plans", {"milestone": "topping-out", "planned_on": 1}),
    ("commencements", {"evidence": "x" * 4001}),
    ("commencements", {}),
)


async def test_what_makes_no_sense_is_refused_and_stores_nothing(running: Installation) -> None:
    desk = await opened(running)
    for acts, body in NONSENSE:
        refusal = refused(await desk.act(acts, body), 422, "invalid-fields")
        assert refusal["errors"]
    assert (await desk.leader.get(desk.path)).headers["ETag"] == '"v1"'


async def test_what_is_not_there_is_not_found(running: Installation) -> None:
    leader = await running.login("leader")
    nobody = f"{PROJECTS}/00000000-0000-7000-8000-000000000000"
    refused(await leader.get(nobody), 404, "not-found")
    refused(await leader.get(f"{nobody}/history"), 404, "not-found")
    refused(await leader.get(f"{nobody}/codes"), 404, "not-found")
    refused(await leader.get(f"{nobody}/parties"), 422, "invalid-fields")
    refused(await leader.get(f"{PROJECTS}/a%00b"), 422, "invalid-fields")
