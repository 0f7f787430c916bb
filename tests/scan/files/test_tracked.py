"""git's list is taken apart alike by the library and by Python, whatever stands in it."""

from __future__ import annotations

from importlib import import_module

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from v4migrate.scan.files.glance import compiled, tracked

OF_SHA1, OF_SHA256 = b"a1" * 20, b"0f" * 32
PLAIN = {
    b"H 100644 " + OF_SHA1 + b" 0\ta.py": b"a.py",
    b"H 100755 " + OF_SHA256 + b" 0\tbin/run": b"bin/run",
    b"H 100644 " + OF_SHA1 + b" 0\ta\tb\nc \xff": b"a\tb\nc \xff",
}
OTHERS = {
    "a link": b"H 120000 " + OF_SHA1 + b" 0\tlink",
    "a submodule": b"H 160000 " + OF_SHA1 + b" 0\tmodule",
    "unmerged": b"M 100644 " + OF_SHA1 + b" 1\ta.py",
    "unmerged, for older versions of git": b"H 100644 " + OF_SHA1 + b" 2\ta.py",
    "not checked out": b"S 100644 " + OF_SHA1 + b" 0\ta.py",
    "new": b"? a.py",
    "new, and called like an entry": b"? H 100644 " + OF_SHA1 + b" 0\ta.py",
    "without a path": b"H 100644 " + OF_SHA1 + b" 0\t",
    "cut off": b"H 100644 " + OF_SHA1,
    "shorter than a mode": b"H",
    "a tab too early": b"H 100644 \ta.py",
    "nothing": b"",
}


@pytest.fixture(params=["library", "python"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    found = request.getfixturevalue("library") if request.param == "library" else None
    monkeypatch.setattr(import_module(tracked.__module__), "loaded", lambda: found)
    return str(request.param)


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("name", OTHERS)
def test_what_is_no_tracked_file_stays_whole(name: str) -> None:
    entries = [*PLAIN, OTHERS[name], *PLAIN]
    told = tracked(b"".join(entry + b"\0" for entry in entries))
    assert told.paths.split(b"\0") == [*PLAIN.values(), *PLAIN.values(), b""]
    assert told.others == [OTHERS[name]]


_ENTRIES = st.one_of(
    st.sampled_from([*PLAIN, *OTHERS.values()]),
    st.lists(
        st.sampled_from(
            [b"H ", b"100644 ", b"100755", OF_SHA1, b" ", b"0", b"\t", b"H 100644 0 0\t", b"\n", b"g", b"F", b"x"]
        )
    ).map(b"".join),
    st.binary(max_size=12).map(lambda data: data.replace(b"\0", b"")),
)


@example(entries=[b"H 100644 " + OF_SHA1 + b"\t 0\tx"])
@example(entries=[b"H 100644 0\tx", b"H 100644 g 0\tx"])
@given(entries=st.lists(_ENTRIES, max_size=6))
def test_any_list(library: compiled.Library, entries: list[bytes]) -> None:
    answer = b"".join(entry + b"\0" for entry in entries)
    with pytest.MonkeyPatch.context() as patch:
        told = []
        for found in (library, None):
            patch.setattr(import_module(tracked.__module__), "loaded", lambda found=found: found)
            told.append(tracked(answer))
    assert told[0] == told[1]


def test_last_entry_may_lack_its_end(library: compiled.Library) -> None:
    assert library.tracked(b"? a\0" + next(iter(PLAIN))) == (b"a.py\0", b"? a\0")
