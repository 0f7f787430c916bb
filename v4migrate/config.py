"""The user's settings: `v4migrate.toml`, or `[tool.v4migrate]` in `pyproject.toml`, checked field by field.

The nearest file upwards from the working directory is used; in one folder `v4migrate.toml` wins. Options on the command line win
over both. `v4migrate init` writes a commented file from the descriptions below, so that file never drifts from this module.
"""

import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, Field

from v4migrate.errors import ConfigError, InputError, trouble
from v4migrate.rulebook.document import Data, DocumentProblem, Loc, validate
from v4migrate.rulebook.schema import Severity

OWN_FILE = "v4migrate.toml"


def _instant(written: Any) -> Any:
    """A day means its start, and what names no zone is meant in UTC. As a text it is read as well, by the same form."""
    try:
        read = datetime.fromisoformat(written) if isinstance(written, str) else written
    except ValueError:
        read = None
    if isinstance(read, date) and not isinstance(read, datetime):
        read = datetime.combine(read, time(), UTC)
    if not isinstance(read, datetime):
        raise ValueError(f"{written!r} is no date; write e.g. facts_date = 2026-11-24, or 2026-11-24T12:00:00Z")
    return read if read.tzinfo else read.replace(tzinfo=UTC)


class PathSuppressionSettings(Data):
    """Findings that are accepted in some files, and why."""

    paths: list[str] = Field(
        min_length=1, description="files, in the syntax of .gitignore, from the root of the project"
    )
    rules: list[str] = Field([], description="rules (id or code) or topics; empty = every rule")
    reason: str = Field(min_length=1, description="why they are accepted")


class ScanSettings(Data):
    """What `scan` looks at and when it fails."""

    fail_on: Literal["error", "warning", "info", "never"] = Field(
        "warning", description="the least severity that makes `scan` exit with 1"
    )
    exclude: list[str] = Field([], description="paths to leave out, in the syntax of .gitignore")
    select: list[str] = Field(
        [],
        description="only findings of these rules (id or code), topics or severities, here and in `rewrite`; empty = all",
    )
    ignore: list[str] = Field([], description="no findings of these rules, topics or severities")
    baseline: str | None = Field(None, description="file of findings that are known and accepted; absent = none")
    suppress: list[PathSuppressionSettings] = Field(
        [], description="findings to accept in some files; a table for each, `rules` may be left out"
    )


class PathRewriteSettings(Data):
    """What `rewrite` writes in some files; what is left out is as everywhere."""

    paths: list[str] = Field(
        min_length=1, description="files, in the syntax of .gitignore, from the folder of this file"
    )
    target: str | None = Field(None, description="the model name for them")
    upgrade: Literal["same", "pro"] | None = Field(None, description="as in [rewrite]")
    map: dict[str, str] = Field({}, description="as in [rewrite]")
    policy: Literal["keep-running", "keep-behaviour"] | None = Field(None, description="as in [rewrite]")


class RewriteSettings(Data):
    """What `rewrite` writes, and what `scan` says that it would."""

    upgrade: Literal["same", "pro"] = Field(
        "same",
        description="ids that thought (deepseek-reasoner): the same model as the others, or pro: an upgrade at several times the price",
    )

    policy: Literal["keep-running", "keep-behaviour"] = Field(
        "keep-running",
        description="a rename whose thinking switch cannot be placed: made and reported, or held back",
    )
    map: dict[str, str] = Field(
        {}, description='the new name for an old one, e.g. {"deepseek-reasoner" = "deepseek-v4-pro"}; --map adds to it'
    )
    paths: list[PathRewriteSettings] = Field(
        [], description="another target, upgrade, map or policy for some files; of several that match, a later one wins"
    )


class Margins(Data):
    """How much worse V4 may be, fixed before results are seen. Shares are in percentage points, ratios are V4 / V3.2."""

    success: float = Field(0.5, gt=0, description="answered without an error, pp")
    json_valid: float = Field(0.5, gt=0, description="JSON-mode answers that parse, pp")
    tool_call: float = Field(1.0, gt=0, description="tool calls with the same names and arguments, pp")
    not_empty: float = Field(0.5, gt=0, description="answers that hold text or a tool call, pp")
    complete: float = Field(1.0, gt=0, description="answers not cut by the output cap, pp")
    cost_ratio: float = Field(1.0, gt=0, description="cost of the week, ratio")


class ShadowSettings(Data):
    """Where traffic comes from and what it is replayed against."""

    traffic: list[str] = Field([], description="files or folders of recorded exchanges (.jsonl)")
    days: int = Field(
        7, ge=1, description="how many days of the recording to replay, counted back from its newest exchange"
    )
    backend: str = Field("local", description="'local' (the bundled engine) or the base URL of an OpenAI-style API")
    checkpoint: str | None = Field(
        None, description="folder of a V4-Flash checkpoint for the local engine; absent = demonstration weights"
    )
    api_key_env: str = Field(
        "DEEPSEEK_API_KEY", description="environment variable that holds the key of a hosted backend"
    )
    max_output_tokens: int = Field(
        4096, ge=1, description="output cap sent with every replayed request that has none, or a larger one"
    )
    budget_usd: float | None = Field(
        None, gt=0, description="hard limit for the spending of one run on a hosted backend"
    )
    concurrency: int = Field(4, ge=1, le=64, description="requests in flight")
    margins: Margins = Field(default_factory=Margins.model_construct)


class ServeSettings(Data):
    """Where `local-serve` listens."""

    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8046, ge=0, le=65535, description="port to listen on; 0 = any free one")


class Settings(Data):
    """Everything that can be configured. The defaults of its tables are made without validators: most starts find no file."""

    profile: str = Field(
        "official",
        description="how to read the facts: official, guide-2026-04, or the name of a host; see `v4migrate rules --profiles`",
    )
    facts_date: Annotated[
        AwareDatetime | None,
        BeforeValidator(_instant),
        Field(description="read the facts as of this instant, for reproducible CI; absent = now"),
    ] = None
    target: str | None = Field(
        None, description="the model name that rewrites and replays use; absent = the rulebook's default"
    )
    facts_max_age_days: int = Field(
        90, ge=1, description="say so in one line when facts were last checked longer ago than this"
    )
    rules: list[str] = Field([], description="folders with rules, hosts and prices of your own")
    severity: dict[str, Severity] = Field(
        {}, description='another severity for a rule, by id or code, e.g. {"id-in-prose" = "warning"}'
    )
    scan: ScanSettings = Field(default_factory=ScanSettings.model_construct)
    rewrite: RewriteSettings = Field(default_factory=RewriteSettings.model_construct)
    shadow: ShadowSettings = Field(default_factory=ShadowSettings.model_construct)
    serve: ServeSettings = Field(default_factory=ServeSettings.model_construct)


@dataclass(frozen=True)
class Configuration:
    """Settings and the file they came from; relative paths in the settings are meant from its folder."""

    settings: Settings
    path: Path | None

    def resolve(self, written: str) -> Path:
        """A path as written in the configuration file."""
        base = self.path.parent if self.path else Path()
        return base / Path(written).expanduser()

    def where(self, *loc: str | int) -> str:
        """`file:line: 'key'`, for what is wrong with a value that the shape of the file does not tell."""
        assert self.path is not None
        line = _toml_line(self.path.read_text(encoding="utf-8"), _prefix(self.path), loc)
        return f"{self.path}:{line}: '{'.'.join(map(str, loc))}'"


def load_configuration(start: Path | None = None, explicit: Path | None = None) -> Configuration:
    """The settings in force for `start` (default: the working directory). Raises ConfigError (a line per problem), InputError."""
    if explicit is not None:
        return _read(explicit)
    try:
        here = (start or Path()).resolve()
    except FileNotFoundError as error:
        raise InputError("the working directory is gone; go to one that exists") from error
    for folder in _upwards(here):
        for name in (OWN_FILE, "pyproject.toml"):
            path = folder / name
            if os.path.isfile(path) and (name == OWN_FILE or _has_table(path)):  # noqa: PTH113
                return _read(path)
    return Configuration(Settings.model_construct(), None)


def _upwards(start: Path) -> Iterator[Path]:
    """`start` and its parents, up to the root of the work tree it is in."""
    folder = start if os.path.isdir(start) else start.parent  # noqa: PTH112 - raises nothing
    for current in (folder, *folder.parents):
        yield current
        if os.path.exists(current / ".git"):  # noqa: PTH110
            return


def _has_table(path: Path) -> bool:
    try:
        data = path.read_bytes()
    except OSError:  # somebody else's: nothing tells that it is meant for us
        return False
    return re.search(rb"(?m)^\s*\[tool\.v4migrate[\].]", data) is not None


def _read(path: Path) -> Configuration:
    import tomllib  # here, because most starts find no file

    try:
        text = path.read_text(encoding="utf-8")
        data = tomllib.loads(text)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ConfigError(f"{path}: no such configuration file; write one with: v4migrate init") from error
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {trouble(error)}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: cannot be read: {error}; save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from error
    prefix = _prefix(path)
    for part in prefix.split(".") if prefix else ():
        data = data.get(part, {})
    try:
        settings = validate(Settings, data, str(path), lambda loc: _toml_line(text, prefix, loc))
    except DocumentProblem as problem:
        raise ConfigError(str(problem)) from problem
    return Configuration(settings, path)


def _prefix(path: Path) -> str:
    """The table of a file that holds the settings."""
    return "tool.v4migrate" if path.name == "pyproject.toml" else ""


def _toml_line(text: str, prefix: str, loc: Loc) -> int:
    """1-based line of the key at `loc`, or of its table; tomllib keeps no positions."""
    table, line, want = "", 1, ".".join(str(part) for part in loc)
    entries: Counter[str] = Counter()
    for number, row in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*(\[\[?)([^\[\]]+)\]", row):
            table = header[2].strip().removeprefix(prefix).lstrip(".")
            if header[1] == "[[":
                entries[table] += 1
                table = f"{table}.{entries[table] - 1}"
            name = table
        elif key := re.match(r"\s*([\w-]+)\s*=", row):
            name = f"{table}.{key[1]}".lstrip(".")
        else:
            continue
        if name == want:
            return number
        if want.startswith(f"{name}."):
            line = number
    return line


def commented_file(target: str) -> str:
    """The text of a `v4migrate.toml` with every setting, its meaning and its default; every value commented out.

    `target` is the rulebook's default target, shown as the example of that setting.
    """
    lines = [
        "# v4migrate.toml: uncomment what you want to change. The same keys work in pyproject.toml under [tool.v4migrate].",
        "",
    ]
    lines += _table(Settings(), "", {"target": target})
    return "\n".join(lines).rstrip() + "\n"


def _table(settings: BaseModel, name: str, examples: dict[str, object]) -> list[str]:
    lines, tables = [], []
    for key, field in type(settings).model_fields.items():
        value = getattr(settings, key)
        if isinstance(value, BaseModel):
            inner = f"{name}.{key}".lstrip(".")
            tables += [f"[{inner}]", *(f"# {line}" for line in _summary(value)), *_table(value, inner, examples)]
            continue
        lines.append(f"# {field.description}")
        lines += _entry(f"{name}.{key}") if key in _ENTRIES else [f"# {key} = {_literal(key, value, examples)}"]
        lines.append("")
    return lines + tables


def _entry(name: str) -> list[str]:
    """An example of a table that may be there several times, set in a little: it is no default."""
    example = _ENTRIES[name.rpartition(".")[2]]
    return [f"#   [[{name}]]", *(f"#   {key} = {_toml(value)}" for key, value in example.items())]


def _toml(value: object) -> str:
    import json

    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {_toml(inner)}" for key, inner in value.items()) + "}"
    return json.dumps(value)


def _summary(value: BaseModel) -> list[str]:
    return (type(value).__doc__ or "").strip().splitlines()


def _literal(key: str, value: object, examples: dict[str, object]) -> str:
    """A default as TOML; a setting without one shows an example."""
    import json

    if key == "facts_date":
        return str(date.today())  # noqa: DTZ011 - the reader's own today
    return json.dumps((_EXAMPLES | examples)[key] if value is None else value)


_EXAMPLES: dict[str, object] = {
    "checkpoint": "models/my-checkpoint",
    "budget_usd": 5.0,
    "baseline": "v4migrate-baseline.json",
}
_ENTRIES: dict[str, dict[str, object]] = {
    "suppress": {"paths": ["legacy/**"], "rules": ["DS001"], "reason": "switched off in March"},
    "paths": {"paths": ["services/batch/**"], "upgrade": "pro", "policy": "keep-behaviour"},
}
