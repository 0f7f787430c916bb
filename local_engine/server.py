"""The HTTP side: OpenAI-style routes as the hosted API spells them, over one `Worker`.

POST /v1/chat/completions, GET /v1/models, GET /health; the first two also without /v1 and under /beta. Errors have the body
`{"error": {"message", "type", "param", "code"}}`.
"""

from __future__ import annotations

import asyncio
import errno
import json
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from local_engine.chat_format import ChatRequest
from local_engine.errors import EngineError, PortInUse, RequestError
from local_engine.storage import Keep
from local_engine.worker import Worker

BODY_LIMIT = 32 * 1024 * 1024  # bytes; a million tokens of text fit many times
GRACE_SECONDS = 3  # how long open connections may finish after the server was told to stop


class LocalServer:
    """A bound address, a loaded model and the program between them. `run()` serves until `stop()` or a signal."""

    def __init__(
        self,
        checkpoint: Path,
        host: str,
        port: int,
        served_name: str,
        on_ready: Callable[[str], None] | None = None,
        keep: Keep = "packed",
        context: int | None = None,
    ) -> None:
        """Port 0 picks a free one; `context` as `Worker` takes it. Raises PortInUse before anything is loaded,
        CheckpointError for bad weights."""
        self._socket = _listen(host, port)
        try:
            self.worker = Worker(checkpoint, served_name, keep, context)
        except BaseException:
            self._socket.close()
            raise
        shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
        self.base_url = f"http://{shown}:{self._socket.getsockname()[1]}/v1"
        self._on_ready = on_ready
        app = make_app(self.worker, self._ready)
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, timeout_graceful_shutdown=GRACE_SECONDS, lifespan="on"
        )
        self._server = uvicorn.Server(config)

    def run(self) -> None:
        """Serves; returns after `stop()`."""
        try:
            self._server.run(sockets=[self._socket])
        finally:
            self.worker.close()
            self._socket.close()

    def stop(self) -> None:
        """Ends `run()` soon; may be called from any thread."""
        self._server.should_exit = True

    def _ready(self) -> None:
        if self._on_ready is not None:
            self._on_ready(self.base_url)


def serve(
    checkpoint: Path,
    host: str,
    port: int,
    served_name: str,
    on_ready: Callable[[str], None] | None = None,
    keep: Keep = "packed",
    context: int | None = None,
) -> None:
    """Serves a checkpoint until the process is told to stop. `on_ready` gets the base URL, ending in /v1.

    Raises PortInUse, CheckpointError and other EngineErrors before anything is served.
    """
    LocalServer(checkpoint, host, port, served_name, on_ready, keep, context).run()


def make_app(worker: Worker, on_start: Callable[[], None] = lambda: None) -> Starlette:
    """The application alone, for a server of one's own."""
    created = int(time.time())

    async def chat(request: Request) -> Response:
        body = await _body(request)
        checked = await asyncio.to_thread(worker.form.read, body)
        if checked.stream:
            return StreamingResponse(_events(worker, checked), media_type="text/event-stream")
        return await _whole(worker, checked, request)

    async def models(_: Request) -> Response:
        entry: dict[str, Any] = {"id": worker.served_name, "object": "model", "created": created, "owned_by": "local"}
        entry["context_length"] = worker.config.max_position_embeddings
        if worker.config.demonstration_weights:
            entry["demonstration_weights"] = True
        return JSONResponse({"object": "list", "data": [entry]})

    async def health(_: Request) -> Response:
        return JSONResponse({"status": "ok", "model": worker.served_name})

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        on_start()  # the socket already listens, so the first request waits rather than fails
        yield

    routes = [Route("/health", health)]
    for prefix in ("", "/v1", "/beta"):
        routes += [Route(f"{prefix}/chat/completions", chat, methods=["POST"]), Route(f"{prefix}/models", models)]
    handlers: dict[Any, Any] = {RequestError: _refused, HTTPException: _http_error, Exception: _defect}
    return Starlette(routes=routes, exception_handlers=handlers, lifespan=lifespan)


async def _whole(worker: Worker, checked: ChatRequest, request: Request) -> Response:
    """Waits for the answer and for a client that leaves, whichever is first."""
    cancelled = threading.Event()
    answer = asyncio.wrap_future(worker.submit(lambda: worker.complete(checked, cancelled)))
    leaving: asyncio.Future[Any] = asyncio.ensure_future(_until_disconnected(request))
    try:
        await asyncio.wait([answer, leaving], return_when=asyncio.FIRST_COMPLETED)
        if not answer.done():
            raise RequestError("The client closed the connection.", status=499)
        return JSONResponse(answer.result())
    finally:
        cancelled.set()
        leaving.cancel()


async def _events(worker: Worker, checked: ChatRequest) -> AsyncIterator[str]:
    """Server-sent events. Left early (the client is gone), it makes the generation end at its next token."""
    cancelled = threading.Event()
    loop, queue = asyncio.get_running_loop(), asyncio.Queue[dict[str, Any] | None]()

    def produce() -> None:
        try:
            for chunk in worker.stream(checked, cancelled):
                loop.call_soon_threadsafe(queue.put_nowait, chunk)
        except Exception as error:  # the status line is gone already; tell it in the stream
            loop.call_soon_threadsafe(queue.put_nowait, _defect_body(error))
        finally:
            loop.call_soon_threadsafe(queue.put_nowait, None)

    worker.submit(produce)
    try:
        while (chunk := await queue.get()) is not None:
            yield f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n"
        yield "data: [DONE]\n\n"
    finally:
        cancelled.set()


async def _body(request: Request) -> bytes:
    received = bytearray()
    async for part in request.stream():
        received += part
        if len(received) > BODY_LIMIT:
            raise RequestError(f"The request body exceeds {BODY_LIMIT} bytes.", status=413)
    return bytes(received)


async def _until_disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _refused(_: Request, error: RequestError) -> Response:
    return JSONResponse(error.body, status_code=error.status)


async def _http_error(request: Request, error: HTTPException) -> Response:
    known = "POST /v1/chat/completions, GET /v1/models, GET /health"
    message = f"{request.method} {request.url.path}: {error.detail}. Known: {known}"
    return JSONResponse(RequestError(message).body, status_code=error.status_code, headers=error.headers)


async def _defect(_: Request, error: Exception) -> Response:
    return JSONResponse(_defect_body(error), status_code=500)


def _defect_body(error: Exception) -> dict[str, Any]:
    known = f": {error}" if isinstance(error, EngineError) else ""  # anything else may hold parts of a prompt
    message = f"Internal error of the local engine: {type(error).__name__}{known}"
    return RequestError(message, status=500, kind="internal_error").body


def _listen(host: str, port: int) -> socket.socket:
    """A listening socket, bound before the weights are loaded: a taken port is told at once."""
    if not 0 <= port <= 65535:
        raise EngineError(f"cannot listen on port {port}; choose one from 1 to 65535, or 0 for any free one")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as error:
        raise EngineError(f"cannot listen on {host}:{port} ({error}); name an address of this machine") from None
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(128)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(f"{host}:{port} is in use by another program; choose another port, or 0 for any") from None
        raise EngineError(f"cannot listen on {host}:{port} ({error.strerror}); choose another address") from None
    return listening
