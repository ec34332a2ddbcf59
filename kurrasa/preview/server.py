"""The pages of a live book to browsers on this machine, and what they ask back.

In: a live book. Out: an application for the loopback address alone. It answers to no name but its own, so that no other
site can reach it by a name that it makes lead here; it lets no other site read or frame it; and it begins the editor's
program for nobody who has not read its page.
"""

from __future__ import annotations

import asyncio
import json
import re
import secrets
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kurrasa.design import TEMPLATES
from kurrasa.diagnostics import Diagnostic, Spot
from kurrasa.faces import FOLDER
from kurrasa.load import shown_path
from kurrasa.order import Outcome, Step
from kurrasa.preview import editor, messages
from kurrasa.preview.live import Live, View
from kurrasa.preview.pictures import RESOLUTIONS
from kurrasa.session import Edition
from kurrasa.terminal import worded
from kurrasa.words import words

HERE = Path(__file__).parent
MOST = 500  # places that a search names
PAUSE = 0.15  # seconds between two words on how far a build is; a short one is not spoken of
BEAT = 15.0  # seconds of silence, after which a browser that has gone away is noticed
NAMES = ("127.0.0.1", "localhost")
_LINE = re.compile(r"(.+?):(\d+)(?::\d+)?")
LANGUAGES = ("ar", "en")
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class Guard:
    """Refuses what another site's page asks for, and says with each answer what a browser may do with it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request (ASGI 3)."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        site, mode = request.headers.get("sec-fetch-site", "none"), request.headers.get("sec-fetch-mode")
        origin = request.headers.get("origin", "")
        foreign = site not in ("none", "same-origin") and mode != "navigate"
        if foreign or (request.method == "POST" and origin not in ("", str(request.base_url).rstrip("/"))):
            await Response(status_code=403)(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] += [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
            await send(message)

        await self.app(scope, receive, sending)


@dataclass
class Site:
    """What browsers are told and may ask; `opens` is the command that opens a file in the editor, if there is one."""

    live: Live
    opens: str | None
    token: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    faults: Sequence[Diagnostic] = ()
    _told: float = 0.0
    _listeners: dict[asyncio.Queue[messages.Message | None], str] = field(default_factory=dict)

    # ------------------------------------------------------------ what browsers are told

    def step(self, step: Step) -> None:
        """Tell how far a build is, if it takes its time."""
        now = asyncio.get_running_loop().time()
        if now - self._told > PAUSE:
            self._tell(lambda language: {"step": worded(step, words(language)), "done": step.done, "of": step.total})

    def changed(self, before: Edition, edition: Edition) -> None:
        """Tell of new pages at once; of what is wrong now if it keeps them from coming, else when the book is done."""
        self.faults = edition.diagnostics
        if edition.broken:
            self._tell_faults()
        else:
            message = messages.changes(before, edition)
            self._tell(lambda _language: message)

    def finished(self, outcome: Outcome) -> None:
        """Tell what the proof has found beside."""
        self.faults = (*self.live.session.edition.diagnostics, *outcome.diagnostics)
        self._tell_faults()
        self.live.read()

    def _tell_faults(self) -> None:
        self._tell(lambda language: messages.faults(self.live.session, self.faults, language))

    def close(self) -> None:
        """Let every browser go."""
        for queue in self._listeners:
            queue.put_nowait(None)

    def _tell(self, message: Callable[[str], messages.Message]) -> None:
        self._told = asyncio.get_running_loop().time()
        in_language = {language: message(language) for language in set(self._listeners.values())}
        for queue, language in self._listeners.items():
            queue.put_nowait(in_language[language])

    async def events(self, request: Request) -> Response:
        """The whole book, then what changes, as server-sent events."""
        language = _language(request)
        queue: asyncio.Queue[messages.Message | None] = asyncio.Queue()
        queue.put_nowait(messages.whole(self.live.session, self.faults, language))
        self._listeners[queue] = language
        return StreamingResponse(self._events(queue), media_type="text/event-stream", headers=_never_kept())

    async def _events(self, queue: asyncio.Queue[messages.Message | None]) -> AsyncIterator[str]:
        try:
            while True:
                try:
                    message = await asyncio.wait_for(queue.get(), BEAT)
                except TimeoutError:
                    yield ":\n\n"
                    continue
                if message is None:
                    return
                yield f"data: {json.dumps(message, ensure_ascii=False, separators=(',', ':'))}\n\n"
        finally:
            self._listeners.pop(queue, None)

    # ------------------------------------------------------------ what they ask

    async def index(self, request: Request) -> Response:
        """The page itself, in the language asked for or that of the browser."""
        language = _language(request)
        environment = Environment(
            loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, extensions=["jinja2.ext.i18n"]
        )
        environment.install_gettext_translations(words(language), newstyle=True)  # type: ignore[attr-defined]
        page = environment.get_template("page.html").render(
            language=language, token=self.token, opens=self.opens is not None, resolutions=RESOLUTIONS
        )
        return HTMLResponse(page, headers=_never_kept())

    async def picture(self, request: Request) -> Response:
        """A page's picture. Its address names how it looks, so it may be kept for ever."""
        resolution = request.path_params["resolution"]
        data = None
        if resolution in RESOLUTIONS:
            data = await self.live.picture(request.path_params["digest"], resolution)
        if data is None:
            return Response(status_code=404, headers=_never_kept())
        return Response(
            data, media_type="image/jpeg", headers={"Cache-Control": "private, max-age=31536000, immutable"}
        )

    async def sheet(self, request: Request) -> Response:
        """What can be read and pointed at on a page: its text, its fields with their lines, what was looked for."""
        session, number = self.live.session, request.path_params["number"]
        page = next((page for page in session.edition.pages if page.sheet == number), None)
        if page is None:
            return Response(status_code=404)
        text, hits = await self.live.sheet(page, request.query_params.get("q", ""))
        spots = [
            {"box": messages.box(box), "name": name, "file": spot.file, "line": spot.line, "column": spot.column}
            for box, name in page.spots
            if (spot := session.written(name))
        ]
        told = {"digest": page.digest, "text": text, "spots": spots, "hits": [messages.box(hit) for hit in hits]}
        return JSONResponse(told, headers=_never_kept())

    async def search(self, request: Request) -> Response:
        """Where something stands in the book, page by page."""
        found: list[messages.Message] = []
        async for page, (before, match, after) in self.live.search(request.query_params.get("q", "")):
            found.append({"sheet": page.sheet, "folio": page.folio, "before": before, "match": match, "after": after})
            if len(found) == MOST:
                break
        return JSONResponse(found, headers=_never_kept())

    async def find(self, request: Request) -> Response:
        """Where that is printed which stands in a line of a file (`at=file:line`) or has a name (`at=record:field`)."""
        return JSONResponse(self._found(request.query_params.get("at", "")), headers=_never_kept())

    async def show(self, request: Request) -> Response:
        """Turn every browser to what an editor's cursor is on; for the editor's own program, without a token."""
        places = self._found((await request.body()).decode("utf-8", "replace"))
        self._tell(lambda _language: {"show": places})
        return JSONResponse(places)

    def _found(self, at: str) -> list[messages.Message]:
        session = self.live.session
        name: str | None = at
        if (line := _LINE.fullmatch(at)) and (file := self._content(line[1])):
            name = session.named(file, int(line[2]))
        return messages.located(session.edition.find(name)) if name else []

    def _content(self, file: str) -> str | None:
        """A file of the content as spots call it, by its path from the content or from where the program runs."""
        folder = self.live.session.order.content
        for path in (folder / file, Path(file)):
            if inside := editor.inside(str(path), folder):
                return shown_path(inside)
        return None

    async def see(self, request: Request) -> Response:
        """Hear what a browser shows, so that it is drawn first when it changes."""
        asked = await _asked(request, sheets=list, resolution=int)
        if asked["resolution"] in RESOLUTIONS:
            self.live.view = View(tuple(asked["sheets"]), asked["resolution"])
        return Response(status_code=204)

    async def open(self, request: Request) -> Response:
        """Open a line of the content in the editor. 409 if none is known, 403 if the file is none of the content's."""
        if not secrets.compare_digest(request.headers.get("x-token", ""), self.token):
            return Response(status_code=403)
        asked = await _asked(request, file=str, line=int, column=int)
        file = editor.inside(asked["file"], self.live.session.order.content)
        if file is None:
            return Response(status_code=403)
        if self.opens is None:
            return Response(status_code=409)
        try:
            await editor.open_at(self.opens, Spot(file.name, asked["line"], asked["column"]), file)
        except OSError as error:
            return JSONResponse({"why": error.strerror or str(error)}, status_code=502)
        return Response(status_code=204)


def application(site: Site) -> Starlette:
    """The routes, behind the guard."""
    return Starlette(
        routes=[
            Route("/", site.index),
            Route("/events", site.events),
            Route("/pages/{digest:str}-{resolution:int}.jpg", site.picture),
            Route("/sheets/{number:int}", site.sheet),
            Route("/search", site.search),
            Route("/find", site.find),
            Route("/at", site.show, methods=["POST"]),
            Route("/view", site.see, methods=["POST"]),
            Route("/open", site.open, methods=["POST"]),
            Route("/tokens.css", tokens),
            Mount("/static", StaticFiles(directory=HERE / "static")),
            Mount("/fonts", StaticFiles(directory=FOLDER, follow_symlink=True)),
        ],
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=NAMES, www_redirect=False),
            Middleware(Guard),
        ],
        max_body_size=100_000,
    )


async def tokens(_request: Request) -> Response:
    """The colours of the edition."""
    return FileResponse(TEMPLATES / "styles" / "tokens.css")


async def _asked(request: Request, **fields: type) -> dict[str, Any]:
    """What a browser sends: an object that has these fields, of these types; 400 for anything else."""
    try:
        asked = json.loads(await request.body())
    except ValueError as error:
        raise HTTPException(400) from error
    if not isinstance(asked, dict) or not all(isinstance(asked.get(name), kind) for name, kind in fields.items()):
        raise HTTPException(400)
    return asked


def _language(request: Request) -> str:
    """The language asked for in the address, else the first of the browser's that there is."""
    accepted = request.headers.get("accept-language", "").split(",")
    for tag in (request.query_params.get("lang", ""), *(item.split(";")[0].strip() for item in accepted)):
        if (primary := tag.split("-")[0].lower()) in LANGUAGES:
            return primary
    return "en"


def _never_kept() -> Mapping[str, str]:
    return {"Cache-Control": "no-store"}
