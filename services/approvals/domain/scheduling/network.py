"""The tasks that are still open, in an order in which each comes after what it waits for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from services.approvals.domain.catalogue import NeedKind
from services.approvals.domain.scheduling.terms import Ahead, Edge, Task
from services.approvals.domain.scheduling.timetable import Timetable, halves_of
from shared.kernel.rejected import Rejected


@dataclass(frozen=True)
class Unmet:
    """未满足的前置: whichever of these open tasks is finished first, and for what."""

    kind: NeedKind
    any_of: tuple[str, ...]


@dataclass(frozen=True)
class Node:
    """节点: an open task in half days: how long it takes, from when on it may go on, its needs."""

    task: Task
    length: int
    floor: int
    to_begin: tuple[Unmet, ...]
    to_end: tuple[Unmet, ...]

    @property
    def waits_for(self) -> Iterator[str]:
        """Everything that it may wait for."""
        return (code for need in (*self.to_begin, *self.to_end) for code in need.any_of)


Network = Mapping[str, Node]


def network_of(ahead: Ahead, timetable: Timetable) -> Network:
    """Return the open tasks, each after all it may wait for, or refuse a ring."""
    tasks = {task.code: task for task in ahead.tasks}
    if len(tasks) < len(ahead.tasks):
        raise ValueError("every task has a code of its own")
    _require_open(tasks, ahead.target)
    needs: dict[str, list[Unmet]] = {code: [] for code, task in tasks.items() if not task.done}
    for edge in ahead.edges:
        if edge.after in needs and (need := _need(edge, tasks)):
            needs[edge.after].append(need)
    nodes = {code: _node(tasks[code], of, timetable) for code, of in needs.items()}
    return {code: nodes[code] for code in _in_order(nodes)}


def needed_for(network: Network, target: str) -> Network:
    """Return the part of a network that a target may wait for, itself included."""
    wanted = {target}
    for code in reversed(list(network)):
        if code in wanted:
            wanted.update(network[code].waits_for)
    return {code: node for code, node in network.items() if code in wanted}


def _require_open(tasks: Mapping[str, Task], target: str) -> None:
    if target not in tasks:
        detail = f"{target} is not among what is to be done"
        raise Rejected("item-not-in-plan", detail, item_code=target)
    if tasks[target].done:
        raise Rejected("target-reached", f"{target} is done", target=target)


def _need(edge: Edge, tasks: Mapping[str, Task]) -> Unmet | None:
    """Return what an edge still wants: nothing once one alternative is done, or none applies."""
    present = tuple(code for code in edge.before if code in tasks)
    if not present or any(tasks[code].done for code in present):
        return None
    return Unmet(edge.kind, present)


def _node(task: Task, needs: Sequence[Unmet], timetable: Timetable) -> Node:
    """Part the needs into those of the beginning and those of the end."""
    to_end = [need for need in needs if task.begun or need.kind is NeedKind.MAY_ISSUE]
    return Node(
        task=task,
        length=halves_of(task.remaining),
        floor=timetable.morning_of(task.earliest) if task.earliest else 0,
        to_begin=tuple(need for need in needs if need not in to_end),
        to_end=tuple(to_end),
    )


def _in_order(nodes: Network) -> list[str]:
    sorter = TopologicalSorter({code: list(node.waits_for) for code, node in nodes.items()})
    try:
        return list(sorter.static_order())
    except CycleError as found:
        ring = list(found.args[1])
        raise Rejected("prerequisites-in-a-ring", " → ".join(ring), ring=ring) from None
