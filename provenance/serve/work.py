"""Does the work of requests one after the other, and keeps the last results for a while."""

from __future__ import annotations

import asyncio
import io
import secrets
import zlib
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Callable

    from provenance.model.result import ReuseResult

__all__ = ["Busy", "Kept", "Results", "Source", "Traced", "Work", "as_json", "traced"]

_T = TypeVar("_T")
_WAITING = 64
# As the report writes ids into addresses, by encodeURIComponent.
_coded = partial(quote, safe="!*'()~-._", errors="replace")
_KEPT_BYTES = 64_000_000


class Busy(Exception):  # noqa: N818 - no error of anybody
    """Raised where so much waits that more would wait too long."""


class Work:
    """A thread in which articles are traced, one request after the other: more threads would not make it faster."""

    def __init__(self, waiting: int = _WAITING) -> None:
        self._most, self._waiting = waiting, 0
        self._executor = ThreadPoolExecutor(1, "tracing")

    async def do(self, work: Callable[[], _T]) -> _T:
        """Do it when it is its turn; `Busy` where too many wait."""
        if self._waiting >= self._most:
            raise Busy
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._executor, work)
        except asyncio.CancelledError:
            # The page is being stopped; the client is told so.
            raise Busy from None
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """Start nothing more."""
        self._executor.shutdown(wait=False, cancel_futures=True)


@dataclass(frozen=True, slots=True)
class Source:
    """A document whose text an article has: the link leads to both side by side in the report."""

    id: str
    source: str | None
    published: str | None
    role: str | None
    percent: str
    passages: int
    link: str


@dataclass(frozen=True, slots=True)
class Traced:
    """What is shown of an article: where it is likely from, what it is made of, and the report, packed."""

    id: str
    said: str
    composed: str
    sources: tuple[Source, ...]
    link: str
    report: bytes

    def page(self) -> bytes:
        """Return the report."""
        return zlib.decompress(self.report)


#: What one request was answered with.
Kept = tuple[Traced, ...]


class Results:
    """The last results, by names that nobody guesses; the oldest go when there are too many bytes."""

    def __init__(self, most: int = _KEPT_BYTES) -> None:
        self._most, self._size = most, 0
        self._kept: OrderedDict[str, Kept] = OrderedDict()

    def keep(self, found: Kept) -> str:
        """Keep a result, and return its name."""
        name = secrets.token_urlsafe(16)
        self._kept[name] = found
        self._size += _size(found)
        while self._size > self._most and len(self._kept) > 1:
            self._size -= _size(self._kept.popitem(last=False)[1])
        return name

    def get(self, name: str) -> Kept | None:
        """Return a result, None where it is gone."""
        return self._kept.get(name)


def _size(found: Kept) -> int:
    return sum(len(one.report) for one in found)


def traced(result: ReuseResult, article: str) -> Traced:
    """Return what is shown of an article in a result."""
    from provenance.reporters.composed import composed
    from provenance.reporters.numbers import percent
    from provenance.reporters.phrases import origin

    position = result.documents.position
    sources = []
    for pair in result.pairs():
        if article not in (pair.left, pair.right):
            continue
        other = pair.right if pair.left == article else pair.left
        share = pair.value if pair.left == article else pair.reverse
        document = result.documents[position(other)]
        moment = document.published
        sources.append(
            (
                share,
                Source(
                    other,
                    document.source,
                    None if moment is None else moment.isoformat(" ", "minutes"),
                    document.role,
                    percent(share),
                    pair.passages,
                    f"#/pair/{_coded(article)}/{_coded(other)}",
                ),
            )
        )
    sources.sort(key=lambda item: -item[0])
    derivation = result.derivations[position(article)]
    page = io.StringIO()
    result.write(page, "html")
    return Traced(
        article,
        origin(derivation),
        composed(derivation),
        tuple(source for _, source in sources),
        f"#/article/{_coded(article)}",
        zlib.compress(page.getvalue().encode("utf-8", "replace"), 6),
    )


def as_json(results: list[ReuseResult]) -> str:
    """Return results as JSON, each as ``--format json`` gives it."""
    parts = []
    for result in results:
        out = io.StringIO()
        result.write(out, "json")
        parts.append(out.getvalue())
    return f'{{"results": [{", ".join(parts)}]}}'
