"""What is sent no more: a dead delivery that is dismissed, the endpoints of a closed account."""

from uuid import uuid4

from tests.harness.polling import until
from tests.services.notifications.served import Served
from tests.services.notifications.test_api_endpoints import ENDPOINTS, keyed, register, stage_of
from tests.services.notifications.test_api_reading import delivered


async def test_a_dead_delivery_is_given_up_with_a_reason(served: Served) -> None:
    partner, auditor = await served.partner(), await served.login("auditor")
    found = await delivered(served, partner, "given-up")
    at, why = f"/api/v1/deliveries/{found['id']}", {"reason": "对方系统已停用"}
    early = await partner.post(f"{at}/dismissals", json=why, headers=keyed())
    assert (early.status_code, early.json()["code"]) == (409, "delivery-not-dead")
    notifications = served.installation.services["notifications"]
    await notifications.runtime.pool.execute(
        "UPDATE own.delivery SET status = 'dead' WHERE id = $1", found["id"]
    )
    assert (await auditor.post(f"{at}/dismissals", json=why)).status_code == 403
    assert (await partner.post(f"{at}/dismissals", json={}, headers=keyed())).status_code == 422
    given_up = await partner.post(f"{at}/dismissals", json=why, headers=keyed())
    assert (given_up.status_code, given_up.json()["status"]) == (201, "dismissed")
    again = await partner.post(f"{at}/dismissals", json=why, headers=keyed())
    assert again.status_code == 200
    (entry,) = (await partner.get(f"{at}/dismissals")).json()["items"]
    assert (entry["by_account"], entry["reason"]) == ("sample-partner", "对方系统已停用")
    listed = await partner.get("/api/v1/deliveries", params={"status": "dismissed"})
    assert [one["id"] for one in listed.json()["items"]] == [found["id"]]
    unknown = f"/api/v1/deliveries/{uuid4()}/dismissals"
    assert (await partner.post(unknown, json=why, headers=keyed())).status_code == 404


async def test_the_endpoints_of_a_closed_account_are_sent_nothing_more(served: Served) -> None:
    admin = await served.login("system-admin")
    opened = await admin.post("/api/v1/clients", json={"login": "bureau", "display_name": "对接"})
    owner = opened.json()["id"]
    made = await register(admin, served.other.url, owner=owner)
    await served.installation.settled()
    closed = await admin.post(
        f"/api/v1/accounts/{owner}/closings",
        json={"reason": "停止对接"},
        headers={"If-Match": opened.headers["etag"]},
    )
    assert closed.status_code == 201, closed.text

    async def disabled() -> bool:
        return await stage_of(admin, made["id"]) == "disabled"

    await until(disabled)
    shown = (await admin.get(f"{ENDPOINTS}/{made['id']}")).json()
    assert shown["disabled_for"] == "owner-closed"
