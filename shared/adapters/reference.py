"""The API reference of a service, without any address outside: it works offline.

What FastAPI writes of refusals by itself is not what is answered; here it is put right.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fastapi_offline
from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

_STATIC = Path(fastapi_offline.__file__).parent / "static"
_TEXT = {"type": "string"}
_FIELD_ERROR = {
    "type": "object",
    "description": "字段错误: which field, what is wrong with it, its code.",
    "properties": {"pointer": _TEXT, "code": _TEXT, "title": _TEXT, "detail": _TEXT},
}
_PROBLEM = {
    "type": "object",
    "description": "问题说明 (RFC 9457): `code` never changes, `title` is its Chinese name.",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "code": _TEXT,
        "detail": _TEXT,
        "instance": _TEXT,
        "trace_id": _TEXT,
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/FieldError"}},
    },
}
_REFUSED = {
    "description": "问题说明",
    "content": {
        "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}},
    },
}
_NOT_OURS = ("HTTPValidationError", "ValidationError")


def install(app: FastAPI, service: str) -> None:
    """Serve the page at /api/v1/docs/<service>, and what it shows."""
    base = f"/api/v1/docs/{service}"
    _describe_refusals(app)
    app.mount(f"{base}/static", StaticFiles(directory=_STATIC), name="reference")

    @app.get(base, include_in_schema=False)
    async def reference() -> HTMLResponse:
        """Return the page."""
        return get_swagger_ui_html(
            openapi_url=f"/api/v1/openapi/{service}.json",
            title=f"落地 Luodi · {service} API",
            swagger_js_url=f"{base}/static/swagger-ui-bundle.js",
            swagger_css_url=f"{base}/static/swagger-ui.css",
            swagger_favicon_url=f"{base}/static/favicon.png",
        )


def _describe_refusals(app: FastAPI) -> None:
    generate = app.openapi

    def described() -> dict[str, Any]:
        document = generate()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        if "Problem" not in schemas:
            for operation in _operations(document):
                operation["responses"].pop("422", None)
                operation["responses"]["4XX"] = _REFUSED
            for name in _NOT_OURS:
                schemas.pop(name, None)
            schemas |= {"Problem": _PROBLEM, "FieldError": _FIELD_ERROR}
        return document

    app.openapi = described  # type: ignore[method-assign]  # as FastAPI's own pages tell


def _operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for operations in document["paths"].values():
        yield from (one for one in operations.values() if "responses" in one)
