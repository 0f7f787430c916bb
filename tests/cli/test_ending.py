"""Ctrl-C and SIGTERM: the first ends the work at a point that can bear it, the second is passed over, the third ends all at once."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator

import pytest

from v4migrate.cli import ending
from v4migrate.errors import RunIncomplete

pytestmark = pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "sigterm"])


@pytest.fixture(autouse=True)
def met() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    with ending.ends_like_ctrl_c():
        yield
    signal.signal(signal.SIGINT, before)


def test_first_one_raises(number: int) -> None:
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(number)


def test_one_that_follows_is_passed_over_and_the_third_is_not(number: int) -> None:
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(number)
    signal.raise_signal(number)
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(number)


def test_it_waits_for_a_point_that_can_bear_it(number: int) -> None:
    steps = []
    with ending.uninterrupted():
        signal.raise_signal(number)
        signal.raise_signal(number)  # a wrapper hands it on
        steps.append("whole")
        with pytest.raises(KeyboardInterrupt), ending.interruptible():
            steps.append("begun")
        ending.stop_if_asked()  # it was met
    assert steps == ["whole"]


def test_what_may_be_broken_off_is_broken_off(number: int) -> None:
    steps = []
    with ending.uninterrupted():
        with pytest.raises(KeyboardInterrupt), ending.interruptible():
            steps.append("begun")
            signal.raise_signal(number)
            steps.append("whole")
        steps.append("after")
    assert steps == ["begun", "after"]


def test_a_loop_asks(number: int) -> None:
    with ending.uninterrupted():
        ending.stop_if_asked()
        signal.raise_signal(number)
        assert ending.is_asked()
        with pytest.raises(KeyboardInterrupt):
            ending.stop_if_asked()


def test_what_will_not_end_is_ended_by_the_third(number: int) -> None:
    with ending.uninterrupted():
        signal.raise_signal(number)
        signal.raise_signal(number)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(number)


def test_one_that_comes_when_all_is_done_is_passed_over(number: int) -> None:
    ending.finished()
    signal.raise_signal(number)


def test_one_that_nothing_can_raise_waits_and_is_not_shown(number: int, capsys: pytest.CaptureFixture[str]) -> None:
    class Finalized:
        def __del__(self) -> None:
            signal.raise_signal(number)

    Finalized()
    assert ending.is_asked()
    with pytest.raises(KeyboardInterrupt):
        ending.stop_if_asked()
    assert capsys.readouterr().err == ""


def test_what_else_cannot_be_raised_is_shown_as_ever(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = []
    monkeypatch.setattr(sys, "unraisablehook", lambda lost: shown.append(lost.exc_type))

    class Finalized:
        def __del__(self) -> None:
            raise ZeroDivisionError

    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with ending.ends_like_ctrl_c():
        Finalized()
    assert shown == [ZeroDivisionError]


def test_it_is_told_in_words(number: int) -> None:
    with pytest.raises(RunIncomplete, match=r"^not yet$"), ending.told("not yet"):
        signal.raise_signal(number)


def test_a_command_within_the_script_changes_nothing_and_the_end_gives_it_back(number: int) -> None:
    inner = signal.getsignal(number)
    with ending.ends_like_ctrl_c():
        assert signal.getsignal(number) == inner
    assert signal.getsignal(number) == inner


def test_what_is_ignored_in_the_background_stays_ignored(number: int) -> None:
    before = signal.signal(signal.SIGTERM, signal.SIG_DFL), signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with ending.ends_like_ctrl_c():
            assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    finally:
        signal.signal(signal.SIGTERM, before[0])
        signal.signal(signal.SIGINT, before[1])
