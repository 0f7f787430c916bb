"""Every error that v4migrate raises on purpose.

    V4MigrateError                 one line: what, where, how to mend it
    ├── UsageError                 the command line asks for something impossible
    ├── ConfigError                v4migrate.toml or [tool.v4migrate] is wrong
    ├── RulebookError              a file under rules/ (or a user's pack) is wrong
    ├── UnknownFact                a look-up that the facts cannot answer
    ├── InputError                 a file that the user named cannot be used
    │   ├── TrafficError           no traffic, or none that can be read
    │   └── NoWorkTree             a folder that no git work tree holds
    ├── EditRefused                an edit that would not be provably right
    ├── MissingExtra               a command needs a part that is not installed
    ├── BackendError               the candidate (hosted API or local engine) cannot be reached or started
    └── RunIncomplete              the work stopped before its end; what was done is kept

The command line turns each into one line on stderr and the exit code of its class.
"""

from __future__ import annotations

import errno
from typing import ClassVar

from v4migrate.exit_codes import ExitCode


class V4MigrateError(Exception):
    """Base of the tree. `str(error)` is one line that a user can act on."""

    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


class UsageError(V4MigrateError):
    """The command line asks for something that cannot be done."""


class ConfigError(V4MigrateError):
    """The configuration file is wrong; the message names file, line and key."""


class RulebookError(V4MigrateError):
    """A rule or fact file is wrong; the message holds one `file:line: problem` per line."""


class UnknownFact(V4MigrateError):
    """The facts do not cover the question. Never answered with a guess or with 0."""


class InputError(V4MigrateError):
    """A file or folder that the user named cannot be used."""


class TrafficError(InputError):
    """There is no recorded traffic to work on, or none of it can be read."""


class NoWorkTree(InputError):
    """Git was asked about a folder that no work tree holds."""


class EditRefused(V4MigrateError):
    """An edit would overlap another one or break the file; nothing was changed."""


class MissingExtra(V4MigrateError):
    """A heavy part is not installed; the message holds the command that installs it."""

    def __init__(self, command: str, extra: str, module: str) -> None:
        super().__init__(
            f"{command} needs the '{extra}' extra (module {module} is not installed); "
            f"install it with: pip install 'v4migrate[{extra}]'"
        )


_MEND = {
    errno.EACCES: "mend its permissions",
    errno.EPERM: "mend its permissions",
    errno.ELOOP: "its links lead in a circle: remove one of them",
    errno.ENAMETOOLONG: "shorten the name",
    errno.ENOENT: "make its folder first",
    errno.ENOTDIR: "what stands before its name is no folder",
    errno.EISDIR: "name a file",
    errno.ENOSPC: "make room on the disk",
    errno.EDQUOT: "make room on the disk",
    errno.EROFS: "nothing can be written to that disk",
    errno.EIO: "the disk has a fault",
    errno.EMFILE: "raise the limit of open files (ulimit -n)",
    errno.EBADF: "it is closed: open it, or send it elsewhere",
}


def trouble(error: OSError) -> str:
    """What the system says, and how to mend it: `Permission denied; mend its permissions`."""
    said = error.strerror or str(error)
    mend = _MEND.get(error.errno or 0)
    return f"{said}; {mend}" if mend else said


class BackendError(V4MigrateError):
    """The candidate side cannot be reached or started."""


class RunIncomplete(V4MigrateError):
    """The work stopped before its end. What was finished is kept and a second call resumes."""

    exit_code = ExitCode.INCOMPLETE
