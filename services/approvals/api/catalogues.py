"""The catalogue over HTTP: everybody reads it, administrators publish versions of it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from services.approvals.api import plan_shown, shown
from services.approvals.api.border import SERVICE
from services.approvals.api.plans import CATALOGUE_PART, DryRun, catalogues_of
from services.approvals.catalogue import files
from services.approvals.catalogue.shipped import VERSIONS
from services.approvals.domain.catalogue import CatalogueVersion
from services.approvals.domain.catalogue.checking import require_sound
from services.approvals.domain.commands import PublishCatalogue
from services.approvals.domain.policy import PUBLISH_CATALOGUE, READ_REFERENCE
from services.approvals.domain.published_catalogues import (
    CATALOGUES,
    Catalogues,
    same_content,
)
from shared.adapters.answers import Knowing, done, one, page
from shared.adapters.caller import Caller, Creating, Reading
from shared.adapters.command_handler import NotThere
from shared.adapters.problems import Problem
from shared.adapters.runtime import FromRuntime, Runtime
from shared.adapters.times import FromTimes, Times
from shared.kernel.effective import business_day
from shared.kernel.policy import Guarded
from shared.kernel.rejected import Rejected

router = APIRouter(prefix="/api/v1", tags=["事项目录"])
VersionPath = Annotated[str, Path(pattern=r"^[0-9A-Za-z][0-9A-Za-z._-]{0,31}$")]
YAML, XLSX = files.YAML, files.XLSX
_FILE = {"schema": {"type": "string", "format": "binary"}}
_BINARY = {"requestBody": {"required": True, "content": {YAML: _FILE, XLSX: _FILE}}}


class Format(StrEnum):
    """文件格式: the text that people keep under version control, or a workbook."""

    YAML = "yaml"
    XLSX = "xlsx"


@router.get("/catalogues")
async def list_catalogues(caller: Reading, runtime: FromRuntime, times: FromTimes) -> Response:
    """事项目录版本: all that were published, from when to when each holds."""
    catalogues, knowing = await _known(runtime, caller, times)
    shown = [
        {**plan_shown.version(each), "as_shipped": as_shipped(each)} for each in catalogues.versions
    ]
    return page(shown, None, knowing)


@router.get("/catalogues/{version}")
async def one_catalogue(
    version: VersionPath, caller: Reading, runtime: FromRuntime, times: FromTimes
) -> Response:
    """事项目录: all of one version."""
    catalogues, knowing = await _known(runtime, caller, times)
    return one(plan_shown.whole(_version(catalogues, version)), 1, knowing)


@router.get("/catalogues/{version}/file")
async def catalogue_file(
    version: VersionPath,
    caller: Reading,
    runtime: FromRuntime,
    times: FromTimes,
    format: Format = Format.YAML,  # noqa: A002 - the name of the query parameter
) -> Response:
    """导出目录: as a file that can be published again."""
    catalogues, knowing = await _known(runtime, caller, times)
    catalogue = _version(catalogues, version)
    media = {Format.YAML: YAML, Format.XLSX: XLSX}[format]
    content = await files.written(catalogue, media)
    name = f'attachment; filename="catalogue-{catalogue.version}.{format.value}"'
    headers = {"Content-Disposition": name, **knowing.headers}
    return Response(content, 200, headers, media)


@router.post("/catalogues", status_code=201, openapi_extra=_BINARY)
async def publish(
    request: Request,
    caller: Creating,
    runtime: FromRuntime,
    dry_run: DryRun = False,  # noqa: FBT002 - a query
) -> Response:
    """发布事项目录: the body is the file; a faulty one is refused with all of its faults."""
    caller.require(PUBLISH_CATALOGUE, Guarded())
    media = request.headers.get("content-type", "").partition(";")[0].strip()
    if media not in (YAML, XLSX):
        raise Problem(415, "unsupported-media-type", f"a catalogue is {YAML} or {XLSX}")
    catalogue = await _read(await request.body(), media)
    command = PublishCatalogue(**caller.asked(PUBLISH_CATALOGUE), catalogue=catalogue)
    if dry_run:
        return await _tried(runtime, command)
    result = await runtime.commands.handle(CATALOGUE_PART, command, caller.context(), creates=True)
    return done(SERVICE, result)


async def _read(content: bytes, media: str) -> CatalogueVersion:
    try:
        return await files.read(content, media)
    except Rejected as refused:
        raise Problem(422, refused.code, refused.detail, **refused.facts) from None


async def _tried(runtime: Runtime[Any], command: PublishCatalogue) -> Response:
    require_sound(command.catalogue)
    CATALOGUES.decide(command, await catalogues_of(runtime, Times()))
    return one(plan_shown.version(command.catalogue), 1, Knowing(positions={}, times=Times()))


@router.get("/items")
async def list_items(
    caller: Reading,
    runtime: FromRuntime,
    times: FromTimes,
    version: Annotated[str | None, Query(max_length=32)] = None,
) -> Response:
    """审批事项: what is applied for, on what law, in what time, after what."""
    catalogues, knowing = await _known(runtime, caller, times)
    catalogue = _chosen(catalogues, version, times.as_of or caller.at)
    items = [
        {"catalogue_version": catalogue.version, **shown.item(each)} for each in catalogue.items
    ]
    return page(items, None, knowing)


def as_shipped(published: CatalogueVersion) -> bool | None:
    """Tell whether a version is what ships under its number; None for one of the park's own."""
    ships = VERSIONS.get(published.version)
    return None if ships is None else same_content(ships(), published)


def _chosen(catalogues: Catalogues, version: str | None, at: datetime) -> CatalogueVersion:
    if version is not None:
        return _version(catalogues, version)
    return catalogues.in_force(business_day(at))


def _version(catalogues: Catalogues, version: str) -> CatalogueVersion:
    found = catalogues.version(version)
    if found is None:
        raise NotThere(version)
    return found


async def _known(runtime: Runtime[Any], caller: Caller, times: Times) -> tuple[Catalogues, Knowing]:
    caller.require(READ_REFERENCE, Guarded())
    catalogues = await catalogues_of(runtime, times)
    return catalogues, Knowing(positions={}, times=times)
