"""`luodi verify`: what a superuser does to a history is named, online and from a dump alike."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from luodi.verify_online import verify
from luodi.verify_report import Report
from shared.adapters.notary import key_id
from tests.adapters.conftest import Counters
from tests.adapters.histories import KEY, Case, anchored_history, relayed


@pytest.fixture
async def case(
    counters: Counters, broker: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Case:
    return await anchored_history(counters, broker, tmp_path, monkeypatch)


async def test_an_untouched_history_is_proven(case: Case) -> None:
    online = await case.verified()
    key = key_id(KEY.public_key())
    assert online == [
        "leads：12 条事件、4 条流，哈希链完好；由签名锚点证明到第 10 条，其后 2 条尚未锚定",
        f"锚点公钥：{key}（请与另行保管的公钥核对，或用 --key 给出）",
        "校验通过。",
        "0",
    ]
    assert await case.verified_offline() == online
    assert await case.verified_offline("leads.dump.gz") == online
    assert (await case.verified(key))[1:] == [f"锚点公钥：{key}", "校验通过。", "0"]


@pytest.mark.parametrize("column", ["data", "meta"])
async def test_one_flipped_byte_is_named(case: Case, column: str) -> None:
    await case.by_superuser(
        f"UPDATE es.event SET {column} = set_byte({column}, 2, get_byte({column}, 2) # 1)"
        " WHERE pos = 8"
    )
    assert await case.findings() == [
        "leads：12 条事件、4 条流，发现 1 处问题；由签名锚点证明到第 6 条"
        "；除下列问题外，到第 10 条与锚点相符",
        "第 8 条：与哈希不符，该条或紧接其前的一条被改动",
    ]


@pytest.mark.parametrize(
    "change",
    [
        "event_id = gen_random_uuid()",
        "stream = 'counter-z'",
        "version = 9",
        "type = 'Other'",
        "schema = 2",
        "recorded_at = recorded_at + interval '1 microsecond'",
        "hash = sha256('x')",
    ],
)
async def test_no_column_can_be_changed_unseen(case: Case, change: str) -> None:
    await case.by_superuser(f"UPDATE es.event SET {change} WHERE pos = 3")
    findings = await case.findings()
    assert "第 3 条：与哈希不符，该条或紧接其前的一条被改动" in findings
    assert "第一个锚点之前已有问题" in findings[0]


async def test_a_deleted_event_is_named_by_its_stream(case: Case) -> None:
    await case.by_superuser("DELETE FROM es.event WHERE pos = 5")
    assert await case.findings() == [
        "leads：11 条事件、4 条流，发现 2 处问题；第一个锚点之前已有问题"
        "；除下列问题外，到第 10 条与锚点相符",
        "第 5 条：缺失，事件被删除；其后一条因此无法核对",
        "counter-b 第 2 版：缺失，事件被删除",
    ]


async def test_a_deleted_stream_is_named(case: Case) -> None:
    await case.by_superuser("DELETE FROM es.event WHERE stream = 'counter-b'")
    assert await case.findings() == [
        "leads：8 条事件、3 条流，发现 4 处问题；第一个锚点之前已有问题"
        "；除下列问题外，到第 10 条与锚点相符",
        "第 2 条：缺失，事件被删除；其后一条因此无法核对",
        "第 5 条：缺失，事件被删除；其后一条因此无法核对",
        "第 9 条：缺失，事件被删除；其后一条因此无法核对",
        "缺失的事件中有 3 条不在任何现存流的中段：整条流或流的末尾被删除",
    ]


async def test_a_truncated_tail_is_seen_by_the_anchor_outside(case: Case) -> None:
    await case.by_superuser("DELETE FROM es.event WHERE pos > 8")
    assert await case.findings() == [
        "leads：8 条事件、4 条流，发现 1 处问题；由签名锚点证明到第 6 条，其后 2 条尚未锚定",
        "第 9—10 条：锚点见过，如今不在，末尾被截去",
    ]


async def test_an_event_that_cannot_even_be_read_is_no_success(case: Case) -> None:
    await case.by_superuser(
        "ALTER TABLE es.event ALTER hash DROP NOT NULL;"
        "UPDATE es.event SET hash = NULL WHERE pos = 3"
    )
    said: list[str] = []
    report = Report((), said.append)
    assert await verify(["leads"], case.folder, case.anchors, report) == 1
    assert "leads：有事件无法读取，历史已被破坏" in said


REWRITE = """
UPDATE es.event SET data = convert_to('{"by":99,"note":""}', 'UTF8') WHERE pos = 9;
DO $$ DECLARE e record; head bytea; BEGIN
  SELECT hash INTO head FROM es.event WHERE pos = 8;
  FOR e IN SELECT * FROM es.event WHERE pos > 8 ORDER BY pos LOOP
    head := es.link(head, e.part, e.pos, e.event_id, convert_to(e.stream, 'UTF8'), e.version,
      convert_to(e.type, 'UTF8'), e.schema, (extract(epoch FROM e.recorded_at) * 1000000)::bigint,
      e.data, e.meta);
    UPDATE es.event SET hash = head WHERE pos = e.pos;
  END LOOP;
END $$
"""


WITHOUT_A_STREAM = """
DELETE FROM es.event WHERE stream = 'counter-b';
UPDATE es.event SET pos = pos + 1000;
DO $$ DECLARE e record; head bytea; place bigint := 0; BEGIN
  SELECT genesis INTO head FROM es.partition WHERE part = 1;
  FOR e IN SELECT * FROM es.event ORDER BY pos LOOP
    place := place + 1;
    head := es.link(head, e.part, place, e.event_id, convert_to(e.stream, 'UTF8'), e.version,
      convert_to(e.type, 'UTF8'), e.schema, (extract(epoch FROM e.recorded_at) * 1000000)::bigint,
      e.data, e.meta);
    UPDATE es.event SET pos = place, hash = head WHERE pos = e.pos;
  END LOOP;
END $$
"""


async def test_a_stream_taken_out_with_all_after_it_made_anew_contradicts_the_anchors(
    case: Case,
) -> None:
    """What is left is a whole chain; it is not the one that was anchored."""
    await case.by_superuser(WITHOUT_A_STREAM)
    assert await case.findings() == [
        "leads：8 条事件、3 条流，发现 2 处问题；没有相符的锚点，不能排除整体改写",
        "第 1—6 条：哈希与锚点不符，其间的历史被改写",
        "第 9—10 条：锚点见过，如今不在，末尾被截去",
    ]


async def test_a_tail_rewritten_with_fresh_hashes_contradicts_the_anchor(case: Case) -> None:
    await case.by_superuser(REWRITE)
    assert await case.findings() == [
        "leads：12 条事件、4 条流，发现 1 处问题；由签名锚点证明到第 6 条，其后 6 条尚未锚定",
        "第 7—10 条：哈希与锚点不符，其间的历史被改写",
    ]


async def test_who_rewrites_the_anchors_too_lacks_the_key(case: Case) -> None:
    """The superuser rewrites the tail and signs it with a key of his own."""
    await case.by_superuser(REWRITE)
    for path in case.anchors.glob("leads/10.json"):
        path.unlink()
    await case.by_superuser("DELETE FROM es.event WHERE pos > 10")
    mine = Ed25519PrivateKey.generate()
    await case.anchor(mine)
    forged = f"第 10 条的锚点（{case.anchors / 'leads' / '10.json'}）：签名无效"
    found = await case.verified(key_id(KEY.public_key()))
    assert [line for line in found if forged in line]
    assert found[-1] == "1"


async def test_an_anchor_file_that_was_touched_is_named(case: Case) -> None:
    path = case.anchors / "leads" / "6.json"
    content = json.loads(path.read_text())
    path.write_text(json.dumps(content | {"position": 5}))
    assert (await case.findings())[1] == f"第 5 条的锚点（{path}）：签名无效"
    path.write_text("{")
    assert (await case.findings())[1] == f"锚点 {path}：无法读取"


async def test_published_anchors_count_when_the_folder_is_gone(case: Case, broker: str) -> None:
    await relayed(case, broker)
    for path in case.anchors.glob("leads/*.json"):
        path.unlink()
    await case.by_superuser("DELETE FROM es.event WHERE pos > 8")
    assert (await case.findings())[1:] == [
        "第 9—10 条：锚点见过，如今不在，末尾被截去",
        "第 9—12 条：已发布到消息总线，库中却没有，历史止于所发布者之前",
    ]
