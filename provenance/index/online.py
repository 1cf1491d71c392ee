"""Where the texts of an online deduplicator are kept, and who may add to them: in this process, or in Redis.

The texts are what counts: a document is accepted when its text is written, in one transaction that holds only for the
worker whose turn it is. What LSH has of others is a proposal, and looked at no further.
"""

from __future__ import annotations

import json
import random
import threading
import time
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol, cast
from urllib.parse import urlsplit

from provenance.errors import InputError, OptionError, SchemeMismatchError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

__all__ = ["MemoryTexts", "RedisTexts", "Texts", "texts_of"]

# Milliseconds for which a worker has its turn; one that takes longer begins again. Seconds between two tries to get it.
_LEASE, _PAUSE = 30_000, 0.003
# Documents whose time is over that are looked for at once.
_OVER = 64


class Texts(Protocol):
    """The texts of the accepted documents."""

    @property
    def lsh(self) -> dict[str, Any]:
        """The storage of `datasketch.MinHashLSH` that belongs to them."""

    def turn(self) -> Any:
        """Return a context in which no other worker has a turn; its value says whose turn it is."""

    def get(self, ids: Sequence[str]) -> list[str | None]:
        """Return the texts of documents; None for those that are not accepted."""

    def accept(self, turn: str, texts: Mapping[str, str]) -> bool:
        """Accept documents, all or none, which ends the turn; False, and nothing, where the turn was over."""

    def remove(self, ids: Iterable[str]) -> None:
        """Remove documents."""

    def over(self) -> list[str]:
        """Return some documents whose time is over."""

    def close(self) -> None:
        """Let go of connections."""


def texts_of(storage: str, name: str, settings: Mapping[str, Any], expire: float | None) -> Texts:
    """Return the texts in a storage: "memory", or the URL of a Redis server.

    Parameters
    ----------
    storage : str
        "memory", or redis://, rediss:// or unix:// and where it is.
    name : str
        What all keys in Redis begin with.
    settings : mapping
        How documents are compared; all workers have to agree.
    expire : float, optional
        Seconds after which a document is forgotten.
    """
    if storage == "memory":
        return MemoryTexts(expire)
    if urlsplit(storage).scheme not in ("redis", "rediss", "unix"):
        raise OptionError(f"storage is {storage!r}; it is 'memory', or a URL as redis://localhost:6379/0.")
    return RedisTexts(storage, name, settings, expire)


class MemoryTexts:
    """Texts in the memory of this process, for the threads of it."""

    def __init__(self, expire: float | None) -> None:
        self._expire = expire
        self._texts: dict[str, tuple[str, float]] = {}
        self._lock = threading.Lock()

    @property
    def lsh(self) -> dict[str, Any]:
        """The storage of LSH."""
        return {"type": "dict"}

    @contextmanager
    def turn(self) -> Iterator[str]:
        """Wait for the turn of this thread."""
        with self._lock:
            yield ""

    def get(self, ids: Sequence[str]) -> list[str | None]:
        """Return the texts of documents."""
        now = time.monotonic()
        found = [self._texts.get(name, ("", 0.0)) for name in ids]
        return [text if end > now else None for text, end in found]

    def accept(self, turn: str, texts: Mapping[str, str]) -> bool:
        """Accept documents."""
        end = float("inf") if self._expire is None else time.monotonic() + self._expire
        self.remove(texts)
        self._texts |= {name: (text, end) for name, text in texts.items()}
        return True

    def remove(self, ids: Iterable[str]) -> None:
        """Remove documents."""
        for name in ids:
            self._texts.pop(name, None)

    def over(self) -> list[str]:
        """Return some documents whose time is over: the oldest come first."""
        now = time.monotonic()
        found: list[str] = []
        for name, (_, end) in self._texts.items():
            if end > now or len(found) == _OVER:
                break
            found.append(name)
        return found

    def close(self) -> None:
        """Do nothing."""


class RedisTexts:
    """Texts in a Redis server, for workers of any number of processes and machines."""

    def __init__(self, url: str, name: str, settings: Mapping[str, Any], expire: float | None) -> None:
        try:
            import redis
        except ImportError:
            raise OptionError(
                "a deduplicator in Redis needs the Redis client, which is not installed.",
                hint="pip install 'wire-provenance[redis]'",
            ) from None
        self._errors = redis.exceptions
        self._name, self._expire = name, None if expire is None else max(1, round(1000 * expire))
        try:
            found = cast("Any", redis.connection).parse_url(url)
        except ValueError as error:
            raise OptionError(f"storage is not the URL of a Redis server: {error}") from None
        kind = found.pop("connection_class", None)
        self._where: dict[str, Any] = dict(found)
        if kind is redis.connection.SSLConnection:
            self._where["ssl"] = True
        if "path" in self._where:
            self._where["unix_socket_path"] = self._where.pop("path")
        self._redis = cast("Any", redis.Redis(**self._where))
        with self.failing():
            made = json.dumps(dict(settings), sort_keys=True)
            self._redis.set(self._key("settings"), made, nx=True)
            other: str = self._redis.get(self._key("settings")).decode("utf-8", "replace")
        if other != made:
            raise SchemeMismatchError(
                f"the documents under the name {name!r} were added with other settings: {other}; here they are {made}.",
                hint="use the same ones, or another name.",
            )

    @property
    def lsh(self) -> dict[str, Any]:
        """The storage of LSH."""
        return {"type": "redis", "basename": self._name.encode(), "redis": self._where}

    @contextmanager
    def failing(self) -> Iterator[None]:
        """Say what Redis says as an error of ours."""
        try:
            yield
        except self._errors.RedisError as error:
            raise InputError(f"the Redis server cannot be used: {error}", hint="see whether it runs there.") from error

    @contextmanager
    def turn(self) -> Iterator[str]:
        """Wait for the turn of this worker."""
        token = f"{random.SystemRandom().getrandbits(128):032x}"
        with self.failing():
            while not self._redis.set(self._key("turn"), token, nx=True, px=_LEASE):
                time.sleep(_PAUSE * (1 + random.random()))  # noqa: S311 - so that not all come back at once
            try:
                yield token
            finally:
                self._commit(token, {})

    def get(self, ids: Sequence[str]) -> list[str | None]:
        """Return the texts of documents."""
        found = self._redis.mget([self._key("text", name) for name in ids]) if ids else []
        return [None if data is None else zlib.decompress(data).decode() for data in found]

    def accept(self, turn: str, texts: Mapping[str, str]) -> bool:
        """Accept documents, in one transaction that fails where the turn is another's by now."""
        return self._commit(turn, texts)

    def _commit(self, turn: str, texts: Mapping[str, str]) -> bool:
        with self._redis.pipeline(transaction=True) as pipe:
            try:
                pipe.watch(self._key("turn"))
                if pipe.get(self._key("turn")) != turn.encode():
                    return False
                pipe.multi()
                for name, text in texts.items():
                    pipe.set(self._key("text", name), zlib.compress(text.encode()), px=self._expire)
                if texts and self._expire is not None:
                    end = int(1000 * time.time()) + self._expire
                    pipe.zadd(self._key("times"), dict.fromkeys(texts, end))
                pipe.delete(self._key("turn"))
                pipe.execute()
            except self._errors.WatchError:
                return False
        return True

    def remove(self, ids: Iterable[str]) -> None:
        """Remove documents."""
        for name in ids:
            self._redis.delete(self._key("text", name))
            self._redis.zrem(self._key("times"), name)

    def over(self) -> list[str]:
        """Return some documents whose time is over: Redis has forgotten them, LSH has not."""
        if self._expire is None:
            return []
        found = self._redis.zrangebyscore(self._key("times"), "-inf", int(1000 * time.time()), 0, _OVER)
        ids = [name.decode() for name in found]
        return [name for name, text in zip(ids, self.get(ids), strict=True) if text is None]

    def close(self) -> None:
        """Close the connections."""
        self._redis.close()

    def _key(self, *parts: str) -> str:
        return ":".join((self._name, *parts))
