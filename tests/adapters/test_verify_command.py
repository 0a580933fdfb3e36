"""`luodi verify` as a command: dumps, what offline needs, what is no success."""

import asyncio
import gzip
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest

from luodi import verify as command
from luodi.__main__ import main
from luodi.verify import verify_dump
from luodi.verify_online import dump
from luodi.verify_report import Report
from shared.adapters.notary import Notary
from shared.adapters.settings import SERVICES
from tests.adapters.conftest import Counters
from tests.adapters.histories import KEY, Case, anchored_history

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def case(
    counters: Counters, broker: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Case:
    return await anchored_history(counters, broker, tmp_path, monkeypatch)


async def test_a_dump_that_is_cut_or_foreign_is_refused(case: Case) -> None:
    path = case.folder / "leads.dump"
    assert await dump(["leads"], case.folder, path) == 0
    whole = path.read_bytes()
    cuts = {whole[:-1], whole[:-2], whole[: len(whole) // 2], whole[:60], b"", b"{}\n", b"[]\n"}
    for content in (*cuts, whole + b"x", whole + b'{"service": 1}\n', gzip.compress(whole)[:-9]):
        path.write_bytes(content)
        said: list[str] = []
        assert verify_dump(path, case.anchors, Report((), said.append)) == 1
        assert f"{path} 不是完整的转储文件" in said


async def test_anchors_made_after_the_dump_are_left_aside(case: Case) -> None:
    path = case.folder / "leads.dump"
    assert await dump(["leads"], case.folder, path) == 0
    for _ in range(2):
        await case.counters.count("a")
    notary = Notary("leads", case.counters.store, case.counters.commands, case.anchors)
    assert await notary.anchor(KEY, datetime.now(UTC))
    assert verify_dump(path, case.anchors, Report((), lambda _: None)) == 0


async def test_a_service_with_anchors_must_be_in_the_dump(case: Case) -> None:
    path = case.folder / "leads.dump"
    assert await dump(["leads"], case.folder, path) == 0
    (case.anchors / "leads").rename(case.anchors / "projects")
    said: list[str] = []
    assert verify_dump(path, case.anchors, Report((), said.append)) == 1
    assert "projects：有锚点，转储中却没有它的历史" in said
    assert verify_dump(path, case.anchors, Report((), said.append), ["leads"]) == 0


async def test_offline_it_needs_python_and_cryptography_alone(case: Case) -> None:
    path = case.folder / "leads.dump.gz"
    assert await dump(["leads"], case.folder, path) == 0
    packages = case.folder / "packages"
    packages.mkdir()
    for name in ("cryptography", "cffi", "_cffi_backend"):
        spec = find_spec(name)
        assert spec
        assert spec.origin
        found = Path(spec.origin)
        source = found.parent if found.name.startswith("__init__") else found
        (packages / source.name).symlink_to(source)
    arguments = ["verify", "--from", str(path), "--anchors", str(case.anchors)]
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-S", "-m", "luodi", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": f"{packages}:{ROOT}", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("leads：12 条事件、4 条流，哈希链完好；由签名锚点证明到第 10 条")


async def test_the_command_verifies_and_dumps(
    case: Case, capsys: pytest.CaptureFixture[str]
) -> None:
    path = case.folder / "all.dump"
    run: Callable[..., int] = lambda *words: main(["verify", *words])  # noqa: E731
    assert await asyncio.to_thread(run, "leads") == 0
    assert await asyncio.to_thread(run, "leads", "--dump", str(path)) == 0
    assert await asyncio.to_thread(run, "--from", str(path), "--anchors", str(case.anchors)) == 0
    assert await asyncio.to_thread(run, "--from", str(case.folder / "none")) == 1
    assert await asyncio.to_thread(run, "nobody") == 1
    said = capsys.readouterr().out
    assert "校验通过。" in said
    assert f"已写出 {path}" in said
    assert "没有这样的服务：nobody" in said


async def test_a_database_that_is_away_is_no_success(
    case: Case, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LUODI_DATABASE_NAME", "luodi_nowhere")
    run: Callable[..., int] = lambda *words: main(["verify", *words])  # noqa: E731
    assert await asyncio.to_thread(run, "leads") == 1
    assert await asyncio.to_thread(run, "leads", "--dump", str(case.folder / "x")) == 1
    assert "数据库无法访问" in capsys.readouterr().out


def test_it_knows_all_services() -> None:
    assert set(command.SERVICES) == set(SERVICES)
