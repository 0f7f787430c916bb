"""Questions to git, and what its answers mean to a user."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Generator, Iterable
from pathlib import Path

from v4migrate.errors import InputError, NoWorkTree
from v4migrate.regex import regex

_ANCESTOR = regex(r"([^-~^][^~^]*)[~^][~^0-9]*")  # `HEAD~1`, `main^^`


class Git:
    """The work tree that a folder belongs to. Raises NoWorkTree where there is none, InputError where there is no git."""

    def __init__(self, folder: Path, option: str) -> None:
        self.option = option  # what asked for git, for messages
        self._folder = folder
        self.top = Path(os.fsdecode(self.ask("rev-parse", "--show-toplevel").removesuffix(b"\n")))
        self._folder = self.top

    def ask(self, *arguments: str, sent: bytes | None = None) -> bytes:
        """What git prints. Raises InputError with what it says where it fails."""
        done = self._run(arguments, sent)
        if done.returncode:
            said = " ".join(done.stderr.decode("utf-8", "replace").split()).removeprefix("fatal: ")
            if "not a git repository" in said:
                raise NoWorkTree(f"{self.option}: {self._folder.resolve()} is in no git work tree; run it inside one")
            raise InputError(f"{self.option}: git {arguments[0]} failed: {said or f'exit code {done.returncode}'}")
        return done.stdout

    def contents(self, blobs: Iterable[str]) -> Generator[bytes, None, None]:
        """The content that git keeps under each of these names, one after the other."""
        command = self._command("cat-file", "--batch")
        # in a group of its own: Ctrl-C is not for git, whose answers are read to the end of one
        with subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, process_group=0
        ) as process:
            assert process.stdin and process.stdout
            for blob in blobs:
                process.stdin.write(blob.encode("ascii") + b"\n")
                process.stdin.flush()
                _, _, size = process.stdout.readline().split()
                yield process.stdout.read(int(size))
                process.stdout.read(1)

    def succeeds(self, *arguments: str) -> bool:
        """Does git answer at all?"""
        return self._run(arguments, None).returncode == 0

    def fork_point(self, ref: str) -> str:
        """The commit at which the history of HEAD and of `ref` part. Raises InputError with the way to mend it."""
        if ref.startswith("-") or not self.succeeds("rev-parse", "--quiet", "--verify", f"{ref}^{{commit}}"):
            raise InputError(f"{self.option}: no commit '{ref}' here; {self._mend(ref)}")
        if not self.succeeds("rev-parse", "--quiet", "--verify", "HEAD"):
            raise InputError(f"{self.option}: nothing is committed on this branch yet; scan without it")
        if not self.succeeds("merge-base", ref, "HEAD"):
            raise InputError(f"{self.option}: '{ref}' and HEAD have no commit in common here; {self._mend(ref)}")
        return self.ask("merge-base", ref, "HEAD").decode("ascii").strip()

    def _mend(self, ref: str) -> str:
        """A shallow clone lacks the older commits, and that is nearly always what is wrong in CI."""
        if self.ask("rev-parse", "--is-shallow-repository").strip() == b"true":
            return "the clone is shallow: git fetch --unshallow, or fetch-depth: 0 at actions/checkout"
        start = _ANCESTOR.match(ref)
        if start and self.succeeds("rev-parse", "--quiet", "--verify", f"{start[1]}^{{commit}}"):
            number = int(self.ask("rev-list", "--count", "--first-parent", start[1]))
            commits = "1 commit" if number == 1 else f"{number:,} commits"
            return f"the history of '{start[1]}' is {commits} long; name one that git log shows"
        named = "name a commit, tag or branch that git log shows"
        if not self.ask("remote"):
            return named
        remote = "origin" if b"origin" in self.ask("remote").split() else os.fsdecode(self.ask("remote").split()[0])
        return f"{named}, or fetch it: git fetch {remote} {ref.removeprefix(f'{remote}/')}"

    def _command(self, *arguments: str) -> list[str]:
        settings = (
            "-c",
            "core.quotePath=true",
            "-c",
            "core.fsmonitor=false",
        )  # a monitor is a program of the repository's own
        return ["git", "-C", str(self._folder), *settings, *arguments]

    def _run(self, arguments: tuple[str, ...], sent: bytes | None) -> subprocess.CompletedProcess[bytes]:
        command = self._command(*arguments)
        quiet = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
        try:
            return subprocess.run(command, input=sent, capture_output=True, check=False, env=quiet)  # noqa: S603
        except OSError as error:
            raise InputError(f"{self.option}: git cannot be run: {error.strerror}; install git") from error
