"""The way of each kind: from the application to its end, and where the plan stands then."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from services.approvals.domain import commands as asked
from services.approvals.domain.catalogue import Item, ItemKind, Mode
from services.approvals.domain.terms import Standing
from shared.kernel.identifiers import DepartmentId
from tests.domain.approvals import shelf, stories
from tests.domain.approvals.catalogue_stories.works import Works, acted, applied, later, reached

Act = Callable[[date], Any]

# A licence goes a longer way, for which see way_of.
WAYS: Mapping[ItemKind, Sequence[Act]] = {
    ItemKind.FILING: (stories.file,),
    ItemKind.REGISTRATION: (shelf.register,),
    ItemKind.PUBLIC_SERVICE: (shelf.provide,),
    ItemKind.SELF_REPORTED: (shelf.report,),
    ItemKind.TRANSACTION: (shelf.conclude,),
    ItemKind.INTERMEDIARY: (shelf.deliver,),
    ItemKind.INTERNAL: (shelf.settle,),
    ItemKind.CONDITION: (shelf.meet,),
}
STANDS: Mapping[ItemKind, Standing] = {
    ItemKind.LICENCE: Standing.GRANTED,
    ItemKind.FILING: Standing.FILED,
    ItemKind.REGISTRATION: Standing.REGISTERED,
    ItemKind.PUBLIC_SERVICE: Standing.PROVIDED,
    ItemKind.SELF_REPORTED: Standing.REPORTED,
    ItemKind.TRANSACTION: Standing.CONCLUDED,
    ItemKind.INTERMEDIARY: Standing.DELIVERED,
    ItemKind.INTERNAL: Standing.DECIDED,
    ItemKind.CONDITION: Standing.MET,
}
# How a case of each kind may end without what was wanted; what is not here always succeeds.
FAILURES: Mapping[ItemKind, tuple[Act, Standing]] = {
    ItemKind.LICENCE: (stories.refuse, Standing.REFUSED),
    ItemKind.FILING: (stories.give_back, Standing.RETURNED),
    ItemKind.REGISTRATION: (shelf.refuse_registration, Standing.REGISTRATION_REFUSED),
    ItemKind.PUBLIC_SERVICE: (shelf.deny, Standing.NOT_PROVIDED),
    ItemKind.TRANSACTION: (shelf.fail, Standing.FAILED),
}


def way_of(item: Item) -> Sequence[Act]:
    """Return the acts that bring an item about; on a commitment it is granted at once."""
    if item.mode is Mode.COMMITMENT:
        return WAYS.get(item.kind, (stories.grant,))
    if item.kind is not ItemKind.LICENCE:
        return (*hearing(item), *WAYS[item.kind])
    return (stories.accept, *hearing(item), stories.passed, stories.grant)


def failing_way_of(item: Item) -> Sequence[Act]:
    """Return the acts by which an item is not brought about."""
    failing, _ = FAILURES[item.kind]
    if item.kind is not ItemKind.LICENCE:
        return (failing,)
    return (stories.accept, *hearing(item), stories.objected, failing)


def hearing(item: Item) -> Sequence[Act]:
    """Return the acts by which those are heard whom an item names."""
    if not item.consulted:
        return ()
    return (_asking, *(partial(_answering, department) for department in item.consulted))


def _asking(when: date) -> asked.RequestOpinions:
    return asked.RequestOpinions(**stories.on(when), reply_by=when + timedelta(days=5))


def _answering(department: DepartmentId, when: date) -> asked.GiveOpinion:
    return asked.GiveOpinion(
        **stories.on(when), department=department, passed=True, opinion="无意见"
    )


def done(works: Works, code: str, *acts: Act) -> Works:
    """Do these with the case of an item, all today."""
    return acted(works, code, *(act(works.today) for act in acts))


def concluded(works: Works, code: str) -> Works:
    """Apply for an item and bring it to its end; a day goes by."""
    return later(done(applied(works, code), code, *way_of(works.item(code))))


def ready(works: Works, code: str) -> Works:
    """Bring about all that an item waits for, and what that waits for."""
    for need in works.item(code).needs:
        if works.waits(need):
            works = settled(works, need.any_of[0])
    return works


def settled(works: Works, code: str) -> Works:
    """Bring about an item, or reach a milestone, with all that comes before."""
    if code in works.plan.entries:
        return concluded(ready(works, code), code)
    for one in works.plan.composed.milestones:
        if one.milestone.value == code:
            for need in one.needs:
                if works.waits(need):
                    works = settled(works, need.any_of[0])
    return later(reached(works, code))
