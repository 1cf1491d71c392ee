"""Serves the page until it is interrupted."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

from provenance.errors import InputError
from provenance.model.extras import needed

if TYPE_CHECKING:
    from collections.abc import Callable

    from provenance.serve.archive import Archive

__all__ = ["check_installed", "serve"]

_GRACE = 3


def check_installed() -> None:
    """Raise `OptionError` where what the page needs is not installed."""
    for module in ("fastapi", "uvicorn", "python_multipart", "duckdb"):
        needed(module, "web", "the local page")


def serve(archive: Archive, host: str, port: int, tell: Callable[[str], None]) -> None:
    """Serve an archive until SIGINT or SIGTERM.

    Parameters
    ----------
    archive : Archive
        What is served.
    host : str
        Where it listens.
    port : int
        0 for one that is free.
    tell : callable
        Called with the address once it listens.

    Raises
    ------
    InputError
        Where the port is taken, or the host is not of this machine.
    """
    import uvicorn

    from provenance.serve.app import build_app

    with _listening(host, port) as sock:
        address = f"[{host}]" if ":" in host else host
        app: Any = build_app(archive, host)
        config = uvicorn.Config(
            app,
            log_level="error",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=_GRACE,
            limit_concurrency=200,
            ws="none",
        )
        tell(f"http://{address}:{sock.getsockname()[1]}/")
        uvicorn.Server(config).run(sockets=[sock])


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
        sock.listen(128)
    except (OSError, OverflowError) as error:
        sock.close()
        said = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"{host}, port {port}: {said}.", hint="--port names another; 0 takes one that is free."
        ) from None
    return sock
