"""Plans: weights as the checkpoint loads them, what fits where, and refusals whose offers do fit."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from local_engine import models
from local_engine.checkpoint import Checkpoint
from local_engine.config import Config
from local_engine.errors import CheckpointTooLarge, PlanError
from local_engine.model import Model
from local_engine.plan import Plan, parse_devices, plan_for
from local_engine.plan.answer import Question
from local_engine.plan.devices import Device, parse_size
from local_engine.plan.placement import spans
from local_engine.storage import KEEPS, Keep

VECTORS = Path(__file__).parent.parent / "vectors"
MILLION = 1 << 20


def planned(name: str, devices: str, context: int, keep: Keep = "packed", **more: int) -> Plan:
    return plan_for(models.released_config(name), None, parse_devices([devices]), context, keep, **more)


def applied(question: Question, words: str) -> Question:
    """The question after a change that a refusal offers."""
    if found := re.search(r"--keep (\w+)", words):
        question = replace(question, keep=found[1])  # type: ignore[arg-type]
    if found := re.search(r"--(context|chunk) (\d+)", words):
        question = replace(question, **{found[1]: int(found[2])})
    if found := re.search(r"(\d+) more (\w+):(\w+)", words):
        more = [Device(f"{found[2]}:{9 + number}", parse_size(found[3])) for number in range(int(found[1]))]
        question = replace(question, devices=(*question.devices, *more))
    if found := re.search(r"--device cpu:(\w+)", words):
        others = [device for device in question.devices if device.kind != "cpu"]
        question = replace(question, devices=(*others, Device("cpu", parse_size(found[1]))))
    return replace(question, resident=question.resident and "without --resident" not in words)


@pytest.mark.parametrize("keep", KEEPS)
@pytest.mark.parametrize("name", ["nano", "tinyq"])
def test_weights_are_the_bytes_that_a_checkpoint_loads(name: str, keep: Keep) -> None:
    checkpoint = Checkpoint(VECTORS / name)
    plan = plan_for(checkpoint.config, checkpoint.stored, parse_devices(["cpu:1GB"]), 512, keep)
    assert plan.weights == checkpoint.load(keep=keep).nbytes


@pytest.mark.parametrize("stated", [0, 1], ids=["config.json has no draft block", "it has one"])
def test_draft_blocks_that_are_loaded_are_planned(nano_copy: Path, stated: int) -> None:
    path = nano_copy / "config.json"
    given = json.loads(path.read_text(encoding="utf-8")) | {"num_nextn_predict_layers": stated}
    path.write_text(json.dumps(given), encoding="utf-8")
    checkpoint = Checkpoint(nano_copy)
    plan = plan_for(checkpoint.config, checkpoint.stored, parse_devices(["cpu:1GB"]), 512, "packed")
    assert plan.weights == checkpoint.load().nbytes
    assert {unit.block for unit in plan.question.units if unit.block.startswith("draft") and unit.cache} == {
        "draft block 0"
    }


def test_cache_is_room_for_the_whole_context() -> None:
    model = Model.load(VECTORS / "nano")
    plan = plan_for(model.config, None, parse_devices(["cpu:1GB"]), 383, "packed", load_mtp=False)
    state = model.new_cache()
    model.forward([7] * 383, state)  # one token before a block of 128 ends: the fullest tail
    assert state.nbytes == plan.cache


def test_cache_by_context_goes_up_to_the_longest_of_the_model() -> None:
    plan = planned("flash", "cpu:24GB", 32768)
    assert list(plan.cache_by_context) == [4096, 32768, 131072, MILLION]
    for context, size in plan.cache_by_context.items():
        assert size == planned("flash", "cpu:24GB", context).cache
    short = Config.from_file(VECTORS / "nano" / "config.json")
    assert list(plan_for(short, None, parse_devices(["cpu:1GB"]), 1, "packed").cache_by_context) == [4096]


FITS = {
    "all in the memory of one machine": ("flash", "cpu:256GB", MILLION, "packed", {"cpu"}, False),
    "experts mapped where memory is short": ("flash", "cpu:24GB", 8192, "packed", {"cpu", "disk"}, True),
    "dense parts mapped too where a long context takes the memory": (
        "flash",
        "cpu:20GB",
        MILLION,
        "packed",
        {"cpu", "disk"},
        True,
    ),
    "the guide's four A100": (
        "flash",
        "cuda:80GB,cuda:80GB,cuda:80GB,cuda:80GB",
        MILLION,
        "packed",
        {"cuda:0", "cuda:1", "cuda:2", "cuda:3"},
        False,
    ),
    "dense parts on the accelerator, experts beside it": (
        "flash",
        "cuda:80GB,cpu:128GB",
        131072,
        "packed",
        {"cuda:0", "cpu"},
        False,
    ),
    "three places": ("flash", "cuda:80GB,cpu:64GB", 131072, "packed", {"cuda:0", "cpu", "disk"}, True),
    "Pro on a workstation": ("pro", "cuda:80GB,cpu:64GB", 131072, "packed", {"cuda:0", "cpu", "disk"}, True),
    "0731 without its draft blocks": ("flash-0731", "cpu:160GB", 8192, "packed", {"cpu"}, False),
}


@pytest.mark.parametrize(("name", "devices", "context", "keep", "places", "maps"), FITS.values(), ids=FITS.keys())
def test_fits(name: str, devices: str, context: int, keep: Keep, places: set[str], maps: bool) -> None:
    plan = planned(name, devices, context, keep)
    plan.check()
    assert plan.placement is not None
    assert set(plan.reads()) == places
    assert bool(plan.placement.mapped) is maps
    shares = plan.placement.shares
    assert all(share.room >= 0 for share in shares)
    assert sum(share.weights for share in shares) + plan.placement.mapped_bytes == plan.weights
    assert sum(share.cache for share in shares) == plan.cache
    assert sum(plan.reads().values()) == plan.read_per_token


def test_dense_parts_and_cache_go_to_the_device_that_is_named_first() -> None:
    plan = planned("flash", "cuda:80GB,cpu:128GB", 131072)
    assert plan.placement is not None
    first, second = plan.placement.shares
    assert first.cache == plan.cache
    assert spans(first.held) == ["layers 0-18", "dense part of layers 19-42", "embedding", "output head"]
    assert "experts of layers 19-42" in spans(second.held)


REFUSED = {
    "float32 where packed would do": ("flash", "cpu:24GB", 8192, {"keep": "float32"}, "--keep packed"),
    "bfloat16 where packed would do": ("flash", "cpu:24GB", 8192, {"keep": "bfloat16"}, "--keep packed"),
    "a context too long": ("flash", "cpu:8GB", MILLION, {}, "--context 491520"),
    "all resident where mapping would do": (
        "flash",
        "cpu:64GB",
        8192,
        {"resident": True},
        "without --resident (experts that do not fit are mapped from disk)",
    ),
    "accelerators too few": ("flash", "cuda:80GB", 131072, {}, "2 more cuda:80GB"),
    "accelerators too few, and not packed": (
        "flash",
        "cuda:80GB",
        131072,
        {"keep": "float32"},
        "--keep packed, 2 more cuda:80GB",
    ),
    "a chunk too large": ("flash", "cpu:1GB", 4096, {"chunk": 4096}, "--chunk 256"),
    "memory for nothing": ("pro", "cpu:900MB", 131072, {"keep": "float32"}, "--keep packed, --device cpu:5GB"),
}


@pytest.mark.parametrize(("name", "devices", "context", "more", "first"), REFUSED.values(), ids=REFUSED.keys())
def test_refusal_offers_the_nearest_plan(
    name: str, devices: str, context: int, more: dict[str, int], first: str
) -> None:
    plan = planned(name, devices, context, **({"keep": "packed"} | more))  # type: ignore[arg-type]
    assert plan.nearest[0] == first
    with pytest.raises(CheckpointTooLarge, match=re.escape(f"nearest plan that fits: {first}")) as raised:
        plan.check()
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(("name", "devices", "context", "more", "first"), REFUSED.values(), ids=REFUSED.keys())
def test_every_plan_that_is_offered_fits(
    name: str, devices: str, context: int, more: dict[str, int], first: str
) -> None:
    plan = planned(name, devices, context, **({"keep": "packed"} | more))  # type: ignore[arg-type]
    for words in plan.nearest:
        changed = applied(plan.question, words)
        assert changed != plan.question
        assert changed.placed() is not None, words


def test_the_context_that_is_offered_is_the_largest() -> None:
    asked = planned("flash", "cpu:8GB", MILLION).question
    assert replace(asked, context=491520).placed() is not None
    assert replace(asked, context=491520 + 1024).placed() is None


def test_the_memory_that_is_offered_is_the_least() -> None:
    plan = planned("flash", "cpu:8GB", MILLION)
    assert plan.nearest[-1] == "--device cpu:16GB"
    assert not planned("flash", "cpu:15GB", MILLION).fits


@pytest.mark.parametrize("keep", KEEPS)
def test_needs_grow_with_the_context(keep: Keep) -> None:
    plans = [planned("flash", "cpu:2TB", context, keep) for context in (1, 100, 4096, 65536, MILLION)]
    for needs in (
        [plan.cache for plan in plans],
        [plan.working for plan in plans],
        [plan.read_per_token for plan in plans],
    ):
        assert needs == sorted(needs)
    assert len({plan.weights for plan in plans}) == 1


def test_time_is_bytes_over_bandwidth() -> None:
    plan = planned("flash", "cpu:24GB", 8192)
    reads = plan.reads()
    seconds = plan.seconds_per_token({"cpu": 40e9, "disk": 3e9})
    assert seconds == pytest.approx(reads["cpu"] / 40e9 + reads["disk"] / 3e9)
    assert plan.seconds_per_token({"cpu": 40e9}) is None


def test_memory_that_is_left_saves_reading_from_disk() -> None:
    small, large = planned("flash", "cpu:16GB", 8192).reads(), planned("flash", "cpu:100GB", 8192).reads()
    assert small["disk"] > large["disk"] > 0


def test_0731_holds_no_draft_blocks_in_memory() -> None:
    preview, later = planned("flash", "cpu:256GB", 8192), planned("flash-0731", "cpu:256GB", 8192)
    bare = plan_for(models.released_config("flash"), None, parse_devices(["cpu:256GB"]), 8192, "packed", load_mtp=False)
    assert preview.weights > later.weights == bare.weights


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param({"context": MILLION + 1}, "is not within 1 to 1048576", id="a context that the model has not"),
        pytest.param({"context": 0}, "is not within", id="no context"),
        pytest.param({"keep": "int4"}, "'int4'; known: packed, bfloat16, float32", id="a form that is none"),
        pytest.param({"devices": []}, "at least one device", id="no device"),
        pytest.param({"chunk": 0}, "at least 1", id="no chunk"),
    ],
)
def test_impossible_questions(change: dict[str, object], message: str) -> None:
    asked = {"devices": parse_devices(["cpu:24GB"]), "context": 8192, "keep": "packed", **change}
    with pytest.raises(PlanError, match=message):
        plan_for(models.released_config("flash"), None, **asked)  # type: ignore[arg-type]
