"""Sizes that the engine chooses for itself, in one place: some code computes with them, and `arithmetic/` counts without torch."""

from __future__ import annotations

# the cache
PAGE = 4096  # entries of a full page; the first page starts with FIRST and doubles, so that short sequences stay small
FIRST = 64

# working memory
PREFILL_CHUNK = 2048  # prompt tokens taken in by one pass, all sequences together: bounds the memory for activations
LARGE_STEP = 256  # tokens of a step after which free memory is handed back: far more work than that takes
LARGE_BLOCK = 1 << 22  # numbers of an intermediate before which it is, too: 16 MiB of float32
BUDGET = 1 << 24  # numbers in the largest intermediate of one block of queries: 64 MiB of float32
MOST_QUERIES = 128  # in a block: more would look at ever more raw keys outside their windows
TILE = 1 << 20  # numbers of a matrix decoded at a time: 4 MiB of float32, which stays near the core that uses them
