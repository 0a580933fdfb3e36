"""事项目录 over HTTP: versions read, handed in as files, refused with all that is wrong."""

from dataclasses import replace
from datetime import date

import httpx

from services.approvals.domain.catalogue import CatalogueVersion
from shared.kernel.identifiers import DepartmentId
from tests.domain.approvals.small_catalogue import need
from tests.services.approvals.desk import Counter, read, refused
from tests.services.approvals.versions import (
    CATALOGUES,
    HANDOVER,
    LAST,
    YAML,
    newer,
    published,
    with_stage,
)

NOWHERE = DepartmentId("nowhere")


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


def in_a_ring(version: CatalogueVersion) -> CatalogueVersion:
    """Return a version whose first item waits for one that waits for it."""
    first, *others = version.items
    return replace(version, items=(replace(first, needs=(need("B02"),)), *others))


async def test_what_waits_for_itself_or_ends_before_it_begins_is_refused_with_its_place(
    administrator: httpx.AsyncClient,
) -> None:
    new = newer()
    for faulty, code, place in (
        (in_a_ring(new), "ring", "items"),
        (
            replace(new, effective_until=new.effective_from),
            "effective-backwards",
            "effective_until",
        ),
        (with_stage(new, replace(HANDOVER, lead=NOWHERE)), "department-unknown", "stages"),
        (with_stage(new, replace(HANDOVER, items=("Z99",))), "item-unknown", "stages"),
    ):
        problem = refused(await published(administrator, faulty), 409, "catalogue-faulty")
        (fault,) = problem["faults"]
        assert (fault["code"], place in fault["place"]) == (code, True)
    refused(await administrator.get(f"{CATALOGUES}/{new.version}"), 404, "not-found")


async def test_versions_never_overlap_nor_stand_for_another_content(
    administrator: httpx.AsyncClient,
) -> None:
    first, second = newer(), newer()
    assert (await published(administrator, second)).status_code == 201
    refused(await published(administrator, first), 409, "catalogue-versions-overlap")
    same_day = replace(first, effective_from=second.effective_from)
    refused(await published(administrator, same_day), 409, "catalogue-versions-overlap")
    other = replace(second, default_template="open")
    refused(await published(administrator, other), 409, "catalogue-version-taken")
    listed = {one["version"]: one for one in (await read(administrator, CATALOGUES))["items"]}
    assert listed[second.version]["as_shipped"] is None
    assert first.version not in listed


async def test_a_version_of_a_later_day_is_known_and_not_yet_followed(
    counter: Counter, administrator: httpx.AsyncClient
) -> None:
    before = (await counter.plan())["catalogue_version"]
    items = (await read(administrator, "/api/v1/items"))["items"]
    in_force = {item["catalogue_version"] for item in items}
    later = replace(LAST, version="2040.1", effective_from=date(2040, 1, 1))
    tried = await published(administrator, later, dry_run="true")
    assert (tried.status_code, tried.json()["effective_from"]) == (200, "2040-01-01")
    again = (await read(administrator, "/api/v1/items"))["items"]
    assert {item["catalogue_version"] for item in again} == in_force
    assert (await counter.plan())["catalogue_version"] == before


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
