"""Jinja2 for the desk: strict about unknown names, escaping on, every page under the same content rules."""

from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.console.desk_guard import Visitor
from app.console.desk_texts import texts
from handoff.queue import OFFER_S
from portfolio.words import Clock, Locale

HERE = Path(__file__).parent / "desk"
STATIC = {
    "desk.css": (HERE / "static" / "desk.css", "text/css"),
    "desk.js": (HERE / "static" / "desk.js", "text/javascript"),
    "thread.js": (HERE / "static" / "thread.js", "text/javascript"),
    "keys.js": (HERE / "static" / "keys.js", "text/javascript"),
    "htmx.js": (HERE / "static" / "htmx" / "htmx.min.js", "text/javascript"),
}
RULES = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class Pages:
    """Renders a template for a visitor in his language."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._jinja = Environment(
            loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )

    def page(self, name: str, visitor: Visitor, status: int = 200, **values: Any) -> HTMLResponse:
        """A page or a part of one."""
        return self._answer(name, visitor.locale, status, visitor=visitor, **values)

    def login(self, locale: Locale, problem: str | None, status: int = 200) -> HTMLResponse:
        """The page for those who are not logged in."""
        return self._answer("login.html", locale, status, visitor=None, problem=problem)

    def _answer(self, name: str, locale: Locale, status: int, **values: Any) -> HTMLResponse:
        t = texts(locale)
        html = self._jinja.get_template(name).render(t=t, locale=locale, now=self._clock(), offer_s=OFFER_S, **values)
        return HTMLResponse(html, status, headers=RULES)


def static_file(name: str) -> FileResponse | HTMLResponse:
    """One of the desk's own files, by its name in `STATIC`."""
    if name not in STATIC:
        return HTMLResponse("no such file", 404)
    path, kind = STATIC[name]
    return FileResponse(path, media_type=kind, headers={"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"})


def to(path: str, notice: str | None = None) -> RedirectResponse:
    """See the page that shows what is now true, with one of the fixed notices."""
    return RedirectResponse(f"{path}?notice={notice}" if notice else path, 303)


def own_path(request: Request) -> str:
    """The path of the page that the visitor came from, if it is one of the desk's, else the desk."""
    came_from = request.headers.get("referer", "")
    path = came_from.partition("://")[2].partition("/")[2].partition("?")[0]
    return f"/{path}" if path.startswith("desk") else "/desk"
