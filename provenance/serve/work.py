"""Does the work of requests one after the other, and keeps the last results for a while."""

from __future__ import annotations

import asyncio
import io
import secrets
import zlib
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from starlette.requests import Request

    from provenance.model.result import ReuseResult

__all__ = ["Busy", "Kept", "Progress", "Results", "Source", "Traced", "Work", "as_json", "left", "traced"]

#: Takes a stage, what is done of it and how much there is.
Progress = Callable[[str, int, int], None]
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

    async def do(self, work: Callable[[Progress], _T], left: Coroutine[Any, Any, None]) -> _T:
        """Do it when it is its turn, unless the client has left by then.

        Parameters
        ----------
        work : callable
            Called in the thread with a function that takes a stage, what is done of it and how much there is, as
            `Index.trace` calls it. Once the client has left that function raises `Busy`, which ends the work.
        left : coroutine
            Returns when the client has left.

        Raises
        ------
        Busy
            Where too many wait already; and where nobody waits for the answer any more.
        """
        if self._waiting >= self._most:
            left.close()
            raise Busy
        self._waiting += 1
        leaving = asyncio.ensure_future(left)

        def goes_on(_what: str, _done: int, _total: int) -> None:
            if leaving.done():
                raise Busy

        doing = self._executor.submit(work, goes_on)
        done = asyncio.wrap_future(doing)
        try:
            both: set[asyncio.Future[Any]] = {done, leaving}
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            if not done.done():
                # What has begun ends by itself, soon; it is waited for, as it is in the place of others.
                doing.cancel()
            return await done
        except asyncio.CancelledError:
            # The client has left, or the page is being stopped.
            raise Busy from None
        finally:
            leaving.cancel()
            self._waiting -= 1

    def close(self) -> None:
        """Start nothing more."""
        self._executor.shutdown(wait=False, cancel_futures=True)


async def left(request: Request) -> None:
    """Return when the client of a request, whose body was read, has left."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


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
