"""Handing in ledgers the way a person does."""

from pathlib import Path
from typing import Any

import httpx

from luodi.acting import act_on
from services.leads import importing

IMPORTS = "/api/v1/imports"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SAMPLE = Path(importing.__file__).parent / "sample" / "ledger.xlsx"
PARKS = {
    "检测认证园": "inspection-park",
    "潘集区": "panji",
    "经济开发区": "development-zone",
}


async def handed_in(
    client: httpx.AsyncClient, file: bytes | None = None, parks: dict[str, str] | None = None
) -> str:
    """Hand in a ledger and return the import's id."""
    stated = PARKS if parks is None else parks
    answer = await client.post(
        IMPORTS,
        content=SAMPLE.read_bytes() if file is None else file,
        params={
            "file_name": "ledger.xlsx",
            "park": [f"{sheet}={park}" for sheet, park in stated.items()],
        },
        headers={"Content-Type": XLSX},
    )
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == f"{IMPORTS}/{answer.json()['id']}"
    return str(answer.json()["id"])


async def looked_through(client: httpx.AsyncClient, import_id: str) -> dict[str, Any]:
    """Return the preview."""
    answer = await client.get(f"{IMPORTS}/{import_id}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def rows_of(preview: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return a preview's rows by their ids."""
    return {row["id"]: row for sheet in preview["sheets"] for row in sheet["rows"]}


async def asked(
    client: httpx.AsyncClient, import_id: str, acts: str, body: dict[str, Any], **headers: str
) -> httpx.Response:
    """Commit or undo the import as it stands."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return await act_on(client, f"{IMPORTS}/{import_id}", acts, body, headers=given)


async def committed(client: httpx.AsyncClient, import_id: str, **body: Any) -> httpx.Response:
    """Commit, and see that it was done."""
    answer = await asked(client, import_id, "commits", body)
    assert answer.status_code == 201, answer.text
    return answer


async def undone(client: httpx.AsyncClient, import_id: str, **body: Any) -> httpx.Response:
    """Undo, and see that it was done."""
    answer = await asked(client, import_id, "undos", {"reason": "重新核对"} | body)
    assert answer.status_code == 201, answer.text
    return answer
