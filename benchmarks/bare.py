"""The plain way over HTTP: FastAPI and one asyncpg INSERT, nothing else. The baseline.

`python -m benchmarks.bare PORT DATABASE_URL`, with the services' own GC settings and server.
"""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
import uvicorn
from fastapi import FastAPI, Request
from pydantic import BaseModel

from shared.adapters.garbage import collect_rarely

TABLE = """
CREATE TABLE plain_event (
  position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id uuid NOT NULL,
  stream text NOT NULL,
  version int NOT NULL,
  type text NOT NULL,
  data bytea NOT NULL,
  meta bytea NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (stream, version)
)
"""
INSERT = (
    "INSERT INTO plain_event (id, stream, version, type, data, meta)"
    " VALUES ($1, $2, $3, $4, $5, $6) RETURNING position"
)
META = b'{"actor":{"id":"somebody","role":"investment-specialist"},"correlation":"benchmark"}'


class Plain(BaseModel):
    """An event to be stored."""

    id: UUID
    content: str
    form: str


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.pool = await asyncpg.create_pool(sys.argv[2], min_size=2, max_size=16)
    collect_rarely()
    yield
    await app.state.pool.close()


app = FastAPI(lifespan=_lifespan)


@app.get("/readyz")
async def ready() -> dict[str, str]:
    return {"status": "ready"}


@app.get("/events/{stream}")
async def answer(stream: str) -> dict[str, Any]:
    return {"id": stream, "total": 1}


@app.post("/events/{stream}/{version}", status_code=201)
async def store(stream: str, version: int, body: Plain, request: Request) -> dict[str, Any]:
    position = await request.app.state.pool.fetchval(
        INSERT, body.id, stream, version, "Plain", body.model_dump_json().encode(), META
    )
    return {"id": stream, "position": position}


if __name__ == "__main__":
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=int(sys.argv[1]),
        log_config=None,
        access_log=False,
        server_header=False,
    )
