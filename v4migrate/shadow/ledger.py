"""The append-only ledger of a run: what was sent, what it may cost, what came back.

One JSON object per line, each on the disk before the next step is taken:

    {"kind": "sent", "id": …, "reserved_usd": "0.0012" or null}     before an attempt leaves
    {"kind": "answered", "id": …, "reply": {…}, "spent_usd": …}     after its answer is complete

A line that a crash left half-written is cut off when the ledger is opened again. An answered record is never sent again; one that was
sent and never answered may have been billed, so its reservation stays spent and it is sent once more.
"""

from __future__ import annotations

import fcntl
import json
import os
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from v4migrate.errors import InputError, UsageError
from v4migrate.shadow.reply import Reply, reply_from

FILE = "ledger.jsonl"


class Ledger:
    """`with Ledger(folder) as ledger: ledger.sent(id, reserved); ledger.answered(id, reply, spent)`."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self.replies: dict[str, Reply] = {}
        self.spent = Decimal()
        self.repeated = 0
        self._open: dict[str, Decimal] = {}
        self._file: BinaryIO | None = None

    def __enter__(self) -> Self:
        try:
            file = open(self.path, "a+b", opener=_private)
        except OSError as error:
            raise InputError(f"{self.path}: cannot be opened: {error.strerror}; mend its permissions") from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._load(file)
        except BlockingIOError as error:
            file.close()
            raise UsageError(
                f"{self.path.parent}: another run is at work in this folder; wait for it, or name another with --out"
            ) from error
        except BaseException:
            file.close()
            raise
        self._file = file
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    @property
    def committed(self) -> Decimal:
        """USD spent, plus what is reserved for attempts that are under way."""
        return self.spent + sum(self._open.values(), Decimal())

    def sent(self, record_id: str, reserved: Decimal | None) -> None:
        """Note an attempt before it leaves."""
        self._append({"kind": "sent", "id": record_id, "reserved_usd": None if reserved is None else str(reserved)})

    def answered(self, record_id: str, reply: Reply, spent: Decimal | None) -> None:
        """Settle an attempt. `spent` None keeps the reservation: nobody knows what was billed."""
        self._append(
            {
                "kind": "answered",
                "id": record_id,
                "spent_usd": None if spent is None else str(spent),
                "reply": reply.document(),
            }
        )

    def _append(self, entry: dict[str, Any]) -> None:
        assert self._file is not None, "the ledger is used as a context manager"
        self._file.write(json.dumps(entry).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        self._apply(entry)

    def _load(self, file: BinaryIO) -> None:
        file.seek(0)
        whole = 0
        for number, line in enumerate(file, 1):
            if not line.endswith(b"\n"):
                file.truncate(whole)
                break
            whole += len(line)
            try:
                self._apply(json.loads(line))
            except (ValueError, KeyError, TypeError, ArithmeticError) as error:
                raise InputError(
                    f"{self.path}:{number}: not a ledger entry ({error}); the file was changed by hand, start anew with --out"
                ) from error
        # what is still open was sent by a run that died: it may have been billed
        self.spent = self.committed
        self.repeated += len(self._open)
        self._open.clear()

    def _apply(self, entry: dict[str, Any]) -> None:
        record_id = entry["id"]
        if entry["kind"] == "sent":
            if record_id in self._open:  # an earlier attempt without an answer
                self.spent += self._open[record_id]
                self.repeated += 1
            self._open[record_id] = Decimal(entry["reserved_usd"] or 0)
            return
        reserved = self._open.pop(record_id, Decimal())
        spent = entry["spent_usd"]
        self.spent += reserved if spent is None else Decimal(spent)
        self.replies[record_id] = reply_from(entry["reply"])


def _private(path: str, flags: int) -> int:
    """Answers are nobody else's business."""
    return os.open(path, flags, 0o600)
