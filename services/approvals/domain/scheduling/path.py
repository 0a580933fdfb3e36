"""关键路径: forwards to the earliest, backwards to the latest, and along the chain that decides."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from services.approvals.domain.scheduling.network import Network, Node, Unmet, network_of
from services.approvals.domain.scheduling.terms import Ahead, Link, Schedule, Slot, Wait
from services.approvals.domain.scheduling.timetable import Timetable, days_of
from shared.kernel.clock import HalfDay
from shared.kernel.rejected import Rejected


@dataclass(frozen=True)
class _Span:
    """Positions: where a task begins, where its own work is over, where it ends."""

    begins: int
    worked: int
    ends: int


_Spans = Mapping[str, _Span]


def schedule(ahead: Ahead) -> Schedule:
    """Return when the target can be reached at the earliest, and what that hangs on.

    Of alternatives the one that is finished first counts; how late the others are is all the same.
    """
    timetable = Timetable(ahead.calendar, ahead.today)
    network = network_of(ahead, timetable)
    spans = _forwards(network)
    latest = _backwards(network, spans, ahead.target)
    slots = {
        code: _slot(node, spans, latest.get(code), timetable) for code, node in network.items()
    }
    end = spans[ahead.target].ends
    return Schedule(
        target=ahead.target,
        today=ahead.today,
        on=timetable.ending(end),
        days=days_of(end),
        slots=tuple(slots[task.code] for task in ahead.tasks if task.code in slots),
        chain=tuple(_chain(network, spans, ahead.target, timetable))[::-1],
        calendar_version=ahead.calendar.version,
        provisional=timetable.is_provisional(timetable.ending(end).day),
    )


def _forwards(network: Network) -> _Spans:
    spans: dict[str, _Span] = {}
    for code, node in network.items():
        begins = max([node.floor, *(_met(need, spans) for need in node.to_begin)])
        worked = begins + node.length
        ends = max([worked, *(_met(need, spans) for need in node.to_end)])
        spans[code] = _Span(begins, worked, ends)
    return spans


def _backwards(network: Network, spans: _Spans, target: str) -> Mapping[str, int]:
    """Return by when each task that counts has to end, so that the target is not later."""
    latest = {target: spans[target].ends}
    for code in reversed(list(network)):
        if code not in latest:
            continue
        node, end = network[code], latest[code]
        for needs, by in ((node.to_begin, end - node.length), (node.to_end, end)):
            for need in needs:
                first = _first(need, spans)
                latest[first] = min(latest.get(first, by), by)
    return latest


def _met(need: Unmet, spans: _Spans) -> int:
    return spans[_first(need, spans)].ends


def _first(need: Unmet, spans: _Spans) -> str:
    """Return the alternative that is finished first; of equals, the one named first."""
    return min(need.any_of, key=lambda code: spans[code].ends)


def _wait(node: Node, spans: _Spans) -> Wait:
    """Return what keeps a task from ending earlier than it does."""
    span = spans[node.task.code]
    late = span.ends > span.worked
    at, needs = (span.ends, node.to_end) if late else (span.begins, node.to_begin)
    need = next((need for need in needs if _met(need, spans) == at), None)
    if need is not None:
        return Wait(task=_first(need, spans), kind=need.kind)
    return Wait(day=node.task.earliest if span.begins else None)


def _slot(node: Node, spans: _Spans, latest: int | None, timetable: Timetable) -> Slot:
    span = spans[node.task.code]
    begins, ends = _earliest(node, span, timetable, is_wanted=latest is not None)
    bare = Slot(
        task=node.task,
        begins_at=days_of(span.begins),
        ends_at=days_of(span.ends),
        begins=begins,
        ends=ends,
        waits=_wait(node, spans),
    )
    if latest is None:
        return bare
    return replace(
        bare,
        must_begin_by=timetable.beginning(latest - node.length, node.length),
        must_end_by=timetable.ending(latest),
        slack=days_of(latest - span.worked),
    )


def _earliest(
    node: Node, span: _Span, timetable: Timetable, *, is_wanted: bool
) -> tuple[HalfDay, HalfDay] | tuple[None, None]:
    """Return the first and the last half day; what the target does not want may lie too far."""
    try:
        return timetable.beginning(span.begins, node.length), timetable.ending(span.ends)
    except Rejected:
        if is_wanted:
            raise
        return None, None


def _chain(network: Network, spans: _Spans, target: str, timetable: Timetable) -> Iterator[Link]:
    """Go from the target back to what waits for nothing else."""
    code: str | None = target
    while code is not None:
        node, span = network[code], spans[code]
        waits = _wait(node, spans)
        yield Link(
            task=node.task,
            waits=waits,
            begins=timetable.beginning(span.begins, node.length),
            ends=timetable.ending(span.ends),
            waited=days_of(0 if waits.task else span.begins),
            adds=days_of(node.length if span.worked == span.ends else 0),
        )
        code = waits.task
