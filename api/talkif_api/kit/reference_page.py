"""`/docs`: the API description to read and to try, from files that are served here.

The page is Swagger UI (https://swagger.io/tools/swagger-ui/), whose files the package fastapi-swagger carries.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Final

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

router = APIRouter(prefix="/docs", include_in_schema=False)

#: Swagger UI writes style attributes and has its pictures in the style sheet.
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PAGE: Final = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Talkif API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<div id="reference"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
"""
#: The key stays in the page: it is not remembered, because other pages of this origin could read it.
_START: Final = """\
SwaggerUIBundle({
  url: "api/v1/openapi.json",
  dom_id: "#reference",
  deepLinking: true,
  docExpansion: "list",
  filter: true,
  persistAuthorization: false,
});
"""


@router.get("")
async def reference() -> Response:
    headers = {
        "Content-Security-Policy": _POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
    return HTMLResponse(_PAGE, headers=headers)


@router.get("/start.js")
async def start() -> Response:
    return _asset(_START.encode(), "text/javascript")


@router.get("/swagger-ui-bundle.js")
async def bundle() -> Response:
    return _asset(_packaged("swagger-ui-bundle.js"), "text/javascript")


@router.get("/swagger-ui.css")
async def style() -> Response:
    return _asset(_packaged("swagger-ui.css"), "text/css")


def _packaged(name: str) -> bytes:
    return files("fastapi_swagger.resources").joinpath(name).read_bytes()


def _asset(content: bytes, media_type: str) -> Response:
    headers = {"Cache-Control": "public, max-age=3600", "X-Content-Type-Options": "nosniff"}
    return Response(content, media_type=media_type, headers=headers)
