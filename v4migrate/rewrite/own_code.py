"""Which called names are a project's own: of them its files tell what becomes of an argument; of anybody else's nothing does."""

from __future__ import annotations

import builtins
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import PurePosixPath

from v4migrate.regex import regex
from v4migrate.scan.finding import Context
from v4migrate.scan.modules import Modules
from v4migrate.scan.syntax.tabled.callees import Use, use_of

_IMPORTING = frozenset({"python", "javascript", "typescript", "tsx"})
_SELVES = frozenset({"self", "cls", "this", "super"})
_WORD = regex(rb"\w+")
_IS_MADE = rb"%s\s*(?::[^=\n]+)?=\s*(?:await\s+)?(?:new\s+)?(?P<by>[A-Za-z_][\w.]*)\("
_MADE = rb"(?<![\w.])" + _IS_MADE
_MADE_HERE = rb"(?:(?<=self\.)|(?<=this\.)|(?<=self\.#)|(?<=this\.#))" + _IS_MADE
_ASKS_NOTHING = frozenset({Use.PASSES, Use.SAYS, Use.COMPARES, Use.DEFAULTS, Use.LOOKS_UP})
# Libraries that keep the state of a page, or check what comes in, and ask nobody.
_KEEPS_STATE = regex(
    r"(?:zod|yup|joi|valibot|@sinclair/typebox|superstruct|convict|envalid|@t3-oss/env-[\w-]+|react|preact|vue|pinia|vuex|zustand|redux|@reduxjs/toolkit|mobx|jotai|valtio|recoil|nanostores|solid-js|svelte|@vueuse/core)"
    r"(?:/[\w/-]+)?"
)
_DEEPEST = 5  # names that were made by names
_TYPE = regex(
    rb"\b(?:class|struct|enum|record|interface|trait|object|extension|mixin)[ \t]+(\w+)"
    rb"|\btype[ \t]+(\w+)[ \t]+(?:struct|interface|string)\b"
)
_FUNCTION = regex(
    rb"\b(?:func|fn|fun|def|function)[ \t*]+(?:\([^()\n]*\)[ \t]*)?(\w+)"
    rb"|(?m:^)[ \t]*(?:(?:public|private|protected|static|async|override|final|get)[ \t]+)*"
    rb"(?:[\w<>\[\]?,.:]+[&*]?[ \t]+)?\*?#?(\w+)\([^;{}]{0,400}\)"
    rb"\s*(?:async[ \t*]*)?(?::[^{};=]{1,200}|throws [\w, ]+)?\{"
    rb"|(?m:^)[ \t]*(?:[\w<>?,]+[ \t]+){1,4}(\w+)\([^()]{0,400}\)[ \t]*(?:async[ \t]*)?=>"
    rb"|\b(?:const|let|var)[ \t]+(\w+)[ \t]*=[ \t]*(?:async[ \t]*)?(?:\([^()]{0,400}\)|\w+)[ \t]*(?::[^=\n]+)?=>"
)
_MODEL = regex(rb"\w*(?:[mM]odel|MODEL)\w*")
_HANDED = regex(rb"(?P<callee>[A-Za-z_][\w.:>-]*)\((?P<arguments>[^()\n]{0,200}(?:[mM]odel|MODEL)[^()\n]{0,200})\)")
_BUILDS_ON = regex(rb"\s*(?:\((?P<bases>[^()]*)\)|extends\s+(?P<base>[\w.]+))")
# Classes that others build on, and that ask nobody.
_PLAIN_BASE = regex(
    r"(?:\w+\.)*(?:BaseModel|BaseSettings|object|TypedDict|NamedTuple|ABC|Protocol|Generic|\w*Enum|str|dict|list|\w*(?:Error|Exception))"
)
_IS_REQUEST = regex(r"\.(?:completions|messages|responses)\.\w+\Z")  # which is looked at by itself
# What Python itself calls so; these open or run what they are handed.
_BUILT_IN = frozenset(dir(builtins)) - {"open", "exec", "eval", "compile", "__import__"}
_HAS_MODEL = regex(rb"(?i)(?<![\w.])\w*model(?!_config|_dump|_validat|_copy|_rebuild|_post|_json)\w*")
_SENDS = regex(
    rb"(?i)\b(?:post|request|create|send|stream|fetch|ask|call|invoke|complete|chat|generate|run|execute)\w*\("
    rb"|__call__|__getattr__|model_dump|asdict|to_dict|__dict__"
)
_WORDS = frozenset({b"if", b"for", b"while", b"switch", b"catch", b"function", b"return", b"match", b"using", b"lock"})


class OwnCode:
    """What the files of a project define. `add` every file, then `close` with the paths of all."""

    def __init__(self, modules: Modules | None = None) -> None:
        self._modules = modules or Modules()
        self._paths: Collection[PurePosixPath] = ()
        self._types: set[str] = set()
        self._functions: set[str] = set()
        self._handed: dict[str, set[str]] = defaultdict(set)
        self._plain: dict[str, bool] = {}  # types -> do they only hold what they are made with?
        self._open: dict[str, bool] = {}  # types -> may they have a model?
        self._handed_to_bases: dict[str, set[str]] = defaultdict(
            set
        )  # types that take no model themselves -> their bases

    def add(self, data: bytes) -> None:
        """A file of the project."""
        self._types |= {(found[1] or found[2]).decode() for found in _TYPE.finditer(data)}
        names = {name for found in _FUNCTION.finditer(data) for name in found.groups() if name}
        self._functions |= {name.decode() for name in names - _WORDS}
        for kind, bases, has_model, sends in _kinds(data):
            self._plain[kind] = self._plain.get(kind, True) and not bases and not sends
            self._open[kind] = self._open.get(kind, False) or has_model or bool(bases)
            if bases and not has_model:
                self._handed_to_bases[kind] |= bases
        for found in _HANDED.finditer(data):
            for name in _MODEL.findall(found["arguments"]):
                self._handed[name.decode()].add(found["callee"].decode())

    @property
    def functions(self) -> Collection[str]:
        """The functions that it defines."""
        return self._functions

    def close(self, paths: Collection[PurePosixPath]) -> None:
        """All files were added: these."""
        self._paths = paths

    def takers(self, name: str) -> Collection[str]:
        """What is called with a constant of this name, anywhere in the project; nothing is told of a name as common as `model`."""
        return self._handed.get(name, ()) if name.lower() != "model" else ()

    def defines(self, callee: str) -> bool:
        """Is there a function or a class of this name in it?"""
        return _last(callee) in self._functions | self._types

    def has_no_model(self, kind: str) -> bool:
        """Is it a type of the project of which no declaration has a model, or builds on what may have one?"""
        return self._open.get(kind) is False

    def only_holds(self, context: Context, callee: str) -> bool:
        """Is a class of Python made that only holds what it is given? Who asks reads that from it, and is looked at by itself."""
        is_one = context.region.language == "python" and self._plain.get(_last(callee)) is True
        return is_one and _last(callee) not in self._functions and self.is_called(context, callee)

    def may_ask(self, callee: str) -> bool:
        """May a called function ask a model with what it is handed?"""
        return use_of(callee) not in _ASKS_NOTHING

    def passes_on(self, context: Context, callee: str) -> bool:
        """Does a call reach a function of the project, which hands its arguments on?"""
        return _last(callee) in self._functions and self.is_called(context, callee)

    def is_called(self, context: Context, callee: str, depth: int = 0, *, is_key: bool = False) -> bool:
        """Is a function or class of the project called, or one that only hands a value back? `is_key`: what is handed is the first
        argument, and so no fallback for what is looked up."""
        if not callee or callee.startswith("<") or depth > _DEEPEST:
            return True
        root = callee.partition(".")[0]
        use = use_of(callee)
        if use in _ASKS_NOTHING and not (is_key and use is Use.LOOKS_UP):
            return True
        if self._hands_to_strangers(_last(callee)):
            return False
        if callee in {"Self", "this"}:
            return True  # of Rust: the type around; of Java and C#: another constructor of it
        if context.region.language not in _IMPORTING:
            defined = _last(callee) in self._types | self._functions or self._is_variant(context, callee)
            return defined or use_of(callee) not in {Use.ASKS, Use.UNKNOWN}
        if root in _SELVES:
            held, pattern = callee.split(".")[1] if callee.count(".") > 1 else "", _MADE_HERE
        elif modules := context.libraries.origins(root):
            return any(
                self._is_own(module, context.hosts.path) or _KEEPS_STATE.fullmatch(module) is not None
                for module in modules
            )
        else:
            if self._is_from_nowhere(context, root, callee):
                return False
            held, pattern = root, _MADE
        made = _makers(context, held, pattern) if held else ()
        return all(self.is_called(context, maker, depth + 1) for maker in made)

    def _is_variant(self, context: Context, callee: str) -> bool:
        """Is it a variant of an enumeration of the project, which holds what it is given? Of Rust alone: `Choice::Chat { model }`."""
        owner, _, name = callee.rpartition(".")
        return context.region.language == "rust" and name[:1].isupper() and _last(owner) in self._types

    def _hands_to_strangers(self, kind: str, depth: int = 0) -> bool:
        """Does a type of the project take no model itself, and build on one of somebody else's, which gets what it is handed?"""
        bases = self._handed_to_bases.get(kind, ()) if depth <= _DEEPEST else ()
        return any(
            self._hands_to_strangers(base, depth + 1) if base in self._types else True
            for base in (_last(spelled) for spelled in bases)
        )

    def _is_from_nowhere(self, context: Context, root: str, callee: str) -> bool:
        """Is it neither bound in its file nor defined in the project? Python alone: it was imported by `*`, or is one of its own."""
        if context.region.language != "python" or self.defines(callee) or self.defines(root):
            return False
        if root in _BUILT_IN or _IS_REQUEST.search(callee):
            return False
        bound = rb"(?<![\w.])%s\s*(?:[:=,)\]]|in\b)|\b(?:as|def|class)\s+%s\b" % ((re.escape(root.encode()),) * 2)
        return re.search(bound, context.region.text) is None

    def _is_own(self, module: str, importer: PurePosixPath) -> bool:
        return any(self._modules.means(module, importer, path) for path in self._paths)


def _kinds(data: bytes) -> Iterator[tuple[str, set[str], bool, bool]]:
    """The types that a file declares, what each builds on that may have a model, whether it has one itself, and whether it may send."""
    for found in _TYPE.finditer(data):
        indented = _indentation(data, found.start())
        end = re.compile(rb"\n(?![ \t]{%d}|[ \t]*(?:\n|[)}\]{]))" % (indented + 1)).search(data, found.end())
        body = data[found.end() : end.start() if end is not None else len(data)]
        builds_on = _BUILDS_ON.match(body)
        bases = (builds_on["bases"] or builds_on["base"] or b"").decode("utf-8", "replace") if builds_on else ""
        strange = {base for base in re.findall(r"[\w.]+", bases) if not _PLAIN_BASE.fullmatch(base)}
        yield (
            (found[1] or found[2]).decode(),
            strange,
            _HAS_MODEL.search(body) is not None,
            _SENDS.search(body) is not None,
        )


def _indentation(data: bytes, at: int) -> int:
    """The blanks before the line that a byte stands on."""
    line = data[data.rfind(b"\n", 0, at) + 1 : at]
    return len(line) - len(line.lstrip())


def _last(callee: str) -> str:
    return re.sub(r"\W.*", "", callee.rpartition(".")[2])


def _makers(context: Context, name: str, pattern: bytes) -> Collection[str]:
    """What makes the object that a name holds."""
    return _made_by(context.region.text, name.encode(), pattern)


@lru_cache(maxsize=1024)  # most requests of a file go by one client
def _made_by(text: bytes, name: bytes, pattern: bytes) -> Collection[str]:
    made = re.compile(pattern % re.escape(name))
    first = _WORD.match(name)
    starts = _words(text).get(first.group(), ()) if first is not None else range(len(text))
    found = (made.match(text, at) for at in starts)
    return sorted({one["by"].decode() for one in found if one is not None and one["by"] != name})


@lru_cache(maxsize=2)
def _words(text: bytes) -> Mapping[bytes, Sequence[int]]:
    """Where each word of a text stands, so that it is not searched anew for every name."""
    found: dict[bytes, list[int]] = defaultdict(list)
    for word in _WORD.finditer(text):
        found[word.group()].append(word.start())
    return found
