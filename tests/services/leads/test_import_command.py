"""`luodi import`: the same as over HTTP, said line by line."""

import argparse
import asyncio
from pathlib import Path

import httpx
import pytest

from luodi import import_
from tests.harness.services import Installation
from tests.services.leads.desk import done
from tests.services.leads.ledger_desk import IMPORTS, PARKS, SAMPLE, looked_through, rows_of

FIRST = "检测认证园!8"


def asked(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    import_.add_arguments(parser)
    return parser.parse_args(words)


@pytest.fixture
def at(
    running: Installation, specialist: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> str:
    """The address of the service, with the specialist's token in the environment."""
    token = specialist.headers["Authorization"].removeprefix("Bearer ")
    monkeypatch.setenv("LUODI_TOKEN", token)
    return running.urls["leads"]


async def run(*words: str) -> int:
    return await asyncio.to_thread(import_.run, asked(*words))


def parks() -> list[str]:
    return [word for sheet, park in PARKS.items() for word in ("--park", f"{sheet}={park}")]


async def test_a_ledger_is_read_out_imported_and_undone(
    running: Installation,
    at: str,
    specialist: httpx.AsyncClient,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert await run(str(SAMPLE), "--url", at, *parks()) == 0
    said = capsys.readouterr().out
    assert "47 行" in said
    assert "晋江中纺标检验认证有限公司 → 线索·在谈" in said
    assert "豆腐文化产业园项目 → 项目·在建" in said
    assert "可导入：线索 25 个，项目 22 个；须先决定 0 行" in said
    assert "合计" in said
    assert "尚未导入" in said
    await running.settled()
    (only,) = (await specialist.get(IMPORTS)).json()["items"]
    assert only["standings"] == {"read": 47}


async def test_yes_imports_and_undo_takes_back_what_nobody_touched(
    running: Installation,
    at: str,
    specialist: httpx.AsyncClient,
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ("--url", at, "--wait", "0")
    mine = ("--specialist", "sample-specialist")
    assert await run(str(SAMPLE), "--yes", *mine, *words, *parks()) == 0
    said = capsys.readouterr().out
    assert "已导入为线索 25" in said
    await running.settled()
    import_id = (await specialist.get(IMPORTS)).json()["items"][0]["id"]
    assert f"luodi import --undo {import_id}" in said
    lead_id = rows_of(await looked_through(specialist, import_id))[FIRST]["lead_id"]
    await done(specialist, lead_id, "follow-ups", {"form": "call", "content": "回访"})
    assert await run("--undo", import_id, *words) == 0
    said = capsys.readouterr().out
    assert "已撤销 24" in said
    assert f"{FIRST}：导入后已对该线索进行过操作，不能撤销" in said


async def test_what_is_wrong_is_said_and_counts_as_refused(
    at: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"nothing")
    for words, part in (
        ((), "请给出台账文件"),
        ((str(SAMPLE), "--undo", "x"), "请给出台账文件"),
        ((str(tmp_path / "missing.xlsx"), "--url", at), "无法读取文件"),
        ((str(broken), "--url", at), "ledger-not-a-workbook"),
        (("--undo", "nothing", "--url", at), "not-found"),
        ((str(SAMPLE), "--url", "http://127.0.0.1:9"), "无法连接"),
        ((str(SAMPLE), "--home", str(tmp_path)), "没有安装"),
    ):
        assert await run(*words) == 1
        assert part in capsys.readouterr().err
    monkeypatch.setenv("LUODI_TOKEN", "nobody's")
    assert await run(str(SAMPLE), "--url", at) == 1
    assert "not-authenticated" in capsys.readouterr().err


async def test_the_sample_knows_its_parks(specialist: httpx.AsyncClient) -> None:
    said: list[str] = []
    ledger = import_.sample_ledger()
    import_id = await import_.hand_in(specialist, ledger, said.append)
    outcome = await import_.bring_in(specialist, import_id, import_.Wish(wait=0), said.append)
    assert outcome["standings"] == {"lead": 25, "sent": 22}
    assert any("（园区：inspection-park）" in line for line in said)


async def test_it_says_what_is_left_to_decide_and_what_is_there_already(
    at: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run(str(SAMPLE), "--url", at) == 0
    said = capsys.readouterr().out
    assert "须先决定：园区（--park 检测认证园=园区编号）" in said
    assert "可导入：线索 0 个，项目 0 个；须先决定 47 行" in said
    only = ("--park", "检测认证园=inspection-park")
    assert await run(str(SAMPLE), "--url", at, "--yes", "--wait", "0", *only) == 0
    capsys.readouterr()
    assert await run(str(SAMPLE), "--url", at, *parks()) == 0
    said = capsys.readouterr().out
    assert "注意：同一文件曾经交来核验" in said
    assert "请核对：相同的行已导入（" in said
    assert "可导入：线索 8 个，项目 22 个；须先决定 0 行；此前已导入 17 行" in said
