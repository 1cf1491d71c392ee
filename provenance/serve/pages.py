"""The pages for people: the form, the results, the search."""

from __future__ import annotations

import secrets
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from provenance.errors import OptionError, ProvenanceError
from provenance.model.document import Document
from provenance.model.durations import duration_of
from provenance.serve.archive import PAGE, Query
from provenance.serve.articles import MOST, of_files, together
from provenance.serve.limits import SANDBOX
from provenance.serve.work import Busy, Results, left, traced

if TYPE_CHECKING:
    from jinja2 import Environment
    from starlette.datastructures import FormData
    from starlette.requests import Request

    from provenance.serve.archive import Archive
    from provenance.serve.work import Kept, Progress, Work

__all__ = ["Pages"]

_STATIC = {"page.css": "text/css", "page.js": "text/javascript"}
_NOWHERE = "There is no such page here. Results are kept for a while only."


class Pages:
    """The pages of an archive.

    A form has a token that another page cannot read: what comes without it is refused.
    """

    def __init__(self, archive: Archive, work: Work) -> None:
        self._archive, self._work = archive, work
        self._results = Results()
        self._token = secrets.token_urlsafe(32)
        self._templates = _templates()

    def routes(self) -> list[Route]:
        """Return the routes of the pages."""
        return [
            Route("/", self.home),
            Route("/trace", self.trace, methods=["POST"]),
            Route("/results/{name}/{article:int}", self.result),
            Route("/results/{name}/{article:int}/report", self.report),
            Route("/search", self.search),
            Route("/document", self.document),
            Route("/static/{name}", self.static),
        ]

    async def home(self, request: Request) -> Response:
        """Show the form."""
        return await self._form(200)

    async def trace(self, request: Request) -> Response:
        """Trace what the form brings, and lead to the results."""
        async with request.form(max_files=MOST, max_fields=20, max_part_size=10_000_000) as form:
            if not secrets.compare_digest(_field(form, "token").encode("utf-8", "replace"), self._token.encode()):
                return await self._form(403, "This form is from before the page was started anew: send it again.")
            try:
                asked = await self._asked(form)
                found = await self._work.do(lambda progress: self._traced(*asked, progress), left(request))
            except ProvenanceError as error:
                said = str(error.args[0]) if error.args else str(error)
                return await self._form(400, f"{said} {error.hint or ''}".strip(), form)
            except Busy:
                return await self._form(503, "Too much waits already: try again in a moment.", form)
        return RedirectResponse(f"/results/{self._results.keep(found)}/0", 303)

    async def result(self, request: Request) -> Response:
        """Show what one article of a request uses."""
        name, article = request.path_params["name"], request.path_params["article"]
        found = self._results.get(name)
        if found is None or article >= len(found):
            return self._page("nothing.html", 404, said=_NOWHERE)
        return self._page("result.html", name=name, number=article, shown=found[article], articles=found)

    async def report(self, request: Request) -> Response:
        """Return the report of one article, which the page frames."""
        found = self._results.get(request.path_params["name"])
        article = request.path_params["article"]
        if found is None or article >= len(found):
            return PlainTextResponse(_NOWHERE, 404)
        return HTMLResponse(found[article].page(), headers={"content-security-policy": SANDBOX})

    async def search(self, request: Request) -> Response:
        """Show what a search finds."""
        given = {name: request.query_params.get(name, "")[:500] for name in ("words", "source", "since", "until")}
        start = request.query_params.get("start", "0")
        offset = int(start) if start.isascii() and start.isdecimal() and len(start) < 8 else 0
        try:
            days = [_day(given[name]) for name in ("since", "until")]
            query = Query(given["words"], given["source"], *days)
            total, found = await run_in_threadpool(self._archive.search, query, offset)
        except ProvenanceError as error:
            return self._page("search.html", 400, given=given, said=str(error.args[0]), total=0, found=[], more=None)
        following = offset + PAGE
        more = f"/search?{urlencode(given | {'start': str(following)})}" if following < total else None
        return self._page("search.html", given=given, said=None, total=total, found=found, more=more)

    async def document(self, request: Request) -> Response:
        """Show a document of the archive."""
        found = await run_in_threadpool(self._archive.document, request.query_params.get("id", "")[:500])
        if found is None:
            return self._page("nothing.html", 404, said="There is no such document in the archive.")
        return self._page("document.html", document=found, token=self._token)

    async def static(self, request: Request) -> Response:
        """Return the styles or the script."""
        from importlib.resources import files

        name = request.path_params["name"]
        if name not in _STATIC:
            return PlainTextResponse(_NOWHERE, 404)
        data = files("provenance.serve").joinpath("static", name).read_bytes()
        if name == "page.css":
            # The colours of the report.
            data = files("provenance.reporters.html").joinpath("styles", "tokens.css").read_bytes() + data
        return Response(data, media_type=_STATIC[name])

    async def _form(self, status: int, said: str | None = None, form: FormData | None = None) -> Response:
        kept = {name: "" if form is None else _field(form, name) for name in ("text", "source", "published", "window")}
        size = await run_in_threadpool(self._archive.size)
        return self._page("home.html", status, token=self._token, said=said, kept=kept, size=size)

    async def _asked(self, form: FormData) -> tuple[list[Document], list[tuple[str, bytes]], str]:
        pasted: list[Document] = []
        own = _field(form, "document")
        if own:
            found = await run_in_threadpool(self._archive.document, own)
            pasted += [] if found is None else [found]
        if _field(form, "text").strip():
            known = {name: _field(form, name).strip() or None for name in ("source", "published")}
            pasted.append(Document("pasted", _field(form, "text").replace("\r\n", "\n"), **known))  # type: ignore[arg-type]
        files = [
            (given.filename, await given.read())
            for given in form.getlist("files")
            if isinstance(given, UploadFile) and given.filename
        ]
        return pasted, files, _field(form, "window").strip()

    def _traced(self, pasted: list[Document], files: list[tuple[str, bytes]], window: str, progress: Progress) -> Kept:
        articles = together([*pasted, *of_files(files, self._archive.plugins)])
        within = duration_of(window, "the window") if window else None
        results = self._archive.trace(articles, None, within, progress)
        if len(results) == len(articles):
            return tuple(traced(result, name) for result, name in zip(results, articles.ids, strict=True))
        return tuple(traced(results[0], name) for name in articles.ids)

    def _page(self, template: str, status: int = 200, **values: Any) -> Response:
        page = self._templates.get_template(template).render(archive=self._archive.name, **values)
        return HTMLResponse(page.encode("utf-8", "replace"), status)


def _field(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _day(value: str) -> date | None:
    if not value.strip():
        return None
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        raise OptionError(f"{value!r} is no day; it is as 2025-04-24.") from None


def _templates() -> Environment:
    from functools import partial

    from jinja2 import Environment, PackageLoader, StrictUndefined

    from provenance.reporters.escape import visible

    made = Environment(
        loader=PackageLoader("provenance.serve"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"shown": visible, "text": partial(visible, keep="\n\t"), "quoted": partial(quote, safe="")}
    return made
