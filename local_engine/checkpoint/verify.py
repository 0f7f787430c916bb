"""Everything that can be checked without running the model: headers, sizes, hashes on record, and each stored number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from local_engine.checkpoint.checks import shaped
from local_engine.checkpoint.hashes import Expected, compare, expected_hashes
from local_engine.checkpoint.headers import INDEX, Stored
from local_engine.checkpoint.problems import AGAIN, Problem
from local_engine.checkpoint.scan import Progress, scan, scannable
from local_engine.checkpoint.survey import Survey

BESIDE_THE_SHARDS = ("config.json", INDEX, "generation_config.json", "tokenizer.json", "tokenizer_config.json")


@dataclass
class Verification:
    """`run()` yields problems as they are found and fills in what was compared. `bytes_to_read` is known before."""

    survey: Survey
    hashes: dict[str, list[Expected]] = field(init=False)
    files: list[str] = field(init=False)  # those that are here, shards last
    numbers: list[Stored] = field(init=False)  # tensors to look through

    def __post_init__(self) -> None:
        folder, listing = self.survey.folder, self.survey.listing
        self.hashes = expected_hashes(folder)
        others = sorted(self.hashes.keys() - set(BESIDE_THE_SHARDS) - set(listing.shards))
        named = [*BESIDE_THE_SHARDS, *others, *listing.shards]
        self.files = [name for name in named if (folder / name).is_file()]
        sizes = {shard: (folder / shard).stat().st_size for shard in listing.shards}
        sound = {name: part for name, part in listing.tensors.items() if part.stop <= sizes[part.shard]}
        whole = [slot for slot in self.survey.slots if shaped(slot, sound, self.survey.config)]
        self.numbers = scannable(whole, sound)

    @property
    def bytes_to_read(self) -> int:
        compared = sum((self.survey.folder / name).stat().st_size for name in self.compared)
        return compared + sum(stored.nbytes for stored in self.numbers)

    @property
    def compared(self) -> list[str]:
        """Files with a hash on record."""
        return [name for name in self.files if name in self.hashes]

    @property
    def without_hash(self) -> list[str]:
        return [name for name in self.files if name not in self.hashes]

    def run(self, progress: Progress | None = None) -> Iterator[Problem]:
        """Headers, sizes, hashes, then numbers. `progress` is called with the bytes that were just read."""
        in_headers = list(self.survey.problems())
        yield from in_headers
        if not in_headers:
            yield from self._against_the_index()
        yield from self._gone()
        for name in self.compared:
            if (problem := compare(self.survey.folder / name, self.hashes[name], progress)) is not None:
                yield problem
        yield from scan(self.survey.folder, self.numbers, self.survey.config, progress)

    def _against_the_index(self) -> Iterator[Problem]:
        """The index states the bytes of all tensors. Where one is missing or of another form that is told already."""
        listing = self.survey.listing
        found = sum(stored.nbytes for stored in listing.files.values())
        if listing.total_size is not None and found != listing.total_size:
            message = f"the tensors have {found} bytes, the index states a total_size of {listing.total_size}"
            yield Problem("size", f"{self.survey.folder / INDEX}: {message}; {AGAIN}")

    def _gone(self) -> Iterator[Problem]:
        listing = self.survey.listing
        for name in sorted(self.hashes.keys() - set(self.files) - listing.absent.keys()):
            if not name.endswith(".safetensors") and name not in BESIDE_THE_SHARDS:
                continue  # a README, say: nothing needs it
            source = self.hashes[name][0].source
            yield Problem(
                "hash", f"{self.survey.folder / name}: not here, though {source} has a hash of it; download it"
            )
