"""The candidate side as an OpenAI-style API over HTTP: one request in, one Reply out. Retries belong to replay.py.

The key travels in the Authorization header and nowhere else; error texts are masked before they are kept.
"""

from __future__ import annotations

import dataclasses
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from v4migrate.errors import BackendError
from v4migrate.secrets import masked
from v4migrate.shadow.reply import Reply
from v4migrate.traffic.completion import answer_of, assemble, has_end, name_of, sse_chunks, usage_of

TIMEOUT = httpx.Timeout(connect=10.0, read=600.0, write=60.0, pool=None)
"""Seconds. The hosted API may hold a request for ten minutes before inference starts."""
_CUT = "the stream ended before its end; it has no finish_reason and no [DONE]"


class Unreachable(Exception):
    """The backend could not be spoken to at all: nothing was learned about the request."""


@dataclass(frozen=True)
class Backend:
    """Where to send requests. `name` is how messages and reports call it; `transport` replaces the network in tests."""

    name: str
    base_url: str
    api_key: str | None = None
    is_demonstration: bool = False
    transport: httpx.AsyncBaseTransport | None = None

    @asynccontextmanager
    async def client(self, connections: int) -> AsyncIterator[httpx.AsyncClient]:
        """An HTTP client for the life of a run; environment proxies are honoured for hosted backends only."""
        headers = {"Authorization": f"Bearer {self.api_key}"} if self.api_key else {}
        limits = httpx.Limits(max_connections=connections)
        async with httpx.AsyncClient(
            base_url=self.base_url.rstrip("/") + "/",
            headers=headers,
            timeout=TIMEOUT,
            limits=limits,
            trust_env=self.api_key is not None,
            transport=self.transport,
        ) as client:
            yield client


async def models(backend: Backend) -> list[Mapping[str, Any]]:
    """The entries of `GET /models`; empty where the backend has no such list. Raises BackendError."""
    try:
        _ = urlsplit(backend.base_url).port  # raises ValueError where httpx would fail deep in the network
        async with backend.client(1) as client:
            response = await client.get("models", timeout=30.0)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise BackendError(
            f"{backend.base_url}: cannot be reached ({type(error).__name__}); check the address and that the server runs"
        ) from error
    if response.status_code in {401, 403}:
        raise BackendError(
            f"{backend.base_url}: refuses the API key (HTTP {response.status_code}); check the variable that holds it"
        )
    if response.status_code >= 500:
        raise BackendError(f"{backend.base_url}: answers HTTP {response.status_code} to GET /models; try again later")
    try:
        data = response.json().get("data") if response.status_code == 200 else []
        if not isinstance(data, list | None):
            raise ValueError("its data is no list")
    except (ValueError, AttributeError, RecursionError) as error:
        raise BackendError(
            f"{backend.base_url}: is no OpenAI-style API (GET /models gives no list as JSON); check the address, it often ends in /v1"
        ) from error
    return [entry for entry in data or [] if isinstance(entry, dict)]


async def ask(client: httpx.AsyncClient, request: dict[str, Any], attempt: int) -> tuple[Reply, str | None]:
    """Send one request once. Returns the reply and the Retry-After header. Raises Unreachable."""
    started = time.monotonic()
    body = json.dumps(request).encode()
    headers = {"Content-Type": "application/json"}
    first: list[float] = []
    try:
        async with client.stream("POST", "chat/completions", content=body, headers=headers) as response:
            streamed = "text/event-stream" in response.headers.get("content-type", "")
            if response.status_code == 200 and streamed:
                received: list[str] | bytes = [line async for line in _timed(response.aiter_lines(), first)]
            else:
                received = await response.aread()
            status, retry_after = response.status_code, response.headers.get("retry-after")
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        raise Unreachable(type(error).__name__) from error
    except (httpx.HTTPError, ValueError) as error:
        return _failed(None, f"{type(error).__name__}: {error}", attempt, started), None
    try:
        reply = _reply(status, received, attempt, started)
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
        if isinstance(error, json.JSONDecodeError) and isinstance(received, list) and not has_end(received):
            reply = _failed(None, _CUT, attempt, started)
        else:
            reply = _failed(status, f"no chat completion: {error}", attempt, started)
    if reply.answer is not None and first:
        reply = dataclasses.replace(reply, first_token_ms=round((first[0] - started) * 1000))
    return reply, retry_after


def _reply(status: int, received: list[str] | bytes, attempt: int, started: float) -> Reply:
    """What the bytes or the lines of a stream say. Raises what parsing raises when they are no chat completion."""
    document = assemble(sse_chunks(received)) if isinstance(received, list) else _json(received)
    if status != 200 or not isinstance(document, dict) or document.get("error"):
        return _failed(status, _message(document, status), attempt, started)
    answer = answer_of(document)
    if isinstance(received, list) and answer.finish_reason is None and not has_end(received):
        return _failed(None, _CUT, attempt, started)
    return Reply(
        status=status,
        answer=dataclasses.replace(answer, finish_reason=_name(answer.finish_reason)),
        usage=usage_of(document),
        served=_name(document.get("model")),
        fingerprint=_name(document.get("system_fingerprint")),
        error=None,
        attempts=attempt,
        latency_ms=_since(started),
    )


def _name(value: Any) -> str | None:
    """A name that the backend states, masked and short; None for anything but text."""
    name = name_of(value)
    return None if name is None else masked(name)[:200]


async def _timed(lines: AsyncIterator[str], first: list[float]) -> AsyncIterator[str]:
    """The lines as they come; the time of the first token goes to `first`."""
    async for line in lines:
        if (
            not first
            and line.startswith("data:")
            and ('content":"' in line.replace('": "', '":"').replace('content":""', ""))
        ):
            first.append(time.monotonic())
        yield line


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return body.decode("utf-8", "replace")[:200]


def _message(document: Any, status: int) -> str:
    error = document.get("error") if isinstance(document, dict) else document
    if isinstance(error, dict):
        error = error.get("message")
    return f"HTTP {status}: {error or 'no message'}"


def _failed(status: int | None, error: str, attempt: int, started: float) -> Reply:
    return Reply(status, None, None, None, None, masked(error)[:500], attempt, _since(started))


def _since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
