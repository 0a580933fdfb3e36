"""In which words our events leave. A plan's own book-keeping and the numbers taken are private."""

from dataclasses import fields
from typing import Any

from pydantic import BaseModel

from services.approvals.domain import events as said
from services.approvals.domain.catalogue import Item, ItemRef
from services.approvals.domain.catalogue.composing import Composition, gates_of
from services.approvals.domain.events.joint import JoiningEvent
from services.approvals.domain.events.report import ProjectCodeNoted
from services.approvals.domain.terms import Deadline, Missing
from shared.contracts import approvals as contract
from shared.contracts import calendar as calendar_contract
from shared.kernel.clock import Half, HalfDay
from shared.kernel.housekeeping import Housekeeping
from shared.kernel.identifiers import StreamKey, split_stream_key
from shared.kernel.recorded import Recorded

_OF_PLANS = said.CompositionEvent | said.DispensationEvent | JoiningEvent | said.OutlookEvent
_OF_OTHERS = said.ReportEvent | said.OutsideEvent
_PRIVATE = (
    said.PlanClosed,
    said.OfficerNoted,
    said.LeaderNoted,
    said.ItemAppliedFor,
    said.ItemGranted,
    said.ItemNotGranted,
    said.ItemGrantLost,
    said.MilestoneNoted,
    said.DocumentNumberTaken,
    said.CertificateNumberTaken,
    ProjectCodeNoted,
)


_BY_ITSELF = said.CalendarEvent | said.RecomputationEvent | said.ApplicationMade


def publish(stream: StreamKey, recorded: Recorded[said.Event | Housekeeping]) -> BaseModel | None:
    """Return the contract's wording of an event, or None for a private one."""
    event = recorded.event
    match event:
        case _ if isinstance(event, (*_PRIVATE, *Housekeeping.__args__)):
            return None
        case _ if isinstance(event, _BY_ITSELF):
            of_days = isinstance(event, said.CalendarEvent)
            more = _application(stream, event) if isinstance(event, said.ApplicationMade) else {}
            return _in_words(calendar_contract if of_days else contract, event, more)
        case said.CatalogueVersionPublished():
            return _catalogue(event)
        case _ if isinstance(event, _OF_PLANS | _OF_OTHERS):
            return _of_plan(recorded, event)
        case said.LimitDueSoon() | said.LimitExceeded():
            return _in_words(
                contract, event, {**_case(stream, recorded), **_alarm(recorded, event)}
            )
        case _:
            return _in_words(contract, event, _case(stream, recorded))


def _in_words(module: Any, event: Any, more: dict[str, Any]) -> BaseModel:
    words: type[BaseModel] = getattr(module, type(event).__name__)
    told = {name: _told(value) for name, value in _facts(event).items()}
    return words.model_validate({**told, **more})


def _facts(event: Any) -> dict[str, Any]:
    return {field.name: getattr(event, field.name) for field in fields(event)}


def _told(value: Any) -> Any:
    match value:
        case HalfDay():
            return _half_day(value)
        case Deadline():
            return {
                "clock": value.clock.value,
                "due": _told(value.due),
                "other_unit_due": _told(value.other_unit_due),
                "binds": value.binds.value,
            }
        case Missing() | said.NamedDay() | said.CorrectedDay() | said.ParkTiming():
            return _facts(value)
        case said.MovedDeadline():
            return {name: _told(fact) for name, fact in _facts(value).items()}
        case tuple():
            return tuple(_told(one) for one in value)
        case _:
            return value


def _half_day(half_day: HalfDay) -> dict[str, Any]:
    morning = half_day.half is Half.MORNING
    return {"on": half_day.day, "half": "morning" if morning else "afternoon"}


def _case(stream: StreamKey, recorded: Recorded[Any]) -> dict[str, Any]:
    item: Item | ItemRef = recorded.event.item
    consulted = getattr(recorded.event, "department", None)
    return {
        **({} if consulted is None else {"consulted": consulted}),
        "case_id": split_stream_key(stream)[1],
        "project_id": recorded.meta.project,
        "item_code": item.code,
        "item_name": item.name,
        "department": item.department,
    }


def _application(stream: StreamKey, event: said.ApplicationMade) -> dict[str, Any]:
    return {
        "application_id": split_stream_key(stream)[1],
        "project_id": event.project,
        "items": [_facts(one) for one in event.items],
    }


def _alarm(
    recorded: Recorded[Any], event: said.LimitDueSoon | said.LimitExceeded
) -> dict[str, Any]:
    return {
        "due_on": event.due.day,
        "at_midday": event.due.half is Half.MORNING,
        "late": bool(recorded.meta.late),
    }


def _of_plan(
    recorded: Recorded[Any],
    event: _OF_PLANS | _OF_OTHERS,
) -> BaseModel:
    """Tell what a plan consists of now, what it is done without, when ground can be broken.

    Or what is known of its items from elsewhere.
    """
    project = {"project_id": recorded.meta.project}
    match event:
        case said.PlanOpened():
            return contract.PlanOpened(
                **_composed(event.composition),
                project_id=event.project,
                project_name=event.project_name,
            )
        case said.PlanRecomposed():
            told = {**project, **_composed(event.composition), **_changed(event)}
            return contract.PlanRecomposed.model_validate(told)
        case said.PlanMoved():
            told = {**project, **_composed(event.composition), **_changed(event)}
            return contract.PlanMoved(**told, from_version=event.from_version)
        case _:
            return _in_words(contract, event, project)


def _composed(composition: Composition) -> dict[str, Any]:
    return {
        "catalogue_version": composition.catalogue_version,
        "template": composition.template,
        "items": tuple(_item(item) for item in composition.items),
        "commencement_needs": gates_of(composition.milestones),
    }


def _changed(event: said.PlanRecomposed | said.PlanMoved) -> dict[str, Any]:
    diff = event.diff
    return {
        "added": tuple(reason.item_code for reason in diff.added),
        "removed": tuple(reason.item_code for reason in diff.removed),
        "changed": tuple(change.item_code for change in diff.changed),
        "in_force": tuple(
            contract.InForce(
                item_code=one.item_code,
                standing=one.standing.value,
                case_id=one.case,
                document_number=one.document_number,
            )
            for one in event.in_force
        ),
    }


def _catalogue(event: said.CatalogueVersionPublished) -> contract.CatalogueVersionPublished:
    catalogue = event.catalogue
    return contract.CatalogueVersionPublished(
        version=catalogue.version,
        effective_from=catalogue.effective_from,
        effective_until=catalogue.effective_until,
        ends=event.ends,
        items=tuple(item.code for item in catalogue.items),
        templates=tuple(template.code for template in catalogue.templates),
    )


def _item(item: Item) -> contract.PlannedItem:
    return contract.PlannedItem(
        item_code=item.code,
        name=item.name,
        kind=item.kind.value,
        stage=item.stage,
        department=item.department,
        gates_commencement=item.gates_commencement,
        needs=tuple(
            contract.Need(item_code=n.item_code, kind=n.kind.value, basis=n.basis.value)
            for n in item.needs
        ),
    )
