"""外部报送: what other systems push of cases, what it is about, and where it differs from ours."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from services.approvals.api import reports_shown
from services.approvals.api.border import CASES_AT, SERVICE, knowing
from services.approvals.api.plans import CATALOGUE_PART
from services.approvals.api.report_bodies import ItemMappingRequest, ReportRequest
from services.approvals.domain.calendar.working_calendar import REGION
from services.approvals.domain.case.record import CaseRecord
from services.approvals.domain.plan import PLAN, about
from services.approvals.domain.plan.state import Plan
from services.approvals.domain.policy import MAP_ITEMS, READ, READ_REFERENCE, REPORT_CASE
from services.approvals.domain.reports.items import MAPPINGS, MapItemCode, Mappings, map_item_code
from services.approvals.domain.reports.items import report_case as told_of
from services.approvals.domain.reports.record import ReportRecord, evolve_report
from services.approvals.domain.reports.report import REPORT, ReportCase, report_of
from services.approvals.views.reported import Wish as ListWish
from services.approvals.views.reported import matching
from services.approvals.views.reports import Wish, differing, project_coded, waiting
from shared.adapters import sql
from shared.adapters.answers import Knowing, done, one, page
from shared.adapters.caller import Creating, Reading
from shared.adapters.command_handler import Act, Done, NotThere, Part
from shared.adapters.listing import count_of, rows_of
from shared.adapters.runtime import FromRuntime, Runtime
from shared.adapters.times import FromKnown, Times
from shared.kernel.decider import About
from shared.kernel.identifiers import ProjectId, split_stream_key, stream_key
from shared.kernel.policy import Guarded
from shared.kernel.project_code import ProjectCode
from shared.kernel.recorded import Recorded, Source, fold_record, known

router = APIRouter(prefix="/api/v1", tags=["外部系统"])
MAPPINGS_PART = Part(MAPPINGS, REGION)
ReportPath = Annotated[str, Path(pattern=r"^[0-9a-f]{40}$")]


@router.post("/cases/reports", status_code=201)
async def report_case(body: ReportRequest, caller: Creating, runtime: FromRuntime) -> Response:
    """报送办件: recorded as it is told, whatever our rules would say of it; once per version."""
    stream = await _planned(runtime, body)
    plan: Plan = PLAN.fold(recorded.event for recorded in stream)
    concerned = about(plan)
    caller.allow(REPORT_CASE)(concerned)
    caller.require_source(REPORT_CASE, concerned.guarded, body.source)
    command = ReportCase(
        **caller.asked(REPORT_CASE, body.when()),
        source=body.source,
        record=body.record_id,
        record_version=body.record_version,
        retrieved_at=body.retrieved_at,
        project=ProjectId(split_stream_key(stream[0].stream)[1]),
        lead=plan.lead,
        park=plan.park,
        item_code=body.item_code,
        source_item=body.source_item_code,
        state_code=body.state_code,
        document_number=body.document_number,
        note=body.note,
    )
    told = Source(system=body.source, record=body.record_id, retrieved_at=body.retrieved_at)
    context = replace(caller.context(), correlation=stream[0].meta.correlation, source=told)
    part = Part(REPORT, report_of(body.source, body.record_id))

    def decide(states: Sequence[Any]) -> list[tuple[int, Any]]:
        return [*told_of(command, *states)]

    parts = [part, MAPPINGS_PART, CATALOGUE_PART]
    act = Act(parts=parts, asked=command, decide=decide, creates=True)
    result = await runtime.commands.handle_together(act, context)
    warnings = await _warnings(runtime, part, result)
    return done(SERVICE, result, location=f"{CASES_AT}/reports", warnings=warnings)


async def _warnings(runtime: Runtime[Any], part: Part, result: Done) -> list[dict[str, Any]]:
    """Tell what is odd about a version that was kept, the same when the answer is repeated."""
    stream = await runtime.store.stream(part.key)
    record = fold_record(
        evolve_report, [event for event in stream if event.version <= result.version]
    )
    if record is None or not result.event_ids:
        return []
    return reports_shown.warnings(record)


async def _planned(runtime: Runtime[Any], body: ReportRequest) -> Sequence[Recorded[Any]]:
    """Return the plan of the project that is meant; one without a plan is not there."""
    project = body.project_id
    if body.project_code is not None:
        project = await project_coded(runtime.pool, str(ProjectCode.parse(body.project_code)))
    stream = await runtime.store.stream(stream_key(PLAN.category, project or "none"))
    if not stream:
        raise NotThere(body.project_code or project or "")
    return stream


@router.get("/cases/reports")
async def reports(
    caller: Reading, runtime: FromRuntime, times: FromKnown, wish: Annotated[ListWish, Query()]
) -> Response:
    """外部报送清单: all that other systems told, what is of no item of ours yet among it."""
    query = matching(wish, caller.visibility(READ), times.as_of)
    rows, cursor = await rows_of(runtime.pool, query, wish.keys(), wish)
    total = await count_of(runtime.pool, query) if wish.count else None
    items = [reports_shown.listed(found) for found in rows]
    return page(items, cursor, Knowing(positions=runtime.views.known(), times=times), total)


@router.get("/cases/reports/{report_id}")
async def one_report(
    report_id: ReportPath, caller: Reading, runtime: FromRuntime, times: FromKnown
) -> Response:
    """外部报送: a record with all its versions, where it was read, and where it differed."""
    stream = await runtime.store.stream(stream_key(REPORT.category, report_id))
    if not stream:
        raise NotThere(report_id)
    caller.allow(READ)(await _concerned(runtime, stream))
    events = known(stream, as_of=times.as_of)
    record = fold_record(evolve_report, events)
    if record is None:
        raise NotThere(report_id)
    newest = events[-1]
    return one(reports_shown.record(record), newest.version, knowing(newest.position, times))


async def _concerned(runtime: Runtime[Any], stream: Sequence[Recorded[Any]]) -> About:
    """Say who may read a record: of departments that of its item, as in the list.

    What is of no item yet concerns none of them.
    """
    record = fold_record(evolve_report, stream)
    plan = await _plan_of(runtime, record)
    whole = about(plan)
    entry = plan.entries.get((record.linked_to or "") if record else "")
    known = (record.department if record else None, entry.item.department if entry else None)
    departments = frozenset(one for one in known if one is not None)
    return replace(whole, guarded=replace(whole.guarded, departments=departments))


async def _plan_of(runtime: Runtime[Any], record: ReportRecord | None) -> Plan:
    project = record.project if record else ""
    return (await runtime.store.stream(stream_key(PLAN.category, project))).state(PLAN)


async def reports_on(runtime: Runtime[Any], case: CaseRecord, times: Times) -> list[dict[str, Any]]:
    """Return what other systems say of the item of a case, as it was known."""
    key = stream_key(PLAN.category, case.project or "none")
    plan = (await runtime.store.stream(key)).state(PLAN)
    code = (case.item.variant_of or case.item.code) if case.item else ""
    keys = [stream_key(REPORT.category, one.report) for one in plan.reported.get(code, ())]
    streams = await runtime.store.streams(keys) if keys else {}
    records = [fold_record(evolve_report, known(streams[one], as_of=times.as_of)) for one in keys]
    return [
        reports_shown.heading(record, case.stage)
        for record in records
        if record and record.linked_to
    ]


@router.get("/cases/disagreements")
async def disagreements(
    caller: Reading, runtime: FromRuntime, times: FromKnown, wish: Annotated[Wish, Query()]
) -> Response:
    """不一致清单: where another system says something else than our case, and since when."""
    query = differing(wish, caller.visibility(READ), times.as_of)
    rows, cursor = await rows_of(runtime.pool, query, wish.keys(), wish)
    total = await count_of(runtime.pool, query) if wish.count else None
    items = [reports_shown.row(found) for found in rows]
    return page(items, cursor, Knowing(positions=runtime.views.known(), times=times), total)


@router.get("/items/mappings")
async def mappings(caller: Reading, runtime: FromRuntime, times: FromKnown) -> Response:
    """事项编码对照: what each source calls our items, and what it was sent and nobody mapped."""
    caller.require(READ_REFERENCE, Guarded())
    stream = known(await runtime.store.stream(MAPPINGS_PART.key), as_of=times.as_of)
    table: Mappings = MAPPINGS.fold(recorded.event for recorded in stream)
    mapped = [_mapping(*pair, item) for pair, item in sorted(table.items.items())]
    found = await sql.fetch(runtime.pool, waiting(times.as_of))
    open_still = [_mapping(row["source"], row["told_item"], None, row["records"]) for row in found]
    items = [*mapped, *open_still]
    return page(items, None, Knowing(positions=runtime.views.known(), times=times))


def _mapping(source: str, theirs: str, ours: str | None, records: int = 0) -> dict[str, Any]:
    return {
        "source": source,
        "source_item_code": theirs,
        "item_code": ours,
        "records_waiting": records,
    }


@router.post("/items/mappings", status_code=201)
async def map_item(body: ItemMappingRequest, caller: Creating, runtime: FromRuntime) -> Response:
    """对照事项编码: records that waited for it are linked; what is linked stays linked."""
    caller.require(MAP_ITEMS, Guarded())
    command = MapItemCode(
        **caller.asked(MAP_ITEMS),
        source=body.source,
        source_item=body.source_item_code,
        item_code=body.item_code,
        reason=body.reason,
    )

    def decide(states: Sequence[Any]) -> list[tuple[int, Any]]:
        return [*map_item_code(command, *states)]

    act = Act(parts=[MAPPINGS_PART, CATALOGUE_PART], asked=command, decide=decide, creates=True)
    return done(SERVICE, await runtime.commands.handle_together(act, caller.context()))
