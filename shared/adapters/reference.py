"""The API reference page of a service, without any address outside: it works offline."""

from pathlib import Path

import fastapi_offline
from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

_STATIC = Path(fastapi_offline.__file__).parent / "static"


def install(app: FastAPI, service: str) -> None:
    """Serve the page at /api/v1/docs/<service>."""
    base = f"/api/v1/docs/{service}"
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
