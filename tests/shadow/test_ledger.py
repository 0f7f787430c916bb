"""The ledger survives a kill: nothing answered is forgotten, nothing half-written is believed, no money is lost sight of."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from v4migrate.errors import InputError, UsageError
from v4migrate.shadow.ledger import FILE, Ledger
from v4migrate.shadow.reply import Reply

Make = Callable[..., Reply]


def test_answers_come_back(tmp_path: Path, reply: Make) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.sent("r1", Decimal("0.5"))
        ledger.answered("r1", reply(), Decimal("0.1"))
    with Ledger(tmp_path) as again:
        assert again.replies == {"r1": reply()}
        assert (again.spent, again.committed) == (Decimal("0.1"), Decimal("0.1"))


@pytest.mark.parametrize("cut", [1, 10, 60], ids="{}-bytes-missing".format)
def test_half_written_line_is_cut_off_and_sent_again(tmp_path: Path, reply: Make, cut: int) -> None:
    with Ledger(tmp_path) as ledger:
        for record in ("r1", "r2"):
            ledger.sent(record, None)
            ledger.answered(record, reply(), None)
    path = tmp_path / FILE
    path.write_bytes(path.read_bytes()[:-cut])
    with Ledger(tmp_path) as again:
        assert list(again.replies) == ["r1"]
        assert again.repeated == 1
        again.answered("r2", reply(), None)
    with Ledger(tmp_path) as third:
        assert list(third.replies) == ["r1", "r2"]


def test_sent_without_an_answer_may_have_been_billed(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.sent("r1", Decimal("0.5"))
        assert (ledger.spent, ledger.committed) == (Decimal(), Decimal("0.5"))
    with Ledger(tmp_path) as again:
        assert (again.spent, again.repeated) == (Decimal("0.5"), 1)


def test_unknown_bill_keeps_the_reservation(tmp_path: Path, reply: Make) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.sent("r1", Decimal("0.5"))
        ledger.answered("r1", reply(None), None)
        assert ledger.spent == Decimal("0.5")


def test_two_runs_cannot_share_a_folder(tmp_path: Path) -> None:
    with Ledger(tmp_path), pytest.raises(UsageError, match="another run is at work"), Ledger(tmp_path):
        pass


def test_changed_ledger_is_an_error_with_its_line(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b'{"kind": "sent", "id": "r1", "reserved_usd": null}\noops\n')
    with pytest.raises(InputError, match=r"ledger\.jsonl:2"), Ledger(tmp_path):
        pass
