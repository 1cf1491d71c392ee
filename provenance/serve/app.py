"""Puts pages and endpoints together, behind their guard."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from provenance.errors import ProvenanceError, UnknownDocumentError
from provenance.serve.endpoints import endpoints
from provenance.serve.limits import Guard, Limits
from provenance.serve.pages import Pages
from provenance.serve.work import Busy, Work
from provenance.version import __version__

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request
    from starlette.responses import Response

    from provenance.serve.archive import Archive

__all__ = ["build_app", "inner_app"]


def build_app(archive: Archive, host: str = "127.0.0.1", limits: Limits | None = None) -> Guard:
    """Return the application that serves an archive.

    Parameters
    ----------
    archive : Archive
        What is served.
    host : str
        The host under which it is reached, besides addresses and localhost.
    limits : Limits, optional
        What requests may ask.
    """
    return Guard(inner_app(archive), host, limits or Limits())


def inner_app(archive: Archive) -> FastAPI:
    """Return the application without its guard."""
    work = Work()

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        yield
        work.close()

    # The pages that show an OpenAPI load their scripts from elsewhere: there are none.
    app = FastAPI(title="provenance", version=__version__, docs_url=None, redoc_url=None, lifespan=life)
    app.include_router(endpoints(archive, work))
    app.router.routes.extend(Pages(archive, work).routes())

    @app.exception_handler(ProvenanceError)
    async def _failed(_: Request, error: ProvenanceError) -> Response:
        said = str(error.args[0]) if error.args else str(error)
        return _problem(404 if isinstance(error, UnknownDocumentError) else 400, said, error.hint)

    @app.exception_handler(RequestValidationError)
    async def _invalid(_: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        return _problem(422, f"{'.'.join(map(str, first['loc']))}: {first['msg']}")

    @app.exception_handler(HTTPException)
    async def _http(_: Request, error: HTTPException) -> Response:
        return _problem(error.status_code, str(error.detail), headers=dict(error.headers or {}))

    @app.exception_handler(Busy)
    async def _busy(_: Request, error: Busy) -> Response:
        return _problem(503, "too much waits already; try again in a moment.", headers={"retry-after": "1"})

    return app


def _problem(status: int, said: str, hint: str | None = None, headers: dict[str, str] | None = None) -> Response:
    safe = said.encode("utf-8", "replace").decode("utf-8")
    return JSONResponse({"error": safe, "hint": hint}, status, headers=headers)
