"""What is not worth scanning, by a path or by the first bytes of a file."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

from v4migrate.regex import regex

MAX_BYTES = 4 * 1024 * 1024
SNIFFED = 8192
_HEADER = 2000


class Skip(StrEnum):
    """Why a file was not scanned."""

    BINARY = "binary"
    UTF16 = "in UTF-16"
    LARGE = "over 4 MB"
    MINIFIED = "minified"
    VENDORED = "vendored or built"
    GENERATED = "generated"
    EXCLUDED = "excluded by configuration"
    BASELINE = "baselines"  # findings that are accepted, in words
    LINK = "links"  # what they point to is scanned where it stands
    SPECIAL = "no regular files"
    GONE = "gone"  # in git's list or ours, and not on the disk
    UNREADABLE = "unreadable"


_FOLDERS = """
node_modules bower_components jspm_packages vendor third_party third-party site-packages dist .venv venv .tox .nox __pycache__
.mypy_cache .ruff_cache .pytest_cache .hypothesis .eggs .next .nuxt .svelte-kit .output .gradle .terraform .yarn .pnpm-store
DerivedData Pods .dart_tool .v4migrate .ipynb_checkpoints
"""
_LOCK_FILES = """
package-lock.json npm-shrinkwrap.json pnpm-lock.yaml go.sum go.work.sum packages.lock.json Package.resolved bun.lockb
.terraform.lock.hcl gradle.lockfile
"""
_SUFFIXES = """
png jpg jpeg gif webp avif ico icns bmp tiff psd pdf mp3 mp4 mov avi webm wav flac ogg ttf otf woff woff2 eot
zip gz tgz bz2 xz zst 7z rar jar war whl egg so dylib dll exe o a obj class pyc pyo pyd wasm sqlite sqlite3
parquet npy npz pkl pt pth onnx safetensors gguf mo
"""
VENDORED_FOLDERS, WRITTEN_NAMES, BINARY_SUFFIXES = (
    frozenset(words.split()) for words in (_FOLDERS, _LOCK_FILES, _SUFFIXES)
)
_GENERATED = regex(
    rb"(?m)^[ \t]*(?://|#|/?\*+|--|;|<!--|%|\"\"\")[^\n]*?(?:\bCode generated\b[^\n]*\b(?i:do not edit)\b|(?<![\w@])@generated\b)"
)
_CODE_OF_A_PAGE = (".js", ".mjs", ".cjs", ".css")
_MINIFIED_LINE = 300  # bytes; a hand-written file has 30 to 40 on average
_MINIFIED_FROM = 4000


@lru_cache(maxsize=1024)
def is_vendored(folder: str) -> bool:
    """Is this folder, a path with `/`, somebody else's code or what a build made?"""
    return not VENDORED_FOLDERS.isdisjoint(folder.split("/"))


def by_name(folder: str, name: str) -> Skip | None:
    """Why a file of this name in this folder is not worth opening."""
    if is_vendored(folder):
        return Skip.VENDORED
    suffix = name.rpartition(".")[2]
    if suffix in BINARY_SUFFIXES or (suffix not in {"py", "md"} and suffix.lower() in BINARY_SUFFIXES):
        return Skip.BINARY
    if ".min." in name:
        return Skip.MINIFIED
    if suffix in {"lock", "map"} or name in WRITTEN_NAMES:
        return Skip.GENERATED
    return None


def by_first_bytes(data: bytes) -> Skip | None:
    """Why a file that starts like this is no text."""
    if data.find(b"\0", 0, SNIFFED) < 0:
        return None
    return Skip.UTF16 if data.startswith((b"\xff\xfe", b"\xfe\xff")) else Skip.BINARY


def by_content(name: str, data: bytes) -> Skip | None:
    """Why the text of a file is not worth a look: a program wrote it. For files that would be looked at only."""
    if b"generated" in data[:_HEADER] and _GENERATED.search(data, 0, _HEADER):
        return Skip.GENERATED
    is_page = name.endswith(_CODE_OF_A_PAGE) and len(data) > _MINIFIED_FROM
    return Skip.MINIFIED if is_page and len(data) > _MINIFIED_LINE * (data.count(b"\n") + 1) else None
