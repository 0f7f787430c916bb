"""`v4migrate local-serve`: the bundled V4-Flash engine as an OpenAI-style server, in the foreground."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from v4migrate.cli.common import ConfigOption, JsonOption, KeepName, KeepOption, TargetOption

_WARNING = "DEMONSTRATION WEIGHTS: the answers show that the engine runs, they are not V4's. Name real weights with --checkpoint."


def command(
    checkpoint: Annotated[
        Path | None, typer.Option(help="Folder of a V4-Flash checkpoint (default: demonstration weights).")
    ] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on (default: 127.0.0.1).")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port to listen on; 0 = any free one (default: 8046).")
    ] = None,
    keep: KeepOption = KeepName.PACKED,
    context: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Longest sequence in tokens, prompt and answer together; refused before loading where memory for it is missing "
            "(default: the model's own, with memory looked for as it is needed).",
        ),
    ] = None,
    target: TargetOption = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Serve the local engine until Ctrl-C. Point any OpenAI client at the printed base URL."""
    from v4migrate.cli.common import open_rulebook
    from v4migrate.cli.engine_process import require_engine
    from v4migrate.config import load_configuration
    from v4migrate.errors import BackendError

    require_engine("v4migrate local-serve")

    from local_engine import yield_cores

    yield_cores()

    from local_engine.config import Config
    from local_engine.demo import demo_checkpoint
    from local_engine.errors import EngineError

    configuration = load_configuration(explicit=config)
    settings = configuration.settings
    name = open_rulebook(configuration).target(settings.target if target is None else target)
    configured = settings.shadow.checkpoint
    weights = checkpoint or (configuration.resolve(configured) if configured else None)

    address = settings.serve.host if host is None else host
    try:
        from local_engine.server import serve  # reads the environment, and may refuse what it finds there

        folder = weights or demo_checkpoint()
        is_demonstration = Config.from_file(folder / "config.json").demonstration_weights
        announce = partial(_announce, name=name, is_demonstration=is_demonstration, json=json)
        with suppress(KeyboardInterrupt):  # the way to stop a server, not an accident
            serve(folder, address, settings.serve.port if port is None else port, name, announce, keep.value, context)
    except EngineError as error:
        raise BackendError(str(error)) from error


def _announce(base_url: str, *, name: str, is_demonstration: bool, json: bool) -> None:
    """Say that the server is ready, and loudly if its weights mean nothing."""
    from v4migrate.cli import render

    if json:
        render.print_json({"base_url": base_url, "model": name, "demonstration_weights": is_demonstration})
        return
    for line in _greeting(base_url, name):
        render.out().print(line, markup=False)
    if is_demonstration:
        render.out().print(_WARNING, style="bold yellow", markup=False)


def _greeting(base_url: str, name: str) -> list[str]:
    """What a person needs to go on."""
    lines = [f"Serving {name} at {base_url} (Ctrl-C stops it)", "", "Try it:"]
    body = f'{{"model": "{name}", "messages": [{{"role": "user", "content": "Hello"}}], "max_tokens": 32}}'
    lines.append(f"  curl {base_url}/chat/completions -H 'Content-Type: application/json' -d '{body}'")
    return lines
