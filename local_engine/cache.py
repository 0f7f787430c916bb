"""What a sequence keeps between steps, one `LayerCache` per layer.

    window      all layers         ring of the last `sliding_window` KV entries, slot = position mod window
    entries     ratio 4 and 128    compressed KV, one per 4 or 128 tokens; with the index keys all that grows without end
    tail        ratio 4 and 128    c and z of the unfinished block (gates with `ape` added), for ratio 4 also the first
                                   halves of the block before
    index, index_tail   ratio 4    the same for the keys of the indexer

A cache cannot be cut back, because rings and tails of an earlier length are gone; but `copy()` at any length costs no more
than the rings, since compressed pages are only appended to and are shared until one of the owners goes another way. Copies
of one cache therefore belong to one thread at a time; caches that share nothing may each have a thread of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from local_engine.config import Config
from local_engine.sizes import FIRST, PAGE


class Window:
    """Ring of the last `size` KV entries of width d."""

    def __init__(self, size: int, d: int, device: torch.device | str) -> None:
        self.size, self.count = size, 0
        self._ring = torch.zeros(size, d, device=device)

    def push(self, kv: Tensor) -> None:
        """Adds the entries kv (T, d) of the next T positions."""
        T = kv.shape[0]
        if T == 1:
            self._ring[self.count % self.size] = kv[0]
        else:
            kept = kv[-self.size :]
            first = self.count + T - kept.shape[0]
            slots = torch.arange(first, first + kept.shape[0], device=kv.device) % self.size
            self._ring[slots] = kept
        self.count += T

    def unordered(self) -> Tensor:
        """(n, d): the entries kept, in no particular order; a view."""
        return self._ring[: min(self.count, self.size)]

    def before_next(self) -> Tensor:
        """(n, d), n < size: the entries that the next position still sees beside itself, oldest first; a copy."""
        n = min(self.count, self.size - 1)
        slots = torch.arange(self.count - n, self.count, device=self._ring.device) % self.size
        return self._ring[slots]

    def copy(self) -> Window:
        made = Window.__new__(Window)
        made.size, made.count, made._ring = self.size, self.count, self._ring.clone()
        return made

    @property
    def nbytes(self) -> int:
        return self._ring.nbytes


@dataclass
class _Page:
    """Rows of entries; `filled` counts those that any owner has written."""

    rows: Tensor
    filled: int = 0


class Pages:
    """A list of vectors of width w that only grows, in pages that copies share."""

    def __init__(self, w: int, device: torch.device | str) -> None:
        self.w, self.device, self.count = w, device, 0
        self._pages: list[_Page] = []

    def append(self, more: Tensor) -> None:
        """Adds the rows of more (n, w)."""
        done = 0
        while done < more.shape[0]:
            page, used = self._last(more.shape[0] - done)
            n = min(more.shape[0] - done, page.rows.shape[0] - used)
            page.rows[used : used + n] = more[done : done + n]
            page.filled = used + n
            self.count += n
            done += n

    def parts(self, limit: int | None = None) -> Iterator[Tensor]:
        """The first `limit` entries (all by default) in order, page by page: views (n, w)."""
        left = self.count if limit is None else min(limit, self.count)
        for page in self._pages:
            if left <= 0:
                return
            yield page.rows[: min(left, PAGE)]
            left -= PAGE

    def view(self) -> Tensor:
        """(count, w): all entries; a copy where there is more than one page."""
        parts = list(self.parts())
        if len(parts) == 1:
            return parts[0]
        return torch.cat(parts) if parts else torch.empty(0, self.w, device=self.device)

    def take(self, index: Tensor) -> Tensor:
        """The entries at index (…), int64 -> (…, w)."""
        if len(self._pages) == 1:
            return self._pages[0].rows[index]
        flat = index.flatten()
        page_of, row = flat // PAGE, flat % PAGE
        out = torch.empty(flat.shape[0], self.w, device=flat.device)
        for number in sorted(set(page_of.tolist())):
            at = (page_of == number).nonzero()[:, 0]
            out[at] = self._pages[number].rows[row[at]]
        return out.view(*index.shape, self.w)

    def copy(self) -> Pages:
        """Shares all pages; who appends second to a shared page copies that page first."""
        made = Pages(self.w, self.device)
        made.count, made._pages = self.count, list(self._pages)
        return made

    @property
    def nbytes(self) -> int:
        """Bytes of all pages, those shared with copies included."""
        return sum(page.rows.nbytes for page in self._pages)

    def _last(self, wanted: int) -> tuple[_Page, int]:
        """The page to write to, with room for one row at least, and how many of its rows are ours."""
        used = self.count - PAGE * (len(self._pages) - 1)
        if not self._pages or used == PAGE:
            size = PAGE if self._pages else _room(wanted)
            self._pages.append(_Page(torch.empty(size, self.w, device=self.device)))
            return self._pages[-1], 0
        page = self._pages[-1]
        if page.filled != used or page.rows.shape[0] == used:  # another owner went on from here, or no room is left
            rows = torch.empty(_room(used + wanted), self.w, device=self.device)
            rows[:used] = page.rows[:used]
            page = self._pages[-1] = _Page(rows, used)
        return page, used


def _room(rows: int) -> int:
    """FIRST times the power of two that holds `rows`, a page at most."""
    return min(PAGE, max(FIRST, 1 << (rows - 1).bit_length()))


class CompressorTail:
    """The unfinished block of a compressor: pending (n < ratio, 2 channels) holds c beside z. Its tensors are replaced,
    never written to, so copies may share them."""

    def __init__(self, w: int, ratio: int, device: torch.device | str) -> None:
        channels = 2 * w if ratio == 4 else w
        self.pending = torch.empty(0, 2 * channels, device=device)
        self.before_c = torch.zeros(ratio, w, device=device)  # first halves of the block before (ratio 4 only)
        self.before_z = torch.full((ratio, w), float("-inf"), device=device)

    def copy(self) -> CompressorTail:
        made = CompressorTail.__new__(CompressorTail)
        made.__dict__ |= self.__dict__
        return made

    @property
    def nbytes(self) -> int:
        return self.pending.nbytes + self.before_c.nbytes + self.before_z.nbytes


class LayerCache:
    """The parts that a layer of this compression ratio needs."""

    def __init__(self, config: Config, ratio: int, device: torch.device | str) -> None:
        self.window = Window(config.sliding_window, config.head_dim, device)
        self.entries = Pages(config.head_dim, device) if ratio else None
        self.tail = CompressorTail(config.head_dim, ratio, device) if ratio else None
        self.index = Pages(config.index_head_dim, device) if ratio == 4 else None
        self.index_tail = CompressorTail(config.index_head_dim, ratio, device) if ratio == 4 else None

    def copy(self) -> LayerCache:
        made = LayerCache.__new__(LayerCache)
        made.__dict__ |= {name: part and part.copy() for name, part in self.__dict__.items()}
        return made

    @property
    def nbytes(self) -> int:
        return sum(part.nbytes for part in self.__dict__.values() if part is not None)


class Cache:
    """The state of one sequence; `length` tokens have been taken in. `ratios` are those of the layers, of the main network
    by default."""

    def __init__(self, config: Config, device: torch.device | str = "cpu", ratios: Sequence[int] | None = None) -> None:
        self.length = 0
        self.layers = [LayerCache(config, ratio, device) for ratio in ratios or config.compress_ratios]

    def copy(self) -> Cache:
        """The same sequence at the same length, to go on from here once more: a snapshot, and the way back from one."""
        made = Cache.__new__(Cache)
        made.length, made.layers = self.length, [layer.copy() for layer in self.layers]
        return made

    @property
    def nbytes(self) -> int:
        """Bytes of all tensors, pages shared with copies included."""
        return sum(layer.nbytes for layer in self.layers)
