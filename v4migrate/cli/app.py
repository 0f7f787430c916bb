"""The program, and the one place where errors become a line on stderr and an exit code.

Importing this module must stay cheap: it imports typer only. Command modules do so too, and reach for their rooms when they run.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated, NoReturn

import typer

from v4migrate.cli.commands import Commands, add_lines
from v4migrate.cli.streams import unwritten
from v4migrate.errors import V4MigrateError, trouble
from v4migrate.exit_codes import ExitCode

EPILOG = (
    "Start here: v4migrate scan .  then  v4migrate rewrite --diff .  then  v4migrate shadow --days 7\n\n"
    "Exit codes: 0 clean or GO · 1 findings or NO-GO · 2 usage or input · 3 a person must decide · 4 incomplete · 5 defect"
)

app = typer.Typer(
    name="v4migrate",
    cls=Commands,
    help="Move a code base and its traffic from DeepSeek V3.2 to V4, and prove that the move is good.",
    epilog=EPILOG,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help pages: rich ones take half as long again to appear
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120},
)
add_lines(app)


_INTERRUPTED = 130  # what typer makes of Ctrl-C


def _print_version(wanted: bool) -> None:
    if wanted:
        from v4migrate import __version__

        typer.echo(f"v4migrate {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Options that stand before the command."""


def run(arguments: Sequence[str] | None = None) -> ExitCode:
    """Run one command line and answer with its exit code. Never raises, never shows a traceback unless V4MIGRATE_DEBUG is set.

    What the streams did not take makes the code INCOMPLETE, whatever the command thinks of its work.
    """
    ended: BaseException | None = None
    try:
        code = _run(arguments)
    except OSError as error:
        ended, code = error, ExitCode.INTERNAL
    lost = unwritten(ended)
    if lost:
        if not isinstance(lost.error, BrokenPipeError):
            _say(f"{lost.name}: cannot be written: {trouble(lost.error)}; what was finished is kept")
        return ExitCode.INCOMPLETE
    if ended is not None:
        return _defect(ended)
    return code


def _run(arguments: Sequence[str] | None) -> ExitCode:
    """The same, for all that is not the streams' fault. Raises OSError where nothing better is known of one."""
    try:
        result = app(args=arguments, prog_name="v4migrate", standalone_mode=False)
        if result == _INTERRUPTED:
            raise KeyboardInterrupt
        return ExitCode(result) if isinstance(result, int) else ExitCode.OK
    except V4MigrateError as error:
        _say(str(error))
        return error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        _say("interrupted; what was finished is kept")
        return ExitCode.INCOMPLETE
    except (
        BrokenPipeError,
        SystemExit,
    ):  # the reader of our output went away, e.g. `| head`; rich makes it a SystemExit
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115 - keeps the interpreter's last flush quiet
        return ExitCode.INCOMPLETE
    except typer.TyperException as error:
        if (
            type(error).__name__ == "NoArgsIsHelpError"
        ):  # a command group without a command: its message is the help page
            print(error.format_message(), file=sys.stderr)  # noqa: T201
            return ExitCode.USAGE
        message = " ".join(error.format_message().split())
        if message:  # empty when no command was given: the help was printed instead
            stop = "" if message.endswith((".", "?")) else "."
            _say(f"{message}{stop} See: {_path(error)} --help")
        return ExitCode.USAGE
    except OSError:
        raise
    except Exception as error:
        return _defect(error)


def _defect(error: BaseException) -> ExitCode:
    if os.environ.get("V4MIGRATE_DEBUG"):
        raise error
    _say(
        f"internal error: {type(error).__name__}: {error} (a defect; set V4MIGRATE_DEBUG=1 for the traceback and report it)"
    )
    return ExitCode.INTERNAL


def main() -> NoReturn:
    """Entry point of the `v4migrate` script."""
    code = run()
    gc.freeze()  # the process ends here: an interpreter that looks for garbage first takes a sixth of a start for it
    sys.exit(code)


def _say(message: str) -> None:
    for line in message.splitlines():
        shown = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in line)  # a name may hold anything
        with suppress(OSError):  # stderr, too, may be full or gone
            print(f"v4migrate: {shown}", file=sys.stderr)  # noqa: T201


def _path(error: object) -> str:
    context = getattr(error, "ctx", None)
    return context.command_path if context else "v4migrate"
