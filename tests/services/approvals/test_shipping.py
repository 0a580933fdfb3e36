"""What ships is published when the service starts: once, in its order, and never over another."""

import hashlib
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from luodi.acting import act_on
from services.approvals.api.plans import CATALOGUE_PART
from services.approvals.catalogue.shipped import SHIPPED, VERSIONS, shipped_catalogue
from services.approvals.catalogue.shipping import publish_all
from services.approvals.catalogue.writing import write_yaml
from services.approvals.domain.catalogue import BASIC
from services.approvals.main import SPEC, publish_calendar
from shared.adapters.runtime import Runtime, ServiceSpec
from tests.harness.servers import Addresses, Brokers, Cluster
from tests.harness.services import Installation, installation
from tests.services.approvals.desk import PLANS, Counter, Staff, opened, read

# The version before the one that ships now: some items waited for nothing then.
OLDER = replace(
    shipped_catalogue(),
    version="2026.2",
    effective_from=date(2026, 7, 1),
    items=tuple(
        replace(item, needs=()) if item.code == "A22" else item
        for item in shipped_catalogue().items
    ),
)
CATALOGUES = "/api/v1/catalogues"


async def publish_older(runtime: Runtime[Any]) -> None:
    """Publish what shipped before."""
    await publish_all(runtime, [BASIC, OLDER])


@pytest.fixture
async def older(
    addresses: Addresses, brokers: Brokers, tmp_path: Path
) -> AsyncIterator[Installation]:
    """An installation from before the version that ships now."""
    cluster = Cluster(admin_url=addresses.admin_url, password=addresses.password)
    async with (
        brokers.fresh() as broker,
        installation(cluster, broker, tmp_path, "leads", "projects") as running,
    ):
        before = replace(SPEC, at_start=[publish_calendar, publish_older])
        await running.start("approvals", await cluster.fresh("approvals"), before)
        yield running
    await cluster.drop_all()


async def restarted(running: Installation, spec: ServiceSpec[Any] = SPEC) -> None:
    """Stop approvals and start it again on its database, as an upgrade does."""
    served = running.services["approvals"]
    await served.stop()
    await running.start("approvals", served.database, spec)


async def asked(counter: Counter, acts: str, body: Any, **query: Any) -> dict[str, Any]:
    """Ask something of the plan as the specialist."""
    path, client = f"{PLANS}/{counter.project}", counter.people["specialist"]
    answer = await act_on(client, path, acts, body, params=query)
    assert answer.status_code in {200, 201}, answer.text
    return dict(answer.json())


async def versions(client: httpx.AsyncClient) -> dict[str, Any]:
    listed = (await read(client, CATALOGUES))["items"]
    return {one["version"]: (one["effective_until"], one["as_shipped"]) for one in listed}


async def test_an_upgrade_brings_the_new_version_and_plans_are_moved_when_asked(
    older: Installation,
) -> None:
    staff = Staff(older)
    counter = await opened(staff)
    leader = counter.people["leader"]
    situation = {"template": "type-6-filing", "answers": {"occupational": "yes"}}
    await asked(counter, "situations", situation)
    assert (await counter.items())["A22"]["waits_to_start_for"] == []
    await restarted(older)
    assert await versions(leader) == {
        "2026.1": ("2026-07-01", True),
        "2026.2": ("2026-08-01", None),
        SHIPPED: (None, True),
    }
    await restarted(older)
    stored = await older.services["approvals"].runtime.store.stream(CATALOGUE_PART.key)
    assert [recorded.event.catalogue.version for recorded in stored] == [
        "2026.1",
        "2026.2",
        SHIPPED,
    ]
    # The plan keeps its version; one that is opened now begins with the new one.
    assert (await counter.plan())["catalogue_version"] == "2026.2"
    assert (await (await opened(staff)).plan())["catalogue_version"] == SHIPPED
    tried = await asked(counter, "moves", {"version": SHIPPED}, dry_run="true")
    changed = {one["item_code"]: one["fields"] for one in tried["diff"]["changed"]}
    assert changed == {"A22": ["needs"]}
    assert (await counter.plan())["catalogue_version"] == "2026.2"
    await asked(counter, "moves", {"version": SHIPPED})
    assert (await counter.plan())["catalogue_version"] == SHIPPED
    waits = (await counter.items())["A22"]["waits_to_start_for"]
    assert [one["item_code"] for one in waits] == ["P00"]


async def test_what_ships_with_other_content_under_a_number_is_told_and_not_taken(
    older: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    mended = replace(OLDER, default_template="type-6-filing")

    async def publish_mended(runtime: Runtime[Any]) -> None:
        await publish_all(runtime, [BASIC, mended, shipped_catalogue()])

    spec = replace(SPEC, at_start=[publish_calendar, publish_mended])
    with caplog.at_level(logging.ERROR, logger="services.approvals.catalogue.shipping"):
        await restarted(older, spec)
    told = [record for record in caplog.records if record.name.endswith("shipping")]
    assert [vars(one)["code"] for one in told] == ["catalogue-version-taken"]
    assert "2026.2" in told[0].getMessage()
    client = await older.login("leader")
    assert await versions(client) == {
        "2026.1": ("2026-07-01", True),
        "2026.2": ("2026-08-01", None),
        SHIPPED: (None, True),
    }
    kept = await read(client, f"{CATALOGUES}/2026.2")
    assert kept["default_template"] == OLDER.default_template


async def test_a_version_of_the_park_s_own_is_not_ended_by_what_ships(
    older: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    administrator = await older.login("system-admin")
    own = replace(OLDER, version="park-1", effective_from=date(2026, 9, 1))
    content = write_yaml(own).encode()
    headers = {"Content-Type": "application/yaml"}
    answer = await administrator.post(CATALOGUES, content=content, headers=headers)
    assert answer.status_code == 201, answer.text
    with caplog.at_level(logging.ERROR, logger="services.approvals.catalogue.shipping"):
        await restarted(older)
    told = [record for record in caplog.records if record.name.endswith("shipping")]
    assert [vars(one)["code"] for one in told] == ["catalogue-versions-overlap"]
    assert "park-1" in await versions(administrator)
    assert SHIPPED not in await versions(administrator)


# What ships under a number, as it was when it was first published. Whoever mends the files gives
# them another number and another day, and writes the new line here.
FINGERPRINTS = {
    "2026.1": "81bf4fe9b90571be",
    "2026.3": "2bb22016d5ab87c8",
}


@pytest.mark.parametrize("version", list(VERSIONS))
def test_what_ships_under_a_number_stays_as_it_is(version: str) -> None:
    content = write_yaml(VERSIONS[version]()).encode()
    assert hashlib.sha256(content).hexdigest()[:16] == FINGERPRINTS[version]
