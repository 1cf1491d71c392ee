"""What the page lets in: only its own host and its own forms, bodies of bounded size, at a bounded rate."""

from __future__ import annotations

import asyncio
import ipaddress
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

__all__ = ["SANDBOX", "Guard", "Limits", "is_own_host"]

#: The policy of a report, which has one of its own for what it loads: an origin apart, framed by the page alone.
SANDBOX = "sandbox allow-scripts; frame-ancestors 'self'"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; form-action 'self'; frame-src 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    # Not "no-referrer": with it a browser says "null" for the origin of the page's own forms.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
_CLIENTS = 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request and one client may ask.

    Parameters
    ----------
    body : int
        The most bytes of a request.
    rate : float
        Requests per second of one address, after the first ``burst``.
    burst : int
        Requests that may come at once.
    seconds : float
        How long a body may take to arrive.
    """

    body: int = 10_000_000
    rate: float = 50.0
    burst: int = 200
    seconds: float = 60.0


class Guard:
    """Stands before the application, and answers what may not pass.

    A name of another host is refused, as a page elsewhere may have pointed its own name here (DNS rebinding); so is
    what a page of another origin sends.

    Parameters
    ----------
    app : ASGI application
        What is guarded.
    host : str
        The host that is served.
    limits : Limits
        What may be asked.
    """

    def __init__(self, app: App, host: str, limits: Limits) -> None:
        self._app, self._host, self._limits = app, host, limits
        self._tokens: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        refused = self._refused(scope, headers)
        body = b""
        if refused is None and scope["method"] not in ("GET", "HEAD", "OPTIONS"):
            refused, body = await self._body(receive, headers)
        if refused is not None:
            await _answer(_with_headers(send), *refused)
            return
        given = False

        async def replay() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, replay, _with_headers(send))

    def _refused(self, scope: MutableMapping[str, Any], headers: dict[str, str]) -> tuple[int, str] | None:
        host = headers.get("host", "")
        if not is_own_host(host, self._host):
            return 421, "this host is not served here."
        if not self._has_token(scope["client"][0] if scope.get("client") else ""):
            return 429, "too many requests; try again in a second."
        if scope["method"] in ("GET", "HEAD", "OPTIONS"):
            return None
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        if (origin is not None and origin.partition("://")[2] != host) or site not in (None, "same-origin", "none"):
            return 403, "a page of another origin sent this."
        return None

    def _has_token(self, client: str) -> bool:
        now, limits = time.monotonic(), self._limits
        left, then = self._tokens.pop(client, (float(limits.burst), now))
        left = min(float(limits.burst), left + (now - then) * limits.rate)
        self._tokens[client] = (left - 1 if left >= 1 else left), now
        if len(self._tokens) > _CLIENTS:
            self._tokens.popitem(last=False)
        return left >= 1

    async def _body(self, receive: Receive, headers: dict[str, str]) -> tuple[tuple[int, str] | None, bytes]:
        most = self._limits.body
        too_large = 413, f"at most {most:,} bytes are taken at once."
        stated = headers.get("content-length", "")
        if stated.isdecimal() and int(stated[:20]) > most:
            return too_large, b""
        parts, size = list[bytes](), 0
        try:
            async with asyncio.timeout(self._limits.seconds):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        return (400, "the request ended early."), b""
                    parts.append(message.get("body", b""))
                    size += len(parts[-1])
                    if size > most:
                        return too_large, b""
                    if not message.get("more_body"):
                        return None, b"".join(parts)
        except TimeoutError:
            return (408, "the request took too long to arrive."), b""


def is_own_host(given: str, served: str) -> bool:
    """Whether a Host header names this machine: an address, localhost, or the name that is served.

    Examples
    --------
    >>> [is_own_host(host, "127.0.0.1") for host in ("localhost:8765", "[::1]:80", "127.0.0.1", "evil.example", "")]
    [True, True, True, False, False]
    """
    name = given.rpartition(":")[0] if given.rpartition(":")[2].isdecimal() else given
    if name.lower() in ("localhost", served.lower()):
        return bool(name)
    try:
        ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            there = {name.lower() for name, _ in message.get("headers", ())}
            more = [(name.encode(), value.encode()) for name, value in _HEADERS.items() if name.encode() not in there]
            message["headers"] = [*message.get("headers", ()), *more]
        await send(message)

    return sending


async def _answer(send: Send, status: int, said: str) -> None:
    import json

    body = json.dumps({"error": said, "hint": None}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    if status == 429:
        headers.append((b"retry-after", b"1"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
