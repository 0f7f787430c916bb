"""`v4migrate local-weights plan`: does it fit, where does each part live, how long does a token take; and the claims as arithmetic."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from v4migrate.cli.common import JsonOption, KeepName, KeepOption

if TYPE_CHECKING:
    from local_engine.config import Config
    from local_engine.plan import Plan
    from local_engine.storage import Storage

DEFAULT_CONTEXT = 32768


class ModelName(StrEnum):
    """A released model whose configuration is at hand."""

    FLASH = "flash"
    FLASH_0731 = "flash-0731"
    PRO = "pro"


DeviceOption = Annotated[
    list[str] | None,
    typer.Option(
        "--device", help="KIND:MEMORY, fastest first, e.g. cuda:80GB,cuda:80GB,cpu:64GB (default: free memory here)."
    ),
]
BandwidthOption = Annotated[
    list[str] | None,
    typer.Option(
        "--bandwidth", help="KIND:RATE, e.g. cuda:2TB/s,cpu:40GB/s,disk:3GB/s (default: cpu and disk measured here)."
    ),
]


def plan(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="Folder of a checkpoint; only headers are read.")
    ] = None,
    model: Annotated[
        ModelName | None, typer.Option(help="A released configuration instead of a folder (default: flash).")
    ] = None,
    context: Annotated[
        int | None, typer.Option(min=1, help=f"Tokens of prompt and answer (default: {DEFAULT_CONTEXT}).")
    ] = None,
    keep: KeepOption = KeepName.PACKED,
    device: DeviceOption = None,
    bandwidth: BandwidthOption = None,
    chunk: Annotated[int | None, typer.Option(min=1, help="Prompt tokens taken in at once (default: 2048).")] = None,
    resident: Annotated[bool, typer.Option("--resident", help="All weights in memory, none mapped from disk.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Instead of a plan: the published claims as arithmetic, step by step.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Memory, placement and time per token of a checkpoint, before anything is loaded; refused where it cannot fit."""
    from local_engine.errors import EngineError, PlanError
    from v4migrate.errors import InputError, UsageError

    if folder is not None and model is not None:
        raise UsageError("name a folder or a --model, not both")
    try:
        config, storage, name = _source(folder, model or ModelName.FLASH)
        if explain:
            _explain(config, name, json=json)
            return
        made = _plan(config, storage, device, context, keep.value, chunk, resident=resident)
        bandwidths = _bandwidths(made, bandwidth or [], folder)
        _show(made, name, bandwidths, json=json)
        made.check()
    except PlanError as error:
        raise UsageError(str(error)) from error
    except EngineError as error:
        raise InputError(str(error)) from error


def _source(folder: Path | None, model: ModelName) -> tuple[Config, Storage | None, str]:
    """Configuration, headers (None: as released) and a name to show."""
    from local_engine import models
    from local_engine.config import Config

    if folder is None:
        return models.released_config(model.value), None, f"{models.TITLES[model.value]}, as released"
    config = Config.from_file(folder / "config.json")
    if not any(folder.glob("*.safetensors*")):
        return config, None, f"{folder} (config.json only; weights as a release stores them)"
    from v4migrate.cli.engine_process import require_engine

    require_engine("v4migrate local-weights plan DIR")
    from local_engine.checkpoint import Checkpoint

    checkpoint = Checkpoint(folder)
    return checkpoint.config, checkpoint.stored, str(folder)


def _plan(
    config: Config,
    storage: Storage | None,
    device: list[str] | None,
    context: int | None,
    keep: Any,
    chunk: int | None,
    *,
    resident: bool,
) -> Plan:
    from local_engine.plan import parse_devices, plan_for, this_machine
    from local_engine.sizes import PREFILL_CHUNK

    devices = parse_devices(device) if device else this_machine()
    tokens = context or min(DEFAULT_CONTEXT, config.max_position_embeddings)
    return plan_for(config, storage, devices, tokens, keep, chunk=chunk or PREFILL_CHUNK, resident=resident)


def _bandwidths(made: Plan, given: list[str], folder: Path | None) -> dict[str, tuple[float, str]]:
    """Kind of device or disk -> (bytes per second, given or measured), as far as they are needed and known."""
    from local_engine.plan.devices import DISK, measured_disk_bandwidth, measured_memory_bandwidth, parse_bandwidths

    known = {kind: (rate, "given") for kind, rate in parse_bandwidths(given, made.question.devices).items()}
    needed = {device.partition(":")[0] for device, size in made.reads().items() if size} - set(known)
    if "cpu" in needed and (rate := measured_memory_bandwidth()) is not None:
        known["cpu"] = (rate, "measured here")
    if DISK in needed and folder is not None and (rate := measured_disk_bandwidth(folder)) is not None:
        known[DISK] = (rate, "measured here")
    return known


def _show(made: Plan, name: str, bandwidths: dict[str, tuple[float, str]], *, json: bool) -> None:
    from v4migrate.cli import local_weights_tables, render

    rates = {kind: rate for kind, (rate, _) in bandwidths.items()}
    if json:
        render.print_json(local_weights_tables.plan_document(made, name, bandwidths, made.seconds_per_token(rates)))
    else:
        local_weights_tables.print_plan(made, name, bandwidths, made.seconds_per_token(rates))


def _explain(config: Config, name: str, *, json: bool) -> None:
    from local_engine.arithmetic.explain import explain, published_name
    from v4migrate.cli import local_weights_claims, render

    claims = explain(config, published_name(config))
    if json:
        render.print_json(local_weights_claims.claims_document(claims, name))
    else:
        local_weights_claims.print_claims(claims, name)
