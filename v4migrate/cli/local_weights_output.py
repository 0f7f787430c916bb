"""How `local-weights` shows what it found: facts with their labels, problems by kind, and the sum."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from v4migrate.cli import render
from v4migrate.exit_codes import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from local_engine.checkpoint.describe import Description, Tokenizer
    from local_engine.checkpoint.problems import Problem
    from local_engine.checkpoint.verify import Verification

_FIRST = 5  # problems of a kind that are shown unless all are wanted
_VARIANTS = {
    "instruct": "as released",
    "base": "Base: experts in FP8",
    "re-saved": "experts in plain numbers: saved again by another tool",
    "demonstration weights": "DEMONSTRATION WEIGHTS, not a model",
    "unknown": "of a kind that is not known",
}


def exit_code(problems: Sequence[Problem]) -> ExitCode:
    """What could not be read at all weighs more than what was found wrong."""
    if any(problem.kind == "unreadable" for problem in problems):
        return ExitCode.INCOMPLETE
    return ExitCode.FINDINGS if problems else ExitCode.OK


def size(number: int) -> str:
    """Bytes in the units that disks are sold in."""
    for unit, step in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if number >= step:
            return f"{number / step:.1f} {unit}"
    return f"{number} B"


def count(number: int) -> str:
    """Parameters."""
    for unit, step in (("B", 10**9), ("M", 10**6)):
        if number >= step:
            return f"{number / step:.2f} {unit}"
    return f"{number:,}"


def print_description(told: Description) -> None:
    """Label and fact, a line each, then the table of formats."""
    from v4migrate.rulebook.show import Listing

    render.out().print(told.folder, style="bold", markup=False)
    for label, fact in _facts(told):
        render.out().print(f"  {label:<11} {fact}", markup=False)
    rows = [[entry.dtype, f"{entry.tensors:,}", size(entry.bytes)] for entry in told.formats]
    render.out().print()
    render.print_listing(Listing("Stored as", ("format", "tensors", "size"), rows))


def _facts(told: Description) -> Iterable[tuple[str, str]]:
    like = f", the size of {told.same_size_as} to the byte" if told.same_size_as else ""
    yield "model", f"DeepSeek-V4 ({told.model_type}){like}"
    yield "release", f"{told.release}, {_VARIANTS[told.variant]}"
    yield "names", {"mixed": "official and transformers' mixed"}.get(told.names, told.names)
    layers = ", ".join(f"{number} {kind}" for kind, number in told.layers.items() if number)
    yield "layers", f"{sum(told.layers.values())} ({layers}); {told.hash_layers} of them route by token id"
    formats = ", ".join(told.experts) or "not here"
    yield "experts", f"{told.routed_experts} a layer, {told.experts_per_token} of them a token; {formats}"
    yield "draft", _draft(told)
    yield (
        "parameters",
        count(told.parameters) + (f", and {count(told.draft_parameters)} to draft" if told.draft_blocks else ""),
    )
    stated = f"; the index states {size(told.stated_bytes)}" if told.stated_bytes not in (None, told.bytes) else ""
    here = told.shards - len(told.absent)
    yield "weights", f"{told.tensors:,} tensors, {size(told.bytes)} in {here} of {told.shards} shards{stated}"
    yield "tokenizer", _tokenizer(told.tokenizer, told.tokenizer_package)


def _draft(told: Description) -> str:
    if not told.draft_blocks:
        return "no block"
    use = "not used: speculation changes the speed only" if told.draft == "DSpark" else "loaded with the model"
    return f"{told.draft_blocks} {told.draft} block{'s' if told.draft_blocks > 1 else ''}, {use}"


def _tokenizer(tokenizer: Tokenizer | None, package: str | None) -> str:
    if tokenizer is None:
        mend = (
            f"that of {package} is used where it is installed" if package else "without it the model cannot be served"
        )
        return f"tokenizer.json is not here; {mend}"
    return f"that of {tokenizer.of}" if tokenizer.of else f"not a known one (sha256 {tokenizer.sha256[:12]}…)"


def print_problems(problems: Sequence[Problem], *, show_all: bool) -> None:
    """Every kind with its count and its first problems; nothing where there are none."""
    by_kind: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        by_kind[problem.kind].append(problem)
    for kind, those in by_kind.items():
        render.out().print()
        render.out().print(f"{kind}: {len(those)}", style="bold yellow", markup=False)
        shown = those if show_all else those[:_FIRST]
        for problem in shown:
            render.out().print(f"  {problem.message}", markup=False)
        if len(shown) < len(those):
            render.out().print(f"  … {len(those) - len(shown)} more; --all shows them", style="dim", markup=False)
    if problems:
        render.err().print(
            f"{len(problems)} problem{'s' if len(problems) > 1 else ''}.", style="bold yellow", markup=False
        )
    else:
        render.err().print("No tensor is missing, none is out of place.", style="bold green", markup=False)


def print_verification(done: Verification, problems: Sequence[Problem], *, show_all: bool) -> None:
    """What was compared and what could not be, then the problems."""
    scanned, numbers = len(done.numbers), size(sum(stored.nbytes for stored in done.numbers))
    render.out().print(
        f"Looked through {scanned:,} tensors ({numbers}); FP4 has no code that is not a number.", markup=False
    )
    render.out().print(
        f"Compared {len(done.compared)} file{'s' if len(done.compared) != 1 else ''} with hashes on record.",
        markup=False,
    )
    if done.without_hash:
        some = done.without_hash if show_all else done.without_hash[:_FIRST]
        more = f" and {len(done.without_hash) - len(some)} more" if len(some) < len(done.without_hash) else ""
        render.out().print(f"No hash to compare with: {', '.join(some)}{more}.", style="yellow", markup=False)
    print_problems(problems, show_all=show_all)


def verified(done: Verification, problems: Sequence[Problem]) -> dict[str, Any]:
    """The same as a document."""
    return {
        "folder": str(done.survey.folder),
        "compared": {name: [asdict(entry) for entry in done.hashes[name]] for name in done.compared},
        "without_hash": done.without_hash,
        "scanned": {"tensors": len(done.numbers), "bytes": sum(stored.nbytes for stored in done.numbers)},
        "problems": [asdict(problem) for problem in problems],
    }
