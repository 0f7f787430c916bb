"""OpenAI-style request/response logs: one JSON object per line, as most home-made middleware writes them.

The answer is a chat completion body, a list of stream chunks, or raw server-sent events as text. Names that loggers commonly use
for the same thing are accepted (see the tuples below); what is absent stays unknown.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from v4migrate.traffic.completion import answer_of, assemble, is_nested_deeper, name_of, sse_chunks, usage_of
from v4migrate.traffic.exchange import UNKNOWN, Answer, Exchange, Usage

_REQUEST = ("request", "body", "req", "input", "request_body")
_RESPONSE = ("response", "res", "output", "response_body")
_TIME = ("ts", "timestamp", "time", "created_at", "request_time")
_CUT_MARKS = ("litellm_truncated", "[log cut here", "[truncated", "...[truncated")
_EPOCH_UNITS = ((1e17, 1e9), (1e14, 1e6), (1e11, 1e3), (0.0, 1.0))  # least value of a unit, units per second
_DEEPEST = 100  # levels; what comes after the reader walks the request by recursion


class Malformed(Exception):
    """Why a line is no exchange; the text becomes the reason in the rejects file."""


def read_line(raw: bytes, source: str) -> Exchange:
    """One line of a log. `source` is `file:line`. Raises Malformed, and nothing else."""
    try:
        record = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise Malformed(f"not UTF-8 at byte {error.start}") from error
    except (ValueError, RecursionError) as error:
        raise Malformed(f"not JSON: {error}") from error
    if not isinstance(record, dict):
        raise Malformed(f"expected an object, found {type(record).__name__}")
    try:
        return _exchange(record, source)
    except (ValueError, TypeError, AttributeError, KeyError, OverflowError, RecursionError) as error:
        raise Malformed(f"not a chat exchange: {error}") from error


def _exchange(record: dict[str, Any], source: str) -> Exchange:
    request = _first(record, _REQUEST)
    if not isinstance(request, dict):
        raise Malformed(f"no request object; expected one of the keys {', '.join(_REQUEST)}")
    model = request.get("model") or record.get("model")
    if not isinstance(model, str) or not model:
        raise Malformed("the request names no model")
    body = _body(record)
    if is_nested_deeper(request, _DEEPEST) or is_nested_deeper(body, _DEEPEST):
        raise Malformed(f"nested deeper than {_DEEPEST} levels")
    ts = _instant(_first(record, _TIME) or body.get("created"))
    status = _status(record, body)
    failed = bool(body.get("error")) or status is None or status >= 400
    answer = None if failed or not body else answer_of(body)
    if not failed and answer is None:
        raise Malformed("no response, and no error that explains it")
    return Exchange(
        record_id=_identity(record, ts, request, body),
        ts=ts,
        source=source,
        base_url=_optional(record.get("base_url") or record.get("api_base") or record.get("host")),
        session=str(record.get("session") or record.get("session_id") or record.get("user") or source),
        user=_optional(record.get("user")),
        route=str(record.get("route") or record.get("path") or UNKNOWN),
        model_requested=model,
        model_served=name_of(body.get("model")),
        generation=UNKNOWN,
        stream=bool(request.get("stream")),
        request=request,
        answer=answer,
        usage=usage_of(body) or _flat_usage(record),
        status=status,
        error=_error(record, body) if answer is None else None,
        latency_ms=_latency(record.get("latency_ms")),
        not_replayable=_cannot_replay(request, answer),
    )


def _body(record: dict[str, Any]) -> dict[str, Any]:
    """The chat completion of the record, assembled if it was a stream; empty when there was none."""
    events = record.get("response_sse")
    response = _first(record, _RESPONSE)
    if events is None and isinstance(response, str) and response.lstrip().startswith((":", "data:")):
        events = response
    if isinstance(events, str):
        return assemble(sse_chunks(events.splitlines()))
    if isinstance(response, list):
        return assemble(response)
    if response is None:
        return {}
    if not isinstance(response, dict):
        raise Malformed(f"the response is a {type(response).__name__}, not an object")
    return response


def _first(record: dict[str, Any], keys: Sequence[str]) -> Any:
    return next((record[key] for key in keys if record.get(key) is not None), None)


def _optional(value: Any) -> str | None:
    return None if value is None or value == "" else str(value)


def _status(record: dict[str, Any], body: dict[str, Any]) -> int | None:
    """HTTP status as recorded; 200 is implied only by a body with choices and no error."""
    status = record.get("status", record.get("status_code"))
    if isinstance(status, int) and not isinstance(status, bool):
        return status
    return 200 if status is None and body.get("choices") and not record.get("error") else None


def _error(record: dict[str, Any], body: dict[str, Any]) -> str:
    error = body.get("error") or record.get("error")
    if isinstance(error, dict):
        error = error.get("message") or error.get("code")
    return str(error or "failed without a message")


def _latency(value: Any) -> int | None:
    usable = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return round(value) if usable else None


def _instant(value: Any) -> datetime:
    """ISO 8601 with an offset, or an epoch in s, ms, us or ns; UTC. Raises Malformed."""
    if isinstance(value, str) and not value.replace(".", "", 1).isdigit():
        try:
            parsed = datetime.fromisoformat(value)
        except ValueError as error:
            raise Malformed(f"time '{value[:40]}' is not ISO 8601") from error
        if parsed.tzinfo is None:
            raise Malformed(f"time '{value[:40]}' has no offset; write it with Z or +00:00")
        return parsed.astimezone(UTC)
    if value is None or isinstance(value, bool):
        raise Malformed(f"no time; expected one of the keys {', '.join(_TIME)}")
    number = float(value)
    if not math.isfinite(number):
        raise Malformed(f"time {number} is out of range")
    unit = next(unit for least, unit in _EPOCH_UNITS if abs(number) >= least)
    try:
        return datetime.fromtimestamp(number / unit, UTC)
    except (OSError, OverflowError, ValueError) as error:
        raise Malformed(f"time {value} is out of range") from error


def _flat_usage(record: dict[str, Any]) -> Usage | None:
    """Usage that a logger put beside the bodies."""
    return usage_of({"usage": record.get("usage")})


def _identity(record: dict[str, Any], ts: datetime, request: dict[str, Any], body: dict[str, Any]) -> str:
    """16 hex digits that stay the same however often and from wherever the record is read."""
    parts = [ts.isoformat(), record.get("session"), request, body.get("id"), body.get("choices")]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]


def _cannot_replay(request: dict[str, Any], answer: Answer | None) -> str | None:
    messages = request.get("messages")
    if not isinstance(messages, list) or not messages:
        return "the recorded request holds no messages"
    if any(not isinstance(message, dict) for message in messages):
        return "a recorded message is not an object"
    text = json.dumps(messages[-1])
    if any(mark in text for mark in _CUT_MARKS):
        return "the log cut the prompt, so a replay would ask something else"
    return None
