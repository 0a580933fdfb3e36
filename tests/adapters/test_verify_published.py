"""`luodi verify`: what follows the newest anchor is compared with what the bus was told."""

import json
from pathlib import Path

import pytest

from luodi.embedded import Nats
from luodi.verify import verify_dump
from luodi.verify_online import dump
from luodi.verify_report import Report
from shared.adapters import broker as bus
from tests.adapters.conftest import Counters
from tests.adapters.histories import Case, anchored_history, relayed

SOUND = "leads：12 条事件、4 条流，哈希链完好；由签名锚点证明到第 10 条，其后 2 条尚未锚定"
REWRITE_LAST = """
UPDATE es.event SET data = convert_to('{"by":99,"note":""}', 'UTF8') WHERE pos = 12;
UPDATE es.event e SET hash = es.link(p.hash, e.part, e.pos, e.event_id,
  convert_to(e.stream, 'UTF8'), e.version, convert_to(e.type, 'UTF8'), e.schema,
  (extract(epoch FROM e.recorded_at) * 1000000)::bigint, e.data, e.meta)
FROM es.event p WHERE p.pos = 11 AND e.pos = 12
"""


@pytest.fixture
async def case(
    counters: Counters, broker: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Case:
    return await anchored_history(counters, broker, tmp_path, monkeypatch)


async def test_what_is_published_and_stored_alike_is_sound(case: Case, broker: str) -> None:
    await relayed(case, broker)
    assert (await case.verified())[0] == SOUND
    assert (await case.verified_offline())[0] == SOUND


@pytest.mark.parametrize(("kept", "span"), [(10, "11—12"), (11, "12")])
async def test_a_store_that_ends_before_what_was_published_is_named(
    case: Case, broker: str, kept: int, span: str
) -> None:
    """No anchor has seen what is cut off here."""
    await relayed(case, broker)
    await case.by_superuser(f"DELETE FROM es.event WHERE pos > {kept}")
    findings = await case.findings()
    assert findings[1:] == [f"第 {span} 条：已发布到消息总线，库中却没有，历史止于所发布者之前"]
    assert "发现 1 处问题；由签名锚点证明到第 10 条" in findings[0]


async def test_what_was_published_shows_that_its_tail_was_made_anew(
    case: Case, broker: str
) -> None:
    await relayed(case, broker)
    await case.by_superuser(REWRITE_LAST)
    assert (await case.findings())[1:] == [
        "第 12 条：哈希与消息总线上已发布的不符，该条或其前的历史被改写"
    ]


async def test_events_that_are_not_published_yet_are_no_fault(case: Case, broker: str) -> None:
    await relayed(case, broker)
    for _ in range(3):
        await case.counters.count("a")
    assert "哈希链完好" in (await case.verified())[0]


async def test_what_no_relay_put_on_the_bus_does_not_count(case: Case, broker: str) -> None:
    await relayed(case, broker)
    client = await bus.connect(broker, "test")
    newest = await bus.last_message(client.jetstream(), "luodi.v1.leads.1.>")
    assert newest is not None
    later = {**json.loads(newest.data or b""), "sequence": f"{99:020d}"}
    for payload in (b"", b"\xff", b"{}", json.dumps(later).encode()):
        await client.jetstream().publish("luodi.v1.leads.1.Junk.x", payload)
    await client.jetstream().publish("luodi.v1.projects.1.Junk.x", b"")
    await client.close()
    assert (await case.verified())[0] == SOUND
    await case.by_superuser("DELETE FROM es.event WHERE pos > 11")
    assert (await case.findings())[1:] == [
        "第 12 条：已发布到消息总线，库中却没有，历史止于所发布者之前"
    ]


async def test_a_bus_that_is_away_is_said_and_hinders_nothing(case: Case, own_nats: Nats) -> None:
    own_nats.stop()
    settings = case.settings.model_copy(update={"nats_url": own_nats.url})
    away = Case(case.counters, case.folder, settings)
    said = await away.verified()
    assert said[:2] == ["leads：消息总线无法访问，未比对已发布的事件和锚点", SOUND]
    assert said[-1] == "0"


@pytest.mark.parametrize("published", ['{"position": 3}', '{"position": 3, "hash": "x"}', "[]"])
async def test_a_dump_that_says_nonsense_of_what_was_published_is_refused(
    case: Case, published: str
) -> None:
    path = case.folder / "leads.dump"
    assert await dump(["leads"], case.folder, path) == 0
    content = path.read_bytes()
    assert content.count(b'"published": null') == 1
    path.write_bytes(content.replace(b'"published": null', b'"published": ' + published.encode()))
    said: list[str] = []
    assert verify_dump(path, case.anchors, Report((), said.append)) == 1
    assert f"{path} 不是完整的转储文件" in said
