"""`v4migrate shadow`: replay recorded V3.2 traffic against V4 and judge the difference."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from v4migrate.cli.common import AsOfOption, ConfigOption, JsonOption, ProfileOption, TargetOption

if TYPE_CHECKING:
    from v4migrate.config import Configuration

RUN_FOLDER = Path("shadow-run")


def command(
    traffic: Annotated[
        list[Path] | None,
        typer.Argument(help="Files or folders of recorded exchanges, .jsonl (default: the configured ones)."),
    ] = None,
    days: Annotated[
        int | None,
        typer.Option(min=1, help="Days of the recording to use, counted back from its newest exchange (default: 7)."),
    ] = None,
    backend: Annotated[
        str | None,
        typer.Option(help="'local' (the bundled engine), or the base URL of an OpenAI-style API (default: local)."),
    ] = None,
    checkpoint: Annotated[
        Path | None,
        typer.Option(help="Folder of a V4-Flash checkpoint for the local engine (default: demonstration weights)."),
    ] = None,
    target: TargetOption = None,
    max_output_tokens: Annotated[
        int | None, typer.Option(min=1, help="Output cap of requests that have none, or a larger one (default: 4096).")
    ] = None,
    concurrency: Annotated[int | None, typer.Option(min=1, max=64, help="Requests in flight (default: 4).")] = None,
    budget_usd: Annotated[
        float | None, typer.Option(min=0.000001, help="Hard limit for the spending of this run on a hosted backend.")
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(min=1, help="Replay only this many exchanges, the same ones every time (default: all)."),
    ] = None,
    accept_alias: Annotated[
        bool, typer.Option("--accept-alias", help="Also use exchanges that V4-Flash answered under an old name.")
    ] = False,
    out: Annotated[Path, typer.Option(help="Folder of the run: ledger and report.")] = RUN_FOLDER,
    profile: ProfileOption = None,
    as_of: AsOfOption = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Replay recorded V3.2 traffic against V4 and report cost, quality and a verdict: GO, NO-GO or REVIEW.

    A run that was interrupted goes on where it stopped when the same command is given again; nothing answered is sent twice.
    """
    from v4migrate.cli import render

    render.require("v4migrate shadow", "shadow", "httpx", "pandas", "rapidfuzz")

    from v4migrate.cli.candidate import check_backend
    from v4migrate.cli.common import instant, open_rulebook
    from v4migrate.cli.progress import counted
    from v4migrate.cli.shadow_run import Request, shadow_run
    from v4migrate.cli.verdict import conclude
    from v4migrate.config import load_configuration
    from v4migrate.shadow.folder import Identity
    from v4migrate.traffic.store import read

    configuration = load_configuration(explicit=config)
    settings = configuration.settings.shadow
    rulebook = open_rulebook(configuration, profile=profile, as_of=as_of)
    backend = backend or settings.backend
    check_backend(backend)
    weights = checkpoint or (configuration.resolve(settings.checkpoint) if settings.checkpoint else None)
    chosen = rulebook.target(configuration.settings.target if target is None else target)
    days = days or settings.days
    with counted("Reading", None, silent=json) as step:
        recording = read(
            _paths(traffic, configuration), rulebook.facts, days=days, accept_alias=accept_alias, on_line=step
        )
    identity = Identity(
        traffic=recording.digest,
        days=days,
        accept_alias=accept_alias,
        limit=limit,
        target=chosen,
        backend=backend,
        checkpoint=None if weights is None or backend != "local" else weights.as_posix(),
        max_output_tokens=max_output_tokens or settings.max_output_tokens,
        as_of=instant(as_of) or configuration.settings.facts_date,
        profile=rulebook.profile.name,
        margins=settings.margins,
    )
    request = Request(
        identity=identity,
        folder=out,
        checkpoint=weights,
        key_variable=settings.api_key_env,
        concurrency=concurrency or settings.concurrency,
        budget_usd=budget_usd or settings.budget_usd,
        silent=json,
    )
    raise typer.Exit(conclude(shadow_run(request, recording, rulebook), out, json=json))


def _paths(named: list[Path] | None, configuration: Configuration) -> list[Path]:
    from v4migrate.errors import TrafficError

    paths = named or [configuration.resolve(written) for written in configuration.settings.shadow.traffic]
    if not paths:
        raise TrafficError(
            "no recorded traffic: name .jsonl files or folders (one request with its response per line), "
            "or set traffic under [shadow] in v4migrate.toml"
        )
    return paths
