"""The style sheets."""

from __future__ import annotations

from typing import Any

from datasette import Response

from archive.site.rendering import style_sheet


async def style(request: Any) -> Response:
    """`/-/nianbao/<name>-<digest>.css`: its address changes with it, so it is kept for good."""
    headers = {"Cache-Control": "max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
    return Response(
        style_sheet(request.url_vars["name"]), headers=headers, content_type="text/css; charset=utf-8"
    )
