"""The JSON that programs send and get: OpenAPI is made from it."""

# FastAPI reads the annotations when the program runs.
# ruff: noqa: TC003
from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from provenance.serve.articles import MOST

__all__ = ["ArchiveInfo", "ArticleIn", "DocumentOut", "Problem", "SearchHit", "SearchOut", "TraceIn", "TraceOut"]

_Text = Annotated[str, StringConstraints(min_length=1, max_length=2_000_000)]
_Name = Annotated[str, StringConstraints(min_length=1, max_length=500)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ArticleIn(_Strict):
    """An article to trace."""

    text: _Text
    id: _Name = "article"
    source: _Name | None = None
    published: datetime | None = None
    role: Literal["wire", "outlet"] | None = None


class TraceIn(_Strict):
    """Articles to trace, and in which documents: of all times, or published since a time or near the article."""

    articles: Annotated[list[ArticleIn], Field(min_length=1, max_length=MOST)]
    since: datetime | None = None
    window: Annotated[str, StringConstraints(pattern="^[0-9]{1,4}[mhdw]$")] | None = Field(
        None, description="As 48h or 7d. Articles need a time of publication."
    )


class TraceOut(BaseModel):
    """One result for each article, in the form of ``provenance trace --format json``."""

    results: list[dict[str, Any]]


class ArchiveInfo(BaseModel):
    """What is served."""

    name: str
    documents: int
    version: str


class SearchHit(BaseModel):
    """A document that was found, with the beginning of its text."""

    id: str
    source: str | None
    published: str | None
    role: str | None
    excerpt: str


class SearchOut(BaseModel):
    """How many documents were found, and some of them, the newest first."""

    total: int
    documents: list[SearchHit]


class DocumentOut(BaseModel):
    """A document of the archive."""

    id: str
    text: str
    source: str | None
    published: datetime | None
    role: str | None
    language: str | None


class Problem(BaseModel):
    """What was wrong, in words."""

    error: str
    hint: str | None
