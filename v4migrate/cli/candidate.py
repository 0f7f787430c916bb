"""The candidate side of a shadow run: the bundled engine, or a hosted API by its base URL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from v4migrate.errors import BackendError, UsageError

if TYPE_CHECKING:
    from v4migrate.shadow.backend import Backend

LOCAL = "local"
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def check_backend(written: str) -> None:
    """Raise UsageError unless this is `local` or an http(s) base URL without credentials in it."""
    if written == LOCAL:
        return
    try:
        parts = urlsplit(written)
        is_url = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:  # a bracket that is not closed, a port over 65535
        is_url = False
    if not is_url:
        raise UsageError(
            f"--backend '{written}' is neither 'local' nor a base URL; write e.g. https://api.example.com/v1"
        )
    if parts.username or parts.password:
        raise UsageError("--backend must not hold a user name or password; put the key into the environment variable")


def api_key(base_url: str, variable: str) -> str | None:
    """The key for a hosted backend. Required over https, optional on loopback, never sent in clear text to another machine."""
    parts = urlsplit(base_url)
    key = os.environ.get(variable, "").strip() or None
    if parts.scheme == "https" and key is None:
        raise BackendError(
            f"{base_url}: needs an API key; put it into the environment variable {variable} (another name: api_key_env under [shadow])"
        )
    if key is not None and parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        raise BackendError(
            f"{base_url}: the key in {variable} is not sent in clear text; use https, or unset the variable"
        )
    return key


@contextmanager
def open_candidate(backend: str, *, checkpoint: Path | None, target: str, key_variable: str) -> Iterator[Backend]:
    """The backend, reachable and ready. Raises BackendError or MissingExtra, and stops the engine it started."""
    import asyncio

    from v4migrate.cli.engine_process import engine_command, require_engine, running_engine
    from v4migrate.shadow.backend import Backend, models

    if backend == LOCAL:
        require_engine("v4migrate shadow with the local backend")
        with running_engine(engine_command(checkpoint, target)) as engine:
            yield Backend("the local engine", engine.base_url, None, engine.is_demonstration)
        return
    hosted = Backend(backend, backend, api_key(backend, key_variable))
    entries = asyncio.run(models(hosted))
    mine = [entry for entry in entries if entry.get("id") == target] or entries
    demonstration = any(entry.get("demonstration_weights") is True for entry in mine)
    yield Backend(backend, backend, hosted.api_key, demonstration)
