"""`luodi rebuild notifications`: the views come out equal; feed, deliveries and inbox stay."""

import asyncio

from luodi.rebuild import published, rebuild
from services.notifications.main import SPEC
from shared.adapters.runtime import assemble, dismantle
from tests.harness.polling import eventually
from tests.services.notifications.served import Served
from tests.services.notifications.test_api_endpoints import act, register

KEPT = ("feed", "inbox", "delivery", "receiver")


async def kept(served: Served) -> list[list[dict[str, object]]]:
    pool = served.installation.services["notifications"].runtime.pool
    rows = [await pool.fetch(f"SELECT * FROM own.{table} ORDER BY 1, 2") for table in KEPT]
    return [[dict(row) for row in table] for table in rows]


async def made_again(served: Served) -> list[str]:
    """Rebuild as the command line does; return what it said."""
    settings = served.installation.services["notifications"].settings
    runtime = await assemble(SPEC, settings)
    said: list[str] = []
    try:
        async with published(settings) as events:
            url = settings.database_url
            assert await rebuild(runtime.views, events, url, say=said.append), said
    finally:
        await dismantle(runtime)
    return said


async def test_a_rebuild_is_equal_and_renumbers_nothing(served: Served) -> None:
    partner = await served.partner()
    made = await register(partner, served.other.url)
    served.other.secrets = [made["secret"]]
    await act(partner, made["id"], "pings")
    served.other.secrets = ()
    await served.installation.settled()
    await served.create("again")
    await served.publish("OfficerAssigned", "again", data={"officer": "sample-officer"})
    last = await served.publish("WorkSuspended", "again")
    await served.fed(last)
    pool = served.installation.services["notifications"].runtime.pool
    all_done = "SELECT true WHERE NOT EXISTS (SELECT FROM own.delivery WHERE status <> 'done')"
    await eventually(lambda: pool.fetchval(all_done))
    before = await kept(served)
    assert all(before)
    await made_again(served)
    after = await kept(served)  # anchors may have come since, by themselves
    assert [now[: len(was)] for now, was in zip(after, before, strict=True)] == before
    officer = await served.login("officer")
    resumed = await served.publish("WorkResumed", "again")
    await served.fed(resumed)
    assert (await officer.get(f"/api/v1/events/{resumed.id}")).status_code == 200


async def test_a_rebuild_holds_up_neither_the_feed_nor_deliveries(served: Served) -> None:
    await served.create("busy")
    done = False

    async def go_on() -> int:
        count = 0
        while not done:
            await served.publish("MilestoneForecast", "busy")
            count += 1
            await asyncio.sleep(0.005)
        return count

    going = asyncio.create_task(go_on())
    await made_again(served)
    done = True
    count = await going
    last = await served.publish("WorkCommenced", "busy")
    await served.fed(last)
    pool = served.installation.services["notifications"].runtime.pool
    query = "SELECT count(*) FROM own.feed WHERE project = 'busy' AND type = 'MilestoneForecast'"
    assert await pool.fetchval(query) == count
    gaps = "SELECT max(position) = count(*) FROM own.feed"
    assert await pool.fetchval(gaps)
