"""Entry point of the `v4migrate` script: in a large work tree git lists the files while the program itself still loads."""

from __future__ import annotations

# `signal` without its names: those take longer to load than all that is needed before a word can be said.
import _signal  # type: ignore[import-not-found]
import gc
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType
    from typing import Any, NoReturn

_LISTING = {"scan", "lint"}
_STOPPABLE = _LISTING | {"rewrite"}
_GARBAGE = (
    50_000,
    20,
    100,
)  # objects, and rounds, between two searches; as Python has it, they are a tenth of a small scan
_NO_LIST = {"--since", "--staged", "--help", "-h"}  # git is asked something else, or nothing


def main() -> NoReturn:
    """Runs the command line and ends the process with its exit code."""
    before = _met_early()
    from contextlib import nullcontext

    from v4migrate.cli.ending import ends_like_ctrl_c
    from v4migrate.exit_codes import ExitCode

    gc.set_threshold(*_GARBAGE)
    if None in (sys.stdin, sys.stdout, sys.stderr):
        from v4migrate.cli.streams import open_closed

        open_closed()
    for number, handler in before.items():
        _signal.signal(number, handler)
    try:
        with ends_like_ctrl_c(for_good=True) if _STOPPABLE.intersection(sys.argv[1:2]) else nullcontext():
            _run()
    except SystemExit as end:
        if _STOPPABLE.isdisjoint(sys.argv[1:2]):
            raise
        _leave(end.code)
    except KeyboardInterrupt:  # before the command itself could begin: later it says what it has found
        sys.stderr.write(_TOO_EARLY)
        sys.exit(ExitCode.INCOMPLETE)


def _leave(code: Any) -> NoReturn:
    """All is written and no process waits: to tidy up the memory takes a tenth of a start."""
    os._exit(code)


_TOO_EARLY = "v4migrate: interrupted before anything was done\n"


def _met_early() -> dict[int, Any]:
    """From here on a signal is met in words, not with a traceback. Answers with how those that are not ignored were met before."""
    before: dict[int, Any] = {}
    for number in (_signal.SIGINT, _signal.SIGTERM):
        handler = _signal.getsignal(number)
        if handler in (_signal.default_int_handler, _signal.SIG_DFL):
            _signal.signal(number, _end)
            before[number] = handler
    return before


def _end(number: int, frame: FrameType | None) -> NoReturn:
    """Nothing has begun that would have to be cleaned up."""
    try:
        os.write(2, _TOO_EARLY.encode())
    finally:
        os._exit(4)  # ExitCode.INCOMPLETE, which takes as long to load as the rest


def _run() -> NoReturn:
    from v4migrate.cli.ending import stop_if_asked, uninterrupted

    with uninterrupted():  # no git is started that nobody knows of
        is_asked = _ask(sys.argv[1:])
    _want_no_plugins()
    try:
        stop_if_asked()
        from v4migrate.cli import app

        app.main()
    finally:
        if is_asked:
            from v4migrate.scan.files.git_list import forget

            forget()  # whatever has become of the command


def _want_no_plugins() -> None:
    """Else pydantic looks for plugins in every installed package, which takes the longer the more there are, and none is for us."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # Even then its loader of plugins is loaded, and with it all that reads the metadata of packages: a twentieth of a start.
    loader = type(sys)("pydantic.plugin._loader")
    loader.get_plugins = tuple  # type: ignore[attr-defined]
    sys.modules.setdefault(loader.__name__, loader)


def _ask(arguments: Sequence[str]) -> bool:
    """Only a guess at what the command line says: where it is wrong, an answer of git is not wanted, or is asked for later."""
    if arguments[:1] == [] or arguments[0] not in _LISTING:
        return False
    rest = arguments[1:]
    if any(one.partition("=")[0] in _NO_LIST for one in rest):
        return False
    from pathlib import Path

    from v4migrate.scan.files.git_list import ask_ahead

    named = [one for one in rest if not one.startswith("-")]
    ask_ahead([Path(one) for one in named if os.path.exists(one)] or [Path()])  # noqa: PTH110 - raises nothing
    return True
