"""What the routes of approvals share: carrying acts to their streams, and reading cases back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Path, Response

from services.approvals.domain import commands, together
from services.approvals.domain.calendar.working_calendar import CALENDAR, REGION
from services.approvals.domain.case import CASE, AboutCase
from services.approvals.domain.case.acts import require_received
from services.approvals.domain.case.lifecycles import Act
from services.approvals.domain.case.record import CaseRecord, evolve_record
from services.approvals.domain.case.state import Case
from services.approvals.domain.events import (
    ApprovalGranted,
    CaseReceived,
    FilingRecorded,
    OtherOpeningEvent,
    RegistrationMade,
)
from services.approvals.domain.plan import PLAN, stated
from services.approvals.domain.policy import READ, right_to
from services.approvals.domain.together.document_number import (
    CERTIFICATE_NUMBER,
    DOCUMENT_NUMBER,
    certificate_key,
    document_key,
)
from shared.adapters.answers import Knowing, done
from shared.adapters.bodies import IDENTIFIER, Dated
from shared.adapters.caller import Acting, AskedFacts, Caller
from shared.adapters.command_handler import Act as Carried
from shared.adapters.command_handler import Done, NotThere, Part
from shared.adapters.records import Found
from shared.adapters.runtime import FromRuntime, Runtime
from shared.adapters.times import Times
from shared.kernel.decider import About
from shared.kernel.identifiers import CaseId, ProjectId, stream_key
from shared.kernel.policy import Guarded
from shared.kernel.recorded import Recorded, fold_record

SERVICE = "approvals"
CASES_AT = "/api/v1/cases"
_Warned = CaseReceived | OtherOpeningEvent | ApprovalGranted | FilingRecorded | RegistrationMade

CasePath = Annotated[CaseId, Path(pattern=IDENTIFIER)]
ProjectPath = Annotated[ProjectId, Path(pattern=IDENTIFIER)]
CALENDAR_PART = Part(CALENDAR, REGION)


@dataclass(frozen=True, kw_only=True)
class OneCase:
    """One act of one caller on one case."""

    id: CaseId
    caller: Caller
    runtime: Runtime[Any]

    @property
    def part(self) -> Part:
        """The case's stream."""
        return Part(CASE, self.id)

    def asked(self, act: Act, body: Dated | None = None) -> AskedFacts:
        """Return who asks, when, and for when: now, unless the act has a date of its own."""
        return self.caller.asked(right_to(act), body.when() if body else None)

    def allow(self, act: Act, own: Guarded | None = None) -> Callable[[About], None]:
        """Return the check: whoever may read may not therefore act; `own` is whom one acts for."""
        may_read = self.caller.allow(READ)

        def check(about: About) -> None:
            may_read(about)
            handled = about.handled if isinstance(about, AboutCase) else about.guarded
            self.caller.require(right_to(act), own or handled)

        return check

    async def simply(
        self, act: Act, command: commands.CaseCommand, own: Guarded | None = None
    ) -> Response:
        """Ask the case alone."""
        allow, context = self.allow(act, own), self.caller.context()
        result = await self.runtime.commands.handle(self.part, command, context, allow=allow)
        return done(SERVICE, result)

    async def counting(self, act: Act, command: commands.OnCalendar) -> Response:
        """Ask the case with the calendar of this moment: a change of it in between is noticed."""

        def decide(states: Sequence[Any]) -> together.Indexed:
            return together.count(command, *states)

        parts = [self.part, CALENDAR_PART]
        result = await self._carry(act, Carried(parts=parts, asked=command, decide=decide))
        return done(SERVICE, result)

    async def ending(self, act: Act, command: together.Ending) -> Response:
        """Ask the case and tell its plan; with the calendar, where something is due after it."""
        plan = Part(PLAN, (await self._case()).project or "")
        counted = [CALENDAR_PART] if isinstance(command, commands.OnCalendar) else []

        def decide(states: Sequence[Any]) -> together.Indexed:
            return together.end(command, self.id, *states)

        carried = Carried(parts=[self.part, plan, *counted], asked=command, decide=decide)
        return done(SERVICE, await self._carry(act, carried))

    async def issuing(self, act: Act, command: together.Issuing) -> Response:
        """Ask the case, its plan and the book of numbers."""
        case = await self._case()
        item = require_received(case)
        key = document_key(item, command.document_number)
        plan, number = Part(PLAN, case.project or ""), Part(DOCUMENT_NUMBER, key)
        parts = [self.part, plan, number, CALENDAR_PART]

        def decide(states: Sequence[Any]) -> together.Indexed:
            of_case, of_plan, of_number, calendar = states
            return together.issue(command, self.id, (of_case, of_plan, of_number, calendar))

        result = await self._carry(act, Carried(parts=parts, asked=command, decide=decide))
        return await warned(self.runtime, result)

    async def certifying(self, command: commands.IssueCertificate) -> Response:
        """Ask the case and the book of certificate numbers."""
        require_received(await self._case())
        number = Part(CERTIFICATE_NUMBER, certificate_key(command.certificate_number))

        def decide(states: Sequence[Any]) -> together.Indexed:
            of_case, of_number, calendar = states
            return together.certify(command, self.id, (of_case, of_number, calendar))

        parts = [self.part, number, CALENDAR_PART]
        carried = Carried(parts=parts, asked=command, decide=decide)
        return done(SERVICE, await self._carry(Act.ISSUE_CERTIFICATE, carried))

    async def _carry(self, act: Act, carried: Carried) -> Done:
        allow = self.allow(act)
        return await self.runtime.commands.handle_together(
            carried, self.caller.context(), allow=allow
        )

    async def _case(self) -> Case:
        """Return the case, to know what else is concerned: its project and item never change."""
        stream = await self.runtime.store.stream(stream_key(CASE.category, self.id))
        if not stream:
            raise NotThere(self.id)
        return CASE.fold(recorded.event for recorded in stream)


def contents(body: Dated, *but: str) -> dict[str, Any]:
    """Return what a body holds beside its date, by the names that commands use too."""
    told = body.model_fields_set - {"effective", *but}
    return {name: getattr(body, name) for name in told}


async def _one_case(case_id: CasePath, caller: Acting, runtime: FromRuntime) -> OneCase:
    return OneCase(id=case_id, caller=caller, runtime=runtime)


FromCase = Annotated[OneCase, Depends(_one_case)]


async def warned(runtime: Runtime[Any], result: Done, location: str | None = None) -> Response:
    """Answer an act with the warnings that its event holds, also when it is replayed."""
    stream = await runtime.store.stream(stream_key(CASE.category, result.identifier))
    warnings = [
        stated(missing)
        for recorded in stream
        if recorded.event_id in result.event_ids and isinstance(recorded.event, _Warned)
        for missing in recorded.event.warnings
    ]
    return done(SERVICE, result, location=location, warnings=warnings)


async def read_case(
    runtime: Runtime[Any], caller: Caller, case_id: CaseId, times: Times
) -> Found[CaseRecord]:
    """Return a case as asked for, or NotThere."""
    return found_in(await case_events(runtime, caller, case_id, times), case_id)


def found_in(events: Sequence[Recorded[Any]], case_id: CaseId) -> Found[CaseRecord]:
    """Return what these events make of a case, or NotThere."""
    record = fold_record(evolve_record, events)
    if record is None:
        raise NotThere(case_id)
    return Found(
        record=record,
        version=max(one.version for one in events),
        position=max(one.position for one in events),
    )


async def case_events(
    runtime: Runtime[Any], caller: Caller, case_id: CaseId, times: Times
) -> list[Recorded[Any]]:
    """Return a case's events as asked for."""
    events = await runtime.records.events(CASE, case_id, times, caller.allow(READ))
    return life_of(events, times)


def life_of(events: Sequence[Recorded[Any]], times: Times) -> list[Recorded[Any]]:
    """Put what was so into the order of the world: by day, and within a day as it was entered.

    Nothing is known of a thing before its first event.
    """
    if not any(one.version == 1 for one in events):
        return []
    return list(events) if times.valid_at is None else sorted(events, key=_day_and_version)


def _day_and_version(recorded: Recorded[Any]) -> tuple[bool, Any, int]:
    first = recorded.version == 1
    return not first, recorded.meta.effective.earliest_day, recorded.version


def knowing(position: int, times: Times) -> Knowing:
    """Say how far an answer from one stream knows."""
    return Knowing(positions={SERVICE: position}, times=times)
