"""The endpoints for programs, under /api."""

# FastAPI reads the annotations when the program runs.
# ruff: noqa: TC003
from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from provenance.errors import UnknownDocumentError
from provenance.model.document import Document
from provenance.model.durations import duration_of
from provenance.serve import archive as archives
from provenance.serve.articles import together
from provenance.serve.schema import ArchiveInfo, DocumentOut, Problem, SearchHit, SearchOut, TraceIn, TraceOut
from provenance.serve.work import Progress, Work, as_json, left
from provenance.version import __version__

__all__ = ["endpoints"]

_SAID = {
    400: "What was asked cannot be done.",
    403: "A page of another origin sent it.",
    404: "There is no such document.",
    408: "The request took too long to arrive.",
    413: "The request is too large.",
    421: "Another host is meant.",
    422: "The request is not as the schema has it.",
    429: "Too many requests.",
    503: "Too much waits.",
}
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": said} for status, said in _SAID.items()
}
_Words = Annotated[str, Query(max_length=500)]
_Offset = Annotated[int, Query(ge=0, le=1_000_000)]
_Limit = Annotated[int, Query(ge=1, le=100)]


def endpoints(archive: archives.Archive, work: Work) -> APIRouter:
    """Return the endpoints of an archive."""
    router = APIRouter(prefix="/api", responses=_PROBLEMS)

    @router.get("/archive")
    async def info() -> ArchiveInfo:
        """Say what is served."""
        documents = await run_in_threadpool(archive.size)
        return ArchiveInfo(name=archive.name, documents=documents, version=__version__)

    @router.get("/search")
    async def search(
        words: _Words = "",
        source: _Words = "",
        since: date | None = None,
        until: date | None = None,
        offset: _Offset = 0,
        limit: _Limit = archives.PAGE,
    ) -> SearchOut:
        """Find documents whose texts have all words; by a part of the source's name; by the day of publication."""
        query = archives.Query(words, source, since, until)
        total, found = await run_in_threadpool(archive.search, query, offset, limit)
        return SearchOut(total=total, documents=[SearchHit(**asdict(one)) for one in found])

    @router.get("/document")
    async def document(id: Annotated[str, Query(min_length=1, max_length=500)]) -> DocumentOut:  # noqa: A002
        """Return a document of the archive."""
        found = await run_in_threadpool(archive.document, id)
        if found is None:
            raise UnknownDocumentError(id, [])
        names = ("id", "text", "source", "published", "role", "language")
        return DocumentOut(**{name: getattr(found, name) for name in names})

    @router.post("/trace", response_model=TraceOut)
    async def trace(asked: TraceIn, request: Request) -> Response:
        """Trace articles: which documents of the archive they use, and where their text is likely from."""
        articles = together(
            Document(one.id, one.text, source=one.source, published=one.published, role=one.role)
            for one in asked.articles
        )
        window = None if asked.window is None else duration_of(asked.window)

        def traced(progress: Progress) -> str:
            return as_json(archive.trace(articles, asked.since, window, progress))

        said = await work.do(traced, left(request))
        return Response(said, media_type="application/json")

    return router
