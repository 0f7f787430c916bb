"""Values that stand apart from their names: on a later line, in brackets, behind an `or`, in a block scalar, in several pieces."""

from __future__ import annotations

from collections.abc import Iterator

from v4migrate.regex import regex

_Q = r"""\\{0,3}["'`]"""
_QUOTED = (
    rf"""[rbfuRBFU@$]{{0,2}}(?P<quote>{_Q})(?P<quoted>(?:(?!(?P=quote))(?:\\.|[^\\\n])){{1,400}})(?=(?P=quote)|\Z)"""
)
_BARE = r"""[^\s"'`,;&|()\[\]{}<>\\]{4,400}"""
_ALL_OF_LINE = r"(?<!:)(?=[ \t]*\r?(?:\n|\Z))"
_NOTE = r"(?:\#|//)[^\n]{0,200}\n"  # a comment behind the bracket or the sign
_GAP = rf"(?:[\s\\(\[]|{_NOTE}){{0,200}}+"
_LINE_END = rf"[ \t]*(?:\\|\(+)?[ \t]*(?:{_NOTE}|\r?\n)[ \t]*"
_CLOSED = rf"(?:{_Q})?[ \t]*[\])]{{0,3}}[!?]?"
_TYPE = r"[ \t]*(?::[ \t]*)?\*?[\w.&\[\]|?<>' ]{1,40}+[ \t]*+(?==[^=])"
_SIGN = r"\s{0,40}(?::=|=>|->|<-|={1,3}|:|\|\||\?\?|\?:|or\b|,(?=\s*\n))"
_MAKER = r"(?:(?:new[ ])?(?:[A-Za-z_]\w{0,40}(?:\.|::)){0,3}[A-Z]\w{0,40}\(\s*)?"  # SecretStr("..."), new ApiKey("...")

_SHAPES = [
    regex(rf"{_CLOSED}(?:{_TYPE})?{_SIGN}{_GAP}{_MAKER}{_QUOTED}"),
    regex(rf"{_CLOSED}[ \t]*(?::=|[:=])[ \t]*(?:[rbfRBF]?[\"']{{3}}|`)\s*\n\s*(?P<bare>{_BARE})(?=\s*[\"'`])"),
    regex(rf"{_CLOSED}[ \t]*[:=]{_LINE_END}(?P<bare>(?!-[ \t]){_BARE}){_ALL_OF_LINE}"),
    regex(rf"[ \t]+\\\r?\n[ \t]*(?!-)(?:{_QUOTED}|(?P<bare>{_BARE})(?=\s|\Z))"),
]
_CALLED = regex(rf"(?<!s)\(\s*{_QUOTED}")
_LISP = regex(rf"\s+{_QUOTED}")
_LISP_BEFORE = regex(r"(?::|\([\w-]{1,40}[ \t]+)[\w-]*\Z")
_DOCKER = regex(rf"[ \t]+(?:\\\r?\n[ \t]*)?(?P<bare>{_BARE})(?=[ \t]*\r?(?:\n|\Z))")
_DOCKER_BEFORE = regex(r"(?m)^[ \t]*(?:ENV|ARG)[ \t]+\w*\Z")
_BLOCK = regex(
    rf"{_CLOSED}[ \t]*:[ \t]*[|>][+-]?\d?[ \t]*(?:\#[^\n]*)?"
    rf"(?P<lines>\r?\n(?P<margin>[ \t]+)[^\n]{{1,400}}(?:\n(?P=margin)[^\n]{{1,400}}){{0,20}})"
)
_ITEMS = regex(rf"{_CLOSED}[ \t]*:[ \t]*(?:\#[^\n]*)?(?P<lines>(?:\r?\n[ \t]*-[ \t]+[^\n]{{1,400}}){{1,40}})")
_WORD = regex(r"""(?m)^[ \t]*(?:-[ \t]+)?["']?(?P<bare>[^\n"']*?[^\s"'])["']?[ \t]*\r?$""")
_MORE = regex(rf"{_Q}\s*(?:[+.&~]|\\\r?\n)?\s*{_QUOTED}")


def values_apart(text: str, at: int, before: str) -> Iterator[list[tuple[int, int]]]:
    """What may be the value of a name that ends at `at`, as the stretches of its pieces: each shape that fits."""
    shapes = [*_SHAPES, _CALLED]
    shapes += [_LISP] if _LISP_BEFORE.search(before) else []
    shapes += [_DOCKER] if _DOCKER_BEFORE.search(before) else []
    for shape in shapes:
        found = shape.match(text, at)
        if found is not None and found.groupdict().get("quoted"):
            yield [found.span("quoted"), *further_pieces(text, found.end("quoted"))]
        elif found is not None:
            yield [found.span("bare")]
    if block := _BLOCK.match(text, at):
        yield [word.span("bare") for word in _WORD.finditer(text, *block.span("lines"))]
    if items := _ITEMS.match(text, at):
        yield from ([word.span("bare")] for word in _WORD.finditer(text, *items.span("lines")))


def further_pieces(text: str, end: int) -> Iterator[tuple[int, int]]:
    """The pieces that a quoted value goes on with: `"abc" "def"`, `"abc" + "def"`."""
    while (more := _MORE.match(text, end)) is not None:
        yield more.span("quoted")
        end = more.end("quoted")
