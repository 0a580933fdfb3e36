"""HTTP load from a process of its own: `python -m benchmarks.load`, a plan in, a result out.

Each connection sends one request after the other. The client must stay cheap, for it shares the
machine with what it measures: requests are made from bytes, answers are looked at no further than
their status and length.
"""

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

import uvloop

from benchmarks.measuring import Sample

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What to send. In `head` and `path` `{id}`, `{version}`, `{key}` stand for the target's.

    Targets are pairs of id and version; a connection goes round its own and counts versions up.
    """

    port: int
    method: str
    path: str
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    connections: int = 32
    seconds: float = 2.0
    targets: Sequence[tuple[str, int]] = (("", 0),)
    run: str = ""

    def template(self) -> str:
        """The request as text with its placeholders."""
        headers = {"Host": "127.0.0.1", **self.headers}
        if self.body:
            headers |= {"Content-Type": "application/json"}
            headers |= {"Content-Length": str(len(self.body.encode()))}
        lines = [f"{self.method} {self.path} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return "\r\n".join([*lines, "", ""])


async def loaded(plan: Plan) -> tuple[Sample, list[tuple[str, int]]]:
    """Run a plan in another process; return the result and the targets as they then are."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "benchmarks.load",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    out, _ = await process.communicate(json.dumps(asdict(plan)).encode())
    result = json.loads(out)
    if result["refused"]:
        raise RuntimeError(f"{plan.method} {plan.path}: {result['refused']}")
    targets = [(name, version) for name, version in result["targets"]]
    return Sample(rate=result["rate"], latencies=result["latencies"]), targets


class Sender(asyncio.Protocol):
    """One connection."""

    def __init__(self, plan: Plan, number: int, until: float) -> None:
        self._plan = plan
        self._number = number
        self._until = until
        self._template = plan.template()
        self._body = plan.body.encode()
        self._sent = 0
        self._began = 0.0
        self._buffer = b""
        self.targets = [list(target) for target in plan.targets[number :: plan.connections]]
        self.latencies: list[float] = []
        self.refused = ""
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport: Any = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        """Take the answer and go on, or end."""
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = self._buffer[:end].lower()
        at = head.find(b"content-length:")
        length = int(head[at + 15 : at + 30].split(b"\r\n")[0])
        if len(self._buffer) < end + 4 + length:
            return
        self.latencies.append(perf_counter() - self._began)
        if head[9:10] != b"2":
            self.refused = self._buffer.decode(errors="replace")[:2000]
        self._buffer = b""
        self._target[1] += 1
        if self.refused or perf_counter() >= self._until:
            self._transport.close()
        else:
            self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        """Say that it is over."""
        if exc is not None:
            self.refused = repr(exc)
        if not self.done.done():
            self.done.set_result(None)

    def _send(self) -> None:
        self._target: list[Any] = self.targets[self._sent % len(self.targets)]
        key = f"{self._plan.run}-{self._number}-{self._sent}"
        name, version = self._target
        head = self._template.format(id=name, version=version, key=key)
        self._sent += 1
        self._began = perf_counter()
        self._transport.write(head.encode() + self._body)


async def _run(plan: Plan) -> dict[str, Any]:
    loop = asyncio.get_running_loop()
    began = perf_counter()
    senders: list[Sender] = []
    for number in range(plan.connections):
        _, sender = await loop.create_connection(
            lambda number=number: Sender(plan, number, began + plan.seconds),  # type: ignore[misc]
            "127.0.0.1",
            plan.port,
        )
        senders.append(sender)
    await asyncio.gather(*(sender.done for sender in senders))
    latencies = [time for sender in senders for time in sender.latencies]
    return {
        "rate": len(latencies) / (perf_counter() - began),
        "latencies": latencies,
        "refused": next((sender.refused for sender in senders if sender.refused), ""),
        "targets": [target for sender in senders for target in sender.targets],
    }


if __name__ == "__main__":
    given = json.load(sys.stdin)
    print(json.dumps(uvloop.run(_run(Plan(**given)))))
