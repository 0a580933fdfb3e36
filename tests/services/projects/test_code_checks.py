"""Looking a code up: a real server answers what the platform was seen to answer, or does not."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from luodi.server import free_port
from services.projects.domain.code_checking import NotAnswered, Unavailable
from services.projects.importing import LookUp
from shared.kernel.project_code import ProjectCode
from tests.harness.receiver import Receiver, Reply, receiver
from tests.harness.servers import Cluster
from tests.harness.services import Installation, installation
from tests.services.projects.desk import PROJECTS, Desk, opened, refused

CODE = "2601-340400-04-01-123456"
# As a provincial platform's public check was seen to answer, in the words asked for here.
ANSWER: dict[str, Any] = {
    "project_code": CODE,
    "name": "检测设备生产基地",
    "total_investment": "28000.0000",
    "industry": "M745 质检技术服务",
    "nature": "新建",
    "start_on": "2027-01",
    "finish_on": "2028-03",
    "place_code": "340400",
    "foreign_invested": False,
}


def told(**changes: Any) -> Reply:
    body = json.dumps(ANSWER | changes, ensure_ascii=False).encode()
    return Reply(200, {"Content-Type": "application/json"}, body)


@dataclass(frozen=True)
class Asked:
    """A project that may be looked up, and the platform that is asked."""

    desk: Desk
    platform: Receiver

    async def check(self) -> dict[str, Any]:
        """Look the code up and return what was recorded."""
        answer = await self.desk.leader.post(f"{self.desk.path}/code-checks")
        assert answer.status_code == 201, answer.text
        shown = await self.desk.leader.get(f"{self.desk.path}/code-check")
        assert shown.status_code == 200, shown.text
        return dict(shown.json()["last"])


@asynccontextmanager
async def looked_up(
    cluster: Cluster, broker: str, folder: Path, url: str
) -> AsyncIterator[Installation]:
    more = {"LUODI_PROJECT_CODE_LOOKUP_URL": url}
    async with installation(cluster, broker, folder, "leads", "projects", **more) as running:
        yield running


@pytest.fixture
async def asked(cluster: Cluster, broker: str, tmp_path: Path) -> AsyncIterator[Asked]:
    """A coded project, and the platform."""
    async with receiver() as platform:
        url = f"http://127.0.0.1:{platform.port}/check?channel=park"
        async with looked_up(cluster, broker, tmp_path, url) as running:
            desk = await opened(running)
            await desk.done("codes", {"code": CODE})
            yield Asked(desk, platform)


async def test_what_it_says_is_put_beside_ours_field_by_field(asked: Asked) -> None:
    asked.platform.answers(told())
    check = await asked.check()
    [request] = asked.platform.received
    assert (request.method, request.path) == ("GET", f"/check?channel=park&code={CODE}")
    assert (check["outcome"], check["outcome_name"], check["differing"]) == ("match", "一致", [])
    assert check["by"] == "sample-leader"
    fields = {one["field"]: one for one in check["fields"]}
    assert (fields["total_investment"]["ours"], fields["total_investment"]["same"]) == (
        "2.8 亿元",
        True,
    )
    assert (fields["industry"]["theirs"], fields["industry"]["same"]) == ("M745 质检技术服务", None)
    [stored] = [one for one in await asked.desk.history() if one["type"] == "ProjectCodeChecked"]
    assert stored["data"]["outcome"] == "match"
    assert stored["by"]["id"] == "sample-leader"


async def test_each_check_is_kept_with_what_came_of_it(asked: Asked) -> None:
    asked.platform.answers(told(name="另一项目", place_code="340406"), Reply(404), Reply(503))
    outcomes = [await asked.check() for _ in range(3)]
    assert [one["outcome"] for one in outcomes] == ["differs", "unknown", "unavailable"]
    assert outcomes[0]["differing"] == ["name", "place_code"]
    assert (outcomes[2]["why"], outcomes[2]["why_name"]) == ("failed", "平台答复异常")
    listed = (await asked.desk.leader.get(f"{asked.desk.path}/code-checks")).json()["items"]
    assert [one["outcome"] for one in listed] == ["differs", "unknown", "unavailable"]
    then = {"as_of": listed[0]["checked_at"]}
    past = await asked.desk.leader.get(f"{asked.desk.path}/code-check", params=then)
    assert past.json()["last"]["outcome"] == "differs"
    assert (await asked.desk.read())["code"]["code"] == CODE


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(500), "failed"),
        (Reply(204), "failed"),
        (Reply(200, {}, b"<html>"), "unreadable"),
        (Reply(200, {}, b'{"project_code": "x"}'), "unreadable"),
        (told(project_code="2601-340400-04-01-000000"), "unreadable"),
        (told(total_investment="-1"), "unreadable"),
        (told(name="长" * 300), "unreadable"),
        (Reply(200, {}, b"x" * 100_000), "unreadable"),
        (Reply(drop=True), "unreachable"),
    ],
)
async def test_what_is_no_answer_is_not_taken_for_one(reply: Reply, why: str) -> None:
    async with receiver() as platform:
        platform.answers(reply)
        answer = await LookUp(f"http://127.0.0.1:{platform.port}/").ask(ProjectCode(CODE))
        assert answer == NotAnswered(why=Unavailable(why))


@pytest.mark.parametrize("reply", [Reply(hang=True), Reply(stall=True), Reply(endless=True)])
async def test_nobody_waits_for_a_platform_for_ever(reply: Reply) -> None:
    async with receiver() as platform:
        platform.answers(reply)
        look_up = LookUp(f"http://127.0.0.1:{platform.port}/", patience=0.3)
        async with asyncio.timeout(5):
            answer = await look_up.ask(ProjectCode(CODE))
        assert isinstance(answer, NotAnswered)


async def test_a_platform_that_is_not_there_is_unreachable() -> None:
    answer = await LookUp(f"http://127.0.0.1:{free_port()}/").ask(ProjectCode(CODE))
    assert answer == NotAnswered(why=Unavailable.UNREACHABLE)


async def test_nobody_follows_to_where_the_platform_points() -> None:
    async with receiver() as platform, receiver() as elsewhere:
        elsewhere.always = told()
        for status in (301, 302, 303, 307, 308):
            platform.answers(Reply(status, {"Location": elsewhere.url}))
            answer = await LookUp(platform.url).ask(ProjectCode(CODE))
            assert answer == NotAnswered(why=Unavailable.FAILED)
        assert elsewhere.received == []


async def test_the_environment_s_proxy_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    async with receiver() as platform, receiver() as proxy:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
        platform.answers(Reply(404))
        await LookUp(platform.url).ask(ProjectCode(CODE))
        assert (len(platform.received), proxy.received) == (1, [])


async def test_who_may_look_up_and_what_cannot_be(asked: Asked) -> None:
    desk = asked.desk
    statistician = await desk.running.login("statistician")
    at = f"{desk.path}/code-checks"
    refused(await statistician.post(at), 403, "not-allowed")
    assert (await statistician.get(at)).json()["items"] == []
    refused(await desk.officer.post(at), 404, "not-found")
    refused(await desk.officer.get(f"{desk.path}/code-check"), 404, "not-found")
    nobody = f"{PROJECTS}/5b0c3f7e-0000-5000-8000-00000000dead/code-checks"
    refused(await desk.leader.post(nobody), 404, "not-found")
    assert asked.platform.received == []


async def test_without_a_code_or_a_platform_nobody_is_asked(running: Installation) -> None:
    desk = await opened(running)
    at = f"{desk.path}/code-checks"
    refused(await desk.leader.post(at), 409, "project-not-coded")
    latest = (await desk.leader.get(f"{desk.path}/code-check")).json()
    assert (latest["code"], latest["last"]) == (None, None)
    await desk.done("codes", {"code": CODE})
    refused(await desk.leader.post(at), 409, "project-code-look-up-off")


async def test_the_same_key_asks_the_platform_for_one_record(asked: Asked) -> None:
    asked.platform.always = Reply(404)
    headers, at = {"Idempotency-Key": '"once"'}, f"{asked.desk.path}/code-checks"
    first = await asked.desk.leader.post(at, headers=headers)
    second = await asked.desk.leader.post(at, headers=headers)
    assert second.headers["Idempotency-Replayed"] == "true"
    assert first.json() == second.json()
    listed = (await asked.desk.leader.get(at)).json()["items"]
    assert len(listed) == 1
