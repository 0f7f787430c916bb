"""Kotlin: what writes a class as JSON, and what it does with defaults and with null."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from v4migrate.regex import regex
from v4migrate.rewrite.own_types.source import Asked

_SAYS = regex(
    rb"\b(?:Gson(?:Builder|ConverterFactory)?\b|Moshi\w*|JacksonConverterFactory|(?:jackson)?ObjectMapper|fasterxml|RestTemplate|WebClient"
    rb"|RestClient|serializeNulls|withNullSerialization|Json\s*\{|json\(|gson\s*[({]|moshi\b|jackson\s*[({]|explicitNulls|encodeDefaults)"
)
_GSON = regex(rb"\bGson(?:Builder|ConverterFactory)?\b|google\.gson|@(?:field:)?SerializedName|\bgson\s*[({]")
_MOSHI = regex(rb"\bMoshi\w*\b|@JsonClass\b|@(?:field:)?Json\(")
_JACKSON = regex(
    rb"fasterxml|\b(?:jackson)?ObjectMapper\b|\bJacksonConverterFactory\b|\bjackson\s*[({]|\bRestTemplate\b|\bWebClient\b|\bRestClient\b|\bHttpEntity\b|@FeignClient"
)
_NULLS = regex(rb"\bserializeNulls\(|\bwithNullSerialization\(")
_SETTINGS = regex(rb"\bJson\s*(?:\([^()]*\)\s*)?\{(?P<inside>[^{}]*)(?P<end>[{}])")
_DEFAULTS = regex(rb"\bencodeDefaults\s*=\s*true\b")
_NO_NULLS = regex(rb"\bexplicitNulls\s*=\s*false\b")
_NOT_SET_UP = regex(rb"\bJson\.(?:Default\b|encode|asConverterFactory)|\bjson\(\s*\)")
_ALL_DEFAULTS = regex(rb"\bencodeDefaults\s*=(?!\s*false)|\bjson\(\s*\)")  # Ktor's own settings write all


class Writer(NamedTuple):
    """`skips_defaults`: a property that holds its default is left out, also one that was worked out."""

    skips_defaults: bool = False
    writes_null: Literal["", "kotlinx", "jackson"] = ""  # which of them does, unless the property says otherwise


def says(language: str | None, data: bytes, names: re.Pattern[bytes]) -> bool:
    """Does a file set up what writes JSON, which is often another one than that of the class? Or is it Java code that uses one?"""
    return language in {"java", "kotlin"} and bool(_SAYS.search(data) or (language == "java" and names.search(data)))


def writer_of(asked: Asked, heads: str) -> Writer | str:
    """What writes the type: as its own file says, or the files that use it, or what the project sets up. Or why that is not known.

    `heads`: the annotations of the class.
    """
    name = asked.type.name
    users = [user.text for user in asked.users]
    set_up = [text for path, text in asked.settings if path.suffix in {".kt", ".java"}]
    unknown = f"what writes {name} as JSON is not known"
    writes_null = any(map(_NULLS.search, [*users, *set_up]))
    if re.search(r"@(?:kotlinx\.serialization\.)?Serializable\b", heads):
        return unknown if writes_null or any(map(_JACKSON.search, users)) else _by_kotlinx([*users, *set_up])
    for texts in ([asked.type.source.text], users, set_up):
        by_jackson, *others = (any(map(library.search, texts)) for library in (_JACKSON, _GSON, _MOSHI))
        if any(others) and writes_null:
            return f"what writes {name} as JSON writes null as well"
        if by_jackson or any(others):
            return Writer(writes_null="jackson" if by_jackson else "")
    return unknown


def _by_kotlinx(texts: list[bytes]) -> Writer:
    """It writes what is no default; all, where its settings say so, and then null unless they say otherwise."""
    settings = [found for text in texts for found in _SETTINGS.finditer(text)]
    both = [
        found["end"] == b"}" and bool(_DEFAULTS.search(found["inside"]) and _NO_NULLS.search(found["inside"]))
        for found in settings
    ]
    if settings and all(both) and not any(map(_NOT_SET_UP.search, texts)):
        return Writer()
    return Writer(True, "kotlinx" if any(map(_ALL_DEFAULTS.search, texts)) else "")
