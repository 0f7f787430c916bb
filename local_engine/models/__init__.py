"""Configurations of released models, as data: what can be known without any file of weights. Sources: README.md beside."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from local_engine.config import Config
from local_engine.errors import ConfigError

FOLDER = Path(__file__).parent
TITLES = {"flash": "DeepSeek-V4-Flash (preview)", "flash-0731": "DeepSeek-V4-Flash-0731", "pro": "DeepSeek-V4-Pro"}
NAMES = tuple(TITLES)


def released_config(name: str) -> Config:
    """The configuration of a released model. Raises ConfigError for a name that is not in `NAMES`."""
    if name not in NAMES:
        raise ConfigError(f"no released configuration {name!r}; known: {', '.join(NAMES)}")
    return Config.from_file(FOLDER / f"{name}.json")


def data(name: str) -> dict[str, Any]:
    """A data file of this folder, read."""
    read: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return read
