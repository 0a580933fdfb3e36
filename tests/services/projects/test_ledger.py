"""Projects that a ledger brings, and what becomes of them when the import is undone."""

from collections import Counter

from luodi.acting import act_on
from luodi.import_ import Wish, bring_in, hand_in, sample_ledger
from tests.harness.services import Installation
from tests.services.leads.ledger_desk import IMPORTS, undone
from tests.services.projects.desk import PROJECTS


async def test_the_sample_ledger_comes_in_and_what_was_not_touched_goes_out(
    running_all: Installation,
) -> None:
    specialist, leader = await running_all.login("specialist"), await running_all.login("leader")
    import_id = await hand_in(specialist, sample_ledger(), lambda _: None)
    await bring_in(specialist, import_id, Wish(specialist="sample-specialist"), lambda _: None)
    await running_all.settled()
    page = (await leader.get(PROJECTS, params={"limit": 200, "count": "true"})).json()
    assert page["total"] == len(page["items"]) == 22
    assert {item["origin"] for item in page["items"]} == {"imported"}
    stages = Counter(item["stage"] for item in page["items"])
    assert stages["in-production"] >= 1
    kept = next(item for item in page["items"] if item["stage"] == "under-construction")
    shown = (await leader.get(f"{PROJECTS}/{kept['id']}")).json()
    assert (shown["import_id"], shown["lead_id"]) == (import_id, None)
    served = {"officer": "sample-officer"}
    answer = await act_on(leader, f"{PROJECTS}/{kept['id']}", "officers", served)
    assert answer.status_code == 201, answer.text
    await undone(specialist, import_id)
    await running_all.settled()
    left = (await leader.get(PROJECTS)).json()["items"]
    assert [item["id"] for item in left] == [kept["id"]]
    gone = (await leader.get(PROJECTS, params={"stage": "withdrawn", "limit": 200})).json()
    assert len(gone["items"]) == 21
    rows = (await specialist.get(f"{IMPORTS}/{import_id}/rows")).json()["items"]
    (row,) = [one for one in rows if shown["row"] in one.values()]
    assert "done-since-import" in str(row)
