"""Pages grow without being moved, and copies share them until their owners part."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from local_engine.cache import Cache, Pages, Window
from local_engine.config import Config
from local_engine.sizes import FIRST, PAGE

WIDTH = 3


def rows(start: int, stop: int) -> Tensor:
    """Rows that say which they are."""
    return torch.arange(start, stop, dtype=torch.float32)[:, None].expand(-1, WIDTH)


def pages(count: int, step: int | None = None) -> Pages:
    made = Pages(WIDTH, "cpu")
    for start in range(0, count, step or max(count, 1)):
        made.append(rows(start, min(start + (step or count), count)))
    return made


@pytest.mark.parametrize("count", [0, 1, FIRST - 1, FIRST, FIRST + 1, PAGE - 1, PAGE, PAGE + 1, 2 * PAGE + 5])
@pytest.mark.parametrize("step", [None, 1000, 61])
def test_appended_rows_are_all_there_in_order(count: int, step: int | None) -> None:
    made = pages(count, step)
    assert made.count == count
    assert torch.equal(made.view(), rows(0, count))
    assert all(part.shape[0] == PAGE for part in list(made.parts())[:-1])


@pytest.mark.parametrize("limit", [0, 1, PAGE - 1, PAGE, PAGE + 1, 2 * PAGE])
def test_the_first_few(limit: int) -> None:
    parts = list(pages(2 * PAGE + 5).parts(limit))
    assert torch.equal(torch.cat(parts) if parts else torch.empty(0, WIDTH), rows(0, limit))


@pytest.mark.parametrize("count", [100, 3 * PAGE])
def test_taken_by_index_from_any_page(count: int) -> None:
    index = torch.randint(count, (5, 7), generator=torch.Generator().manual_seed(1))
    assert torch.equal(pages(count).take(index)[..., 0], index.float())


@pytest.mark.parametrize("count", [5, FIRST, PAGE - 1, PAGE, PAGE + 7])
def test_copies_part_when_both_go_on(count: int) -> None:
    one = pages(count)
    two, three = one.copy(), one.copy()
    one.append(rows(1000, 1004))
    two.append(rows(2000, 2003))
    one.append(rows(1004, 1006))
    assert torch.equal(one.view(), torch.cat((rows(0, count), rows(1000, 1006))))
    assert torch.equal(two.view(), torch.cat((rows(0, count), rows(2000, 2003))))
    assert torch.equal(three.view(), rows(0, count))


def test_full_pages_are_shared_by_copies() -> None:
    one = pages(2 * PAGE + 5)
    two = one.copy()
    two.append(rows(0, 3))
    one.append(rows(0, 3))
    addresses = [[part.data_ptr() for part in kept.parts()] for kept in (one, two)]
    assert addresses[0][:2] == addresses[1][:2] and addresses[0][2] != addresses[1][2]


def test_a_page_stays_where_it_is_while_it_has_room() -> None:
    """Also for the owner that goes on after a copy was made, and for the copy once it has a page of its own."""
    one = pages(1)
    two = one.copy()
    two.append(rows(7, 9))
    for owner, start in ((one, 1), (two, 3)):
        owner.append(rows(start, start + 1))
        before = owner.view().data_ptr()
        for at in range(start + 1, FIRST):
            owner.append(rows(at, at + 1))
            assert owner.view().data_ptr() == before


@pytest.mark.parametrize(("count", "room"), [(1, FIRST), (FIRST + 1, 2 * FIRST), (PAGE, PAGE), (PAGE + 1, 2 * PAGE)])
def test_room_is_what_is_needed_and_a_page_at_most(count: int, room: int) -> None:
    assert pages(count).nbytes == room * WIDTH * 4


@pytest.mark.parametrize("step", [1, 2, 5, 8, 11])
def test_a_window_keeps_the_last_ones(step: int) -> None:
    window, total = Window(8, WIDTH, "cpu"), 0
    for _ in range(6):
        window.push(rows(total, total + step))
        total += step
        kept = window.unordered()[:, 0].sort().values
        assert kept.tolist() == list(range(max(0, total - 8), total))
        assert torch.equal(window.before_next(), rows(max(0, total - 7), total))


def test_a_copy_of_a_window_is_its_own() -> None:
    window = Window(4, WIDTH, "cpu")
    window.push(rows(0, 3))
    other = window.copy()
    window.push(rows(3, 6))
    assert torch.equal(other.unordered(), rows(0, 3))


def test_bytes_of_an_empty_cache_are_its_rings_and_tails(nano_config: Config) -> None:
    cache = Cache(nano_config)
    assert cache.nbytes == sum(layer.nbytes for layer in cache.layers) > 0
    assert all(layer.entries is None or layer.entries.nbytes == 0 for layer in cache.layers)


@pytest.mark.parametrize("count", [127, 300, 385])
def test_a_cache_holds_no_more_memory_than_it_says(goldens, count: int) -> None:
    """A part of a larger tensor would keep the whole prompt's alive."""
    model = goldens["nano"].model
    cache = model.new_cache()
    model.forward([5] * count, cache)
    kept = {tensor.untyped_storage().data_ptr(): tensor.untyped_storage().nbytes() for tensor in tensors_of(cache)}
    assert sum(kept.values()) == cache.nbytes


def tensors_of(part: object) -> list[Tensor]:
    """All tensors in an object, its lists and the objects in them."""
    if isinstance(part, Tensor):
        return [part]
    inside = part if isinstance(part, list) else getattr(part, "__dict__", {}).values()
    return [tensor for one in inside for tensor in tensors_of(one)]
