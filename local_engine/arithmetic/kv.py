"""Bytes of the cache of one sequence.

In a release's own forms: an entry of a layer is key and value of all heads. Its plain numbers are FP8 with one scale byte per
64 of them, its rotary ones bfloat16; an index key is FP4 with one scale byte per 32, or FP8 with a float32 scale. What
grows with the context are the compressed entries (one per 4 or 128 tokens) and index keys; the window is a ring.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from local_engine.config import Config
from local_engine.sizes import FIRST, PAGE

SCALED_TOGETHER = 64  # numbers of an FP8 entry that share a scale byte


@dataclass(frozen=True)
class CacheForm:
    """In which precision entries and index keys are kept: "fp8" (rotary part bfloat16), "bfloat16" or "float32"; keys also "fp4"."""

    name: str
    entry: str
    index_key: str


FORMS = (
    CacheForm("released, FP4 index keys", "fp8", "fp4"),
    CacheForm("released, FP8 index keys", "fp8", "fp8"),
    CacheForm("bfloat16", "bfloat16", "bfloat16"),
    CacheForm("float32, this engine", "float32", "float32"),
)
RELEASED, RELEASED_FP8, BFLOAT16, FLOAT32 = FORMS


def entry_bytes(config: Config, form: CacheForm) -> int:
    """One entry of a window, or one compressed one."""
    plain, rotary = config.head_dim - config.qk_rope_head_dim, config.qk_rope_head_dim
    if form.entry == "fp8":
        return plain + -(-plain // SCALED_TOGETHER) + 2 * rotary
    return _plain_bytes(form.entry) * config.head_dim


def index_key_bytes(config: Config, form: CacheForm) -> int:
    """One key of an indexer."""
    width = config.index_head_dim
    if form.index_key == "fp4":
        return -(-width // 2) + -(-width // 32)
    return width + 4 if form.index_key == "fp8" else _plain_bytes(form.index_key) * width


def bytes_per_token(config: Config, form: CacheForm) -> Fraction:
    """What one more token adds, on average over many."""
    entry, key = entry_bytes(config, form), index_key_bytes(config, form)
    csa, hca = config.compress_ratios.count(4), config.compress_ratios.count(128)
    return Fraction(csa * (entry + key), 4) + Fraction(hca * entry, 128)


def window_bytes(config: Config, form: CacheForm) -> int:
    """The rings of all layers, full."""
    return len(config.compress_ratios) * config.sliding_window * entry_bytes(config, form)


def total_bytes(config: Config, form: CacheForm, tokens: int) -> int:
    """Windows, compressed entries and index keys after `tokens`, tightly packed; unfinished blocks do not count."""
    entry, key = entry_bytes(config, form), index_key_bytes(config, form)
    rows = sum(tokens // ratio * (entry + (key if ratio == 4 else 0)) for ratio in config.compress_ratios if ratio)
    return len(config.compress_ratios) * min(tokens, config.sliding_window) * entry + rows


@dataclass(frozen=True)
class CacheBytes:
    """What a sequence holds in this engine: float32, in pages."""

    windows: int
    entries: int
    index_keys: int
    tails: int

    @property
    def total(self) -> int:
        return self.windows + self.entries + self.index_keys + self.tails

    def __add__(self, other: CacheBytes) -> CacheBytes:
        return CacheBytes(
            self.windows + other.windows,
            self.entries + other.entries,
            self.index_keys + other.index_keys,
            self.tails + other.tails,
        )


def engine_cache(config: Config, tokens: int) -> CacheBytes:
    """Bytes of `cache.Cache` after `tokens`, to the byte."""
    layers = (engine_layer_cache(config, ratio, tokens) for ratio in config.compress_ratios)
    return sum(layers, CacheBytes(0, 0, 0, 0))


def engine_layer_cache(config: Config, ratio: int, tokens: int, *, fullest: bool = False) -> CacheBytes:
    """Bytes of `cache.LayerCache`; `fullest` counts the longest tail on the way to `tokens`: the room it needs."""
    d, w = config.head_dim, config.index_head_dim
    windows = 4 * config.sliding_window * d
    if not ratio:
        return CacheBytes(windows, 0, 0, 0)
    waiting = min(tokens, ratio - 1) if fullest else tokens % ratio
    has_keys = ratio == 4
    return CacheBytes(
        windows,
        4 * d * page_rows(tokens // ratio),
        4 * w * page_rows(tokens // ratio) if has_keys else 0,
        tail_bytes(d, ratio, waiting) + (tail_bytes(w, ratio, waiting) if has_keys else 0),
    )


def page_rows(rows: int) -> int:
    """Rows that are allocated for `rows`: whole pages, or a first page that has doubled until they fit."""
    if rows > PAGE:
        return -(-rows // PAGE) * PAGE
    return max(FIRST, 1 << (rows - 1).bit_length()) if rows else 0


def tail_bytes(width: int, ratio: int, waiting: int) -> int:
    """A compressor between blocks: content and gate of the waiting tokens, and room for the block before."""
    channels = 2 * width if ratio == 4 else width
    return 4 * (waiting * 2 * channels + 2 * ratio * width)


def _plain_bytes(precision: str) -> int:
    return 4 if precision == "float32" else 2
