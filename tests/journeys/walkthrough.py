"""Runs docs/walkthrough.md against a fresh installation; with --write its answers are written."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from luodi.server import free_port

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "walkthrough.md"
_BLOCK = re.compile(r"```bash\n(.*?)```\n(?:\n```text\n(.*?)```\n)?", re.DOTALL)
_END = "<<end of block>>"
_IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+\d\d:\d\d)")
_HASH = re.compile(r"\b[0-9a-f]{64}\b")
_TRACE = re.compile(r"\b[0-9a-f]{32}\b")
_READY_WITHIN = 90


@dataclass(frozen=True)
class Step:
    """One block of commands with the answer that the document gives."""

    commands: str
    answer: str


def steps(text: str) -> list[Step]:
    """Return the document's blocks in order."""
    return [Step(found[1], found[2] or "") for found in _BLOCK.finditer(text)]


@contextmanager
def installation() -> Iterator[str]:
    """Run `luodi up` in an empty folder; yield its address once the sample is there."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="luodi-walkthrough-") as folder:
        Path(folder).chmod(0o755)
        command = [sys.executable, "-m", "luodi", "up", "--home", f"{folder}/.luodi"]
        with subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "LUODI_HTTP_PORT": str(port)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as running:
            try:
                assert running.stdout is not None
                said = []
                for line in running.stdout:
                    said.append(line)
                    if "Ctrl-C" in line:
                        break
                else:
                    raise RuntimeError("".join(said))
                yield f"http://127.0.0.1:{port}"
            finally:
                running.terminate()
                running.wait(30)


def answers(address: str, wanted: list[Step]) -> list[str]:
    """Run all blocks in one shell; return what each printed."""
    script = "".join(f"{step.commands}\necho '{_END}'\n" for step in wanted)
    done = subprocess.run(
        ["bash", "-eu", "-o", "pipefail"],
        input=script,
        env={"PATH": os.environ["PATH"], "LUODI": address, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=_READY_WITHIN,
        check=False,
    )
    found = done.stdout.split(f"{_END}\n")[:-1]
    if len(found) != len(wanted):
        said = f"{done.stdout[-2000:]}{done.stderr}"
        raise RuntimeError(f"stopped in block {len(found) + 1}:\n{said}")
    return _shortened(found)


def _shortened(texts: list[str]) -> list[str]:
    known: dict[str, str] = {}

    def name(found: re.Match[str]) -> str:
        return known.setdefault(found[0], f"<id-{len(known) + 1}>")

    shortened = [_TIME.sub("<time>", _HASH.sub("<hash>", text)) for text in texts]
    return [_TRACE.sub("<hash>", _IDENTIFIER.sub(name, text)) for text in shortened]


def written(text: str, found: list[str]) -> str:
    """Return the document with these answers below its blocks."""
    left = iter(found)

    def block(match: re.Match[str]) -> str:
        answer = next(left)
        below = f"\n```text\n{answer}```\n" if answer else ""
        return f"```bash\n{match[1]}```\n{below}"

    return _BLOCK.sub(block, text)


def main() -> None:
    """Check, or write."""
    text = DOCUMENT.read_text()
    with installation() as address:
        found = answers(address, steps(text))
    if "--write" in sys.argv:
        DOCUMENT.write_text(written(text, found))
    elif found != [step.answer for step in steps(text)]:
        sys.exit("docs/walkthrough.md says otherwise; make walkthrough writes it anew")


if __name__ == "__main__":
    main()
