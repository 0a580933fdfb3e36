"""项目代码查询: asks the national platform what it has under a code.

Only the configured address is ever asked; wherever it points to, nobody follows. What it answers is
believed to be an answer only if it reads as one.
"""

import asyncio
from decimal import Decimal
from typing import Annotated, Any

import httpx
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from services.projects.domain.code_checking import (
    Answer,
    Entry,
    NoSuchCode,
    NotAnswered,
    Unavailable,
)
from shared.kernel.project_code import ProjectCode

PATIENCE = 5.0
LARGEST = 65_536

Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Moment = Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]


class _Told(BaseModel):
    """平台答复: only what is compared; whatever else it tells is left aside."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    project_code: Words
    name: Annotated[Words, StringConstraints(min_length=1)]
    total_investment: Annotated[Decimal, Field(ge=0, max_digits=16, decimal_places=4)] | None = None
    industry: Words | None = None
    nature: Words | None = None
    start_on: Moment | None = None
    finish_on: Moment | None = None
    place_code: Annotated[str, StringConstraints(pattern=r"^\d{6}$")] | None = None


class LookUp:
    """Asks one address, never another."""

    def __init__(self, url: str, patience: float = PATIENCE) -> None:
        self._url = httpx.URL(url)
        self._patience = patience

    async def ask(self, code: ProjectCode) -> Answer:
        """Return what the platform has under a code, that it has nothing, or why nobody knows."""
        url = self._url.copy_merge_params({"code": str(code)})
        try:
            async with asyncio.timeout(self._patience):
                status, content = await self._fetched(url)
        except (TimeoutError, httpx.TimeoutException):
            return NotAnswered(why=Unavailable.TIMEOUT)
        except httpx.HTTPError:
            return NotAnswered(why=Unavailable.UNREACHABLE)
        if status == httpx.codes.NOT_FOUND:
            return NoSuchCode()
        if status != httpx.codes.OK:
            return NotAnswered(why=Unavailable.FAILED)
        return read_answer(content, code)

    async def _fetched(self, url: httpx.URL) -> tuple[int, bytes]:
        """Return the answer's status and as much of it as may be read."""
        async with (
            httpx.AsyncClient(
                timeout=self._patience, trust_env=False, follow_redirects=False
            ) as client,
            client.stream("GET", url, headers={"Accept": "application/json"}) as answer,
        ):
            content = b""
            async for part in answer.aiter_bytes():
                content += part
                if len(content) > LARGEST:
                    return answer.status_code, b""
            return answer.status_code, content


def read_answer(content: bytes, code: ProjectCode) -> Answer:
    """Read an answer; one about another code is none."""
    try:
        told = _Told.model_validate_json(content)
    except ValidationError:
        return NotAnswered(why=Unavailable.UNREADABLE)
    if told.project_code != str(code):
        return NotAnswered(why=Unavailable.UNREADABLE)
    facts: dict[str, Any] = told.model_dump(exclude={"project_code"})
    return Entry(**facts)
