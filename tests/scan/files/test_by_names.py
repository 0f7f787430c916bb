"""Many names at once are judged as each alone, whether the library does it or Python."""

from __future__ import annotations

from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from v4migrate.scan.files.glance import by_names, compiled
from v4migrate.scan.files.skip import BINARY_SUFFIXES, VENDORED_FOLDERS, WRITTEN_NAMES, Skip, by_name

CASES = {
    "src/main.py": None,
    "README": None,
    ".env": None,
    "": None,
    "a//b.py": None,
    "vendor/x.go": Skip.VENDORED,
    "web/node_modules/a/index.js": Skip.VENDORED,
    "third-party/logo.png": Skip.VENDORED,
    "my_vendor/x.go": None,
    "vendored/x.go": None,
    "notebooks/.ipynb_checkpoints/a-checkpoint.ipynb": Skip.VENDORED,
    "vendor": None,
    "a/logo.PNG": Skip.BINARY,
    "png": Skip.BINARY,
    "a.safetensors": Skip.BINARY,
    "a.safetensorsx": None,
    "a.png.py": None,
    "a/x.min.js": Skip.MINIFIED,
    "a.min.b/x.js": None,
    "poetry.lock": Skip.GENERATED,
    "LOCK": None,
    "x.js.map": Skip.GENERATED,
    "map": Skip.GENERATED,
    "a/package-lock.json": Skip.GENERATED,
    "a/my-package-lock.json": None,
    "a/go.sum": Skip.GENERATED,
    "文/x.p\N{KELVIN SIGN}l": Skip.BINARY,
    "a." + "x" * 300: None,
    "\udcff/\udcfe.py": None,
}


def test_each_name(library: compiled.Library, monkeypatch: pytest.MonkeyPatch) -> None:
    for way in (library, None):
        monkeypatch.setattr(import_module(by_names.__module__), "loaded", lambda way=way: way)
        assert dict(zip(CASES, by_names([*CASES]), strict=True)) == CASES


_PARTS = st.one_of(
    st.sampled_from(
        [*sorted(VENDORED_FOLDERS | WRITTEN_NAMES), *(f"a.{suffix}" for suffix in sorted(BINARY_SUFFIXES))]
    ),
    st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=8),
    st.sampled_from(["a.Map", "b.lock", ".min.", "x.min.JS", "PNG", "a.PnG", ".", ".."]),
)


@given(paths=st.lists(st.lists(_PARTS, min_size=1, max_size=4).map("/".join), min_size=1, max_size=8))
def test_any_names(library: compiled.Library, paths: list[str]) -> None:
    told = library.names(paths)
    expected = [by_name(path.rpartition("/")[0], path.rpartition("/")[2]) for path in paths]
    assert [
        reason if code == compiled.ASK else compiled.REASONS[code] for code, reason in zip(told, expected, strict=True)
    ] == expected
    ascii_suffixes = [path.rpartition("/")[2].rpartition(".")[2].isascii() for path in paths]
    assert all(code != compiled.ASK for code, plain in zip(told, ascii_suffixes, strict=True) if plain)
