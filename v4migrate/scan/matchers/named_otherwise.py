"""Names that say what an id is, and that it is no model's: a service, a bucket, a logger, a route, an element of a page.

A constant is asked with where a request of the same file takes it, or where a word for a model stands before its use.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import PurePosixPath

from v4migrate.regex import regex
from v4migrate.rulebook.schema import HostKind, Role
from v4migrate.scan.host import Host
from v4migrate.scan.left import Left
from v4migrate.scan.place import Place, Span, Syntax, is_model_name
from v4migrate.scan.syntax.tabled.names import word_set, words

_NAMED = frozenset({Role.CONSTANT, Role.ARGUMENT})
_BY_PLACE = regex(rb"[(,\[{]\s*[\"'`]?\Z")  # an argument that has the name of the callee alone
# What these words are names of is a program, a machine or a store.
_THINGS = word_set(
    "service services server app application container image repo repository registry bucket queue table collection database db schema"
    " namespace cluster pod project package module plugin program process job workflow pipeline folder dir directory subdomain domain"
    " hostname crate gem artifact"
)
_SIGNS = word_set(
    "logger route router path slug url uri selector css html dom element anchor thread session cookie prefix"
    " channel topic"
)
_SHOWN = word_set("title caption heading")  # of a constant; beside a name that is chosen from they are changed with it
_UNTOLD = word_set("name id key value agent user")
# Words that a model goes by where it is chosen: what it is for, how it is ranked, whose it is.
_MAY_ASK = word_set(
    "default defaults deepseek ds chat chats reasoner reasoning reason fast slow quick cheap smart strong weak"
    " small big large main primary secondary fallback backup ai llm gpt openai v2 v3 v4 r1 coder code think"
    " thinking thinker current selected select choice chosen preferred lite pro flash mini base normal standard"
    " basic writer planner summarizer summary translator translate judge evaluator critic light heavy economy"
    " budget premium high low medium fine draft editor architect vision text completion completions ask mdl"
    " models other another alt alternative first second third deep simple complex long short best cheapest"
    " fastest strongest expert worker manager orchestrator router classifier extractor reviewer generator"
    " summarize"
)
_SHORT = 2  # letters of a word that says nothing
_CALLS = regex(
    r"(?i)(?:^|[._])(?:get_?logger|new_?logger|getelements?by\w+|class_?list\.\w+|queryselector(?:all)?|closest|createelement|class_?name)\Z"
)
_ASKS = regex(rb"(?i:model|engine|llm|deployment|deepseek)[\w.\"'\])]*\s*(?::=|=>|[:=(])(?=(?P<behind>[^\n;]{0,120}))")
_NAME = regex(rb"(?<![\w\"'.-])[A-Za-z_$][\w$.]*")
_SELECTOR = regex(rb"[\"'`][\w.-]*#\Z")
_STYLES = frozenset({".css", ".scss", ".sass", ".less", ".styl"})
_RESOURCE = regex(rb"(?m)^apiVersion:\s")
_RESOURCE_KEYS = regex(r"metadata|\w*[cC]ontainers|volumes|ports|roleRef|subjects|scaleTargetRef")
_WORKFLOWS = regex(r"(?:^|/)\.(?:github/(?:workflows|actions)|gitlab|circleci)/")


def named_otherwise(path: PurePosixPath, text: bytes, span: Span, place: Place, syntax: Syntax) -> Left | None:
    """Why an id at `span` is no model's name by what it is called, or None."""
    before = text[max(0, span.start - 20) : span.start]
    if place.role in {Role.TEXT, Role.SAID} and before.endswith(b"#"):
        return Left.LABEL if path.suffix in _STYLES or _SELECTOR.search(before) else None
    if place.role in {Role.MEMBER, Role.KEY} and _is_resource(path, text, place):
        return Left.PACKAGE
    if place.role not in _NAMED or place.name is None or is_model_name(place.name):
        return None
    if place.role is Role.ARGUMENT and _CALLS.search(place.name):
        return Left.LABEL
    if _BY_PLACE.search(before) or any(map(is_model_name, place.keys)):
        return None
    why = _said_by(place)
    return why if why and not (place.role is Role.CONSTANT and is_asked_with(text, place, syntax)) else None


def _said_by(place: Place) -> Left | None:
    """The last word of a name says what it names; one that says nothing by itself, the word before it."""
    assert place.name is not None
    said = [word for word in words(re.split(r"[.:>(]", place.name)[-1]) if word not in _UNTOLD][-1:]
    if not _SIGNS.isdisjoint(said):
        return Left.LABEL
    if place.role is Role.CONSTANT and not _SHOWN.isdisjoint(said):
        return Left.LABEL
    return Left.PACKAGE if not _THINGS.isdisjoint(said) else None


def _is_resource(path: PurePosixPath, text: bytes, place: Place) -> bool:
    """Is it the name of a resource of a cluster, or of a workflow, a job or a step? What a matrix runs through is none."""
    if _WORKFLOWS.search(path.as_posix()):
        return (place.name == "name" and "matrix" not in place.keys) or (
            place.role is Role.KEY and place.keys[:1] == ["jobs"]
        )
    is_named = place.role is Role.MEMBER and place.name in {"name", "namespace"} and bool(place.keys)
    return is_named and _RESOURCE_KEYS.fullmatch(place.keys[0]) is not None and _RESOURCE.search(text) is not None


def may_name_anything(text: bytes, place: Place, host: Host, syntax: Syntax) -> bool:
    """Does nothing say that a constant is what a model is asked by: no word of its name, no use in the file? Of a name without any
    evidence of a host the words must say nothing at all."""
    if (
        place.role is not Role.CONSTANT
        or place.constant is None
        or host.kind not in {HostKind.PRESUMED, HostKind.OFFICIAL}
    ):
        return False
    if is_model_name(place.constant) or any(map(is_model_name, place.keys)):
        return False
    said = words(" ".join((place.constant, *place.keys)))
    telling = [word for word in said if word not in _UNTOLD and len(word) > _SHORT and not word.isdigit()]
    says_another = bool(telling) and _MAY_ASK.isdisjoint(said) and not place.run_time_choice
    says_nothing = host.kind is HostKind.PRESUMED and not _UNTOLD.isdisjoint(said) and _UNTOLD.issuperset(said)
    return (says_another or says_nothing) and not is_asked_with(text, place, syntax)


def is_asked_with(text: bytes, place: Place, syntax: Syntax) -> bool:
    """Is a constant the model of a request of its file, or handed on as one?"""
    if place.constant is None:
        return False
    if place.call is not None or syntax.uses(place.constant).calls:
        return True
    return place.constant.encode() in _names_asked_with(text)


@lru_cache(maxsize=4)
def _names_asked_with(text: bytes) -> frozenset[bytes]:
    """Every name that stands behind a word for a model, as it is written, and by each of its ends: `NAME` of `config.NAME`."""
    written = {name for found in _ASKS.finditer(text) for name in _NAME.findall(found["behind"])}
    parts = [name.split(b".") for name in written]
    return frozenset(b".".join(each[first:]) for each in parts for first in range(len(each)))
