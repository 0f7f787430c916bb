"""The hosted API on loopback: answers as `hosted_api.py` says, in the forms of `forms.py`, and keeps every request that came."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

from tests.end_to_end import forms
from tests.end_to_end.hosted_api import Answer, HostedApi, Refused

_PATHS = {"/chat/completions", "/v1/chat/completions", "/responses", "/v1/responses", "/anthropic/v1/messages"}


class Asked(NamedTuple):
    """One request that came."""

    path: str
    body: dict[str, Any]
    thinks: bool | None  # None where it was refused


class Loopback(ThreadingHTTPServer):
    """`asked` grows as requests come."""

    daemon_threads = True

    def __init__(self, api: HostedApi) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.api = api
        self.asked: list[Asked] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Loopback
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        body = json.loads(self.rfile.read(length))
        try:
            if self.path not in _PATHS:
                raise Refused(404, f"there is no {self.path}")
            if "sk-test" not in (self.headers.get("authorization") or self.headers.get("x-api-key") or ""):
                raise Refused(401, "Authentication Fails")
            answer = self.server.api.answer(body)
        except Refused as refused:
            self.server.asked.append(Asked(self.path, body, None))
            self._send(refused.status, "application/json", [json.dumps(forms.error(self.path, str(refused)))])
            return
        self.server.asked.append(Asked(self.path, body, self.server.api.thinks(body)))
        is_stream = bool(body.get("stream"))
        self._send(200, "text/event-stream" if is_stream else "application/json", self._said(answer, body))

    def _said(self, answer: Answer, body: dict[str, Any]) -> Iterable[str]:
        if self.path.startswith("/anthropic"):
            return forms.messages_events(answer) if body.get("stream") else [json.dumps(forms.messages(answer))]
        if self.path.endswith("/responses"):
            return [json.dumps(forms.responses(answer))]
        return forms.chat_events(answer, body) if body.get("stream") else [json.dumps(forms.chat(answer))]

    def _send(self, status: int, kind: str, parts: Iterable[str]) -> None:
        data = "".join(parts).encode()
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing."""


@contextmanager
def serving(at: datetime) -> Iterator[Loopback]:
    """The API at an instant, until the end of the block."""
    server = Loopback(HostedApi(at))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
