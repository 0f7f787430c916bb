"""Names as programs write them: their words, whether they name a model, and what the API calls the same thing."""

from __future__ import annotations

from v4migrate.regex import regex
from v4migrate.scan.place import is_model_name


def word_set(text: str) -> frozenset[str]:
    """The words of a list that is written as one text."""
    return frozenset(text.split())


_WORD = regex(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_VENDOR = regex(r"(?i)deep_?seek")
_ID = regex(r"(?i)deepseek[\w.-]*")
# What is told about a model, or kept beside it, and is not the model that a request asks for.
_ABOUT = word_set(
    "label title display description family prefix suffix path dir folder file url regex pattern key icon "
    "avatar image alias provider header group tag category vendor response"
)
# What an application writes down about a request, or gets back for it.
_TELLING = word_set(
    "price prices pricing cost costs usage limit limits window metric metrics token tokens count error exception where filter exclude"
    " label labels tag tags log logs mdc record track emit event span stats info spec capability capabilities alias metadata headers"
    " response resp result answer reply chunk"
)
_FILLERS = frozenset({"deepseek", "model", "models", "name", "id", "k"})
_SETTERS = frozenset({"with", "set", "using", "use"})
_MODEL = frozenset({"model", "model_name", "model_id"})


def words(name: str) -> list[str]:
    """The words of a name in lower case: `WithMaxTokens`, `max_tokens`, `maxTokens`. The vendor is one word."""
    return [word.lower() for word in _WORD.findall(_VENDOR.sub("_deepseek_", name))]


def names_a_model(name: str | None) -> bool:
    """Does a key, argument, variable or function of this name hold the id of the model to ask?"""
    return name is not None and is_model_name(name) and _ABOUT.isdisjoint(words(name))


def tells(name: str) -> bool:
    """Is a function, a structure or a variable of this name about what was asked or answered, and none that asks?"""
    return not _TELLING.isdisjoint(words(name))


def is_default(name: str) -> bool:
    """`default`, `defaultValue`, `fallback`: a name that says no more than that."""
    found = words(name)
    return bool(found) and found[0] in {"default", "fallback"} and set(found[1:]) <= {"value"}


def is_named_after(name: str, source: str) -> bool:
    """Does a constant repeat the id that it holds (`DEEPSEEK_CHAT`, `Chat`), as the list of an SDK's models does?

    `CHAT_MODEL` says what for and not which: it is none.
    """
    found = _ID.search(source)
    own = words(name)
    if found is None or ("model" in own and "deepseek" not in own):
        return False
    spelled = [word for word in own if word not in _FILLERS]
    return bool(spelled) and spelled == [word for word in words(found.group()) if word != "deepseek"]


def api_name(written: str) -> str:
    """What the API calls an argument, field or builder method: `MaxTokens`, `withMaxTokens`, `setMaxTokens` are `max_tokens`."""
    found = words(written)
    if len(found) > 1 and found[0] in _SETTERS:
        found = found[1:]
    name = "_".join(found)
    return "model" if name in _MODEL else name
