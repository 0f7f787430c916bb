"""When a plan does not fit: the smallest change that makes it fit, in the words of the command line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from local_engine.plan.devices import Device

if TYPE_CHECKING:
    from local_engine.plan.answer import Question

STEP = 1024  # contexts are offered in multiples
MOST_DEVICES = 64
SMALL_CHUNK = 256


def nearest(question: Question) -> Iterator[str]:
    """Changes that fit, the nearest first: the form of the weights, mapping, a smaller chunk, a smaller context, more devices.

    Where none of them keeps the devices as they are, two at once: packed weights with a smaller context or with more devices.
    """
    single = [*_fitting(question)]
    yield from single
    if single:
        yield from _more_devices(question)
        return
    if question.keep != "packed":
        packed = replace(question, keep="packed")
        if context := _largest_context(packed):
            yield f"--keep packed --context {context}"
        yield from (f"--keep packed, {more}" for more in _more_devices(packed))
    yield from _more_devices(question)


def _fitting(question: Question) -> Iterator[str]:
    yield from (words for words, changed in _changes(question) if changed.placed() is not None)
    if context := _largest_context(question):
        yield f"--context {context}"


def _changes(question: Question) -> Iterator[tuple[str, Question]]:
    if question.keep == "float32":
        yield "--keep bfloat16", replace(question, keep="bfloat16")
    if question.keep != "packed":
        yield "--keep packed", replace(question, keep="packed")
    if question.resident and question.keep == "packed":
        yield "without --resident (experts that do not fit are mapped from disk)", replace(question, resident=False)
    if question.chunk > SMALL_CHUNK:
        yield f"--chunk {SMALL_CHUNK}", replace(question, chunk=SMALL_CHUNK)


def _largest_context(question: Question) -> int | None:
    """The largest multiple of STEP below the context that fits; None where not even one does."""
    low, high = 0, (question.context - 1) // STEP
    while low < high:
        middle = (low + high + 1) // 2
        if replace(question, context=middle * STEP).placed() is not None:
            low = middle
        else:
            high = middle - 1
    return low * STEP or None


def _more_devices(question: Question) -> list[str]:
    """More of the last accelerator; the memory that the cpu would need; or a cpu to map from, where there is none."""
    last = question.devices[-1]
    if last.kind == "cpu":
        return _more_memory(question)
    for count in range(1, MOST_DEVICES + 1):
        more = tuple(Device(f"{last.kind}:+{number}", last.memory) for number in range(count))
        if replace(question, devices=(*question.devices, *more)).placed() is not None:
            return [f"{count} more {last.kind}:{last.memory / 1e9:g}GB"]
    return []


def _more_memory(question: Question) -> list[str]:
    """The least memory, in whole GB, with which the cpu would do; it may map, so that is no sum of sizes."""
    others, cpu = question.devices[:-1], question.devices[-1]
    enough = sum(unit.weights + unit.cache for unit in question.units) + 2 * question.working
    low, high = cpu.memory // 10**9, max(cpu.memory, enough) // 10**9 + 1
    while low < high:
        middle = (low + high) // 2
        if replace(question, devices=(*others, Device("cpu", middle * 10**9))).placed() is not None:
            high = middle
        else:
            low = middle + 1
    return [f"--device cpu:{low}GB"]
