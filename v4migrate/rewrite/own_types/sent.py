"""Java, Kotlin and C#: is a class sent, as its name says, or stored? A switch in what is stored would be kept with it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from v4migrate.regex import regex
from v4migrate.rewrite.own_types.source import Declared, Source

# What writes a value as JSON, or takes one that is to be sent.
_SENDS = (
    rb"(?:writeValue\w*|valueToTree|encodeTo\w+|[tT]oJson\w*|Serialize\w*|FromObject|HttpEntity|JsonContent\.Create|body\w*|\w*Body|\w*AsJsonAsync"
    rb"|[pP]ost\w*|put|exchange|\w*[sS]end\w*|\w*[eE]xecute\w*|[rR]equest\w*)(?:<[^()]*>)?\(\s*(?:(?:[^;{}()]|\([^()]*\))*?[,\s])?"
)
_STORED = regex(
    r"@(?:Entity|Document|Table|Embeddable|MappedSuperclass|TableName|Node)\b|\[(?:Table|Owned|BsonDiscriminator|Index)\b"
)


def stored(kind: Declared, users: Sequence[Source], heads: str) -> str | None:
    """Why the values of a class are kept in a database; None where nothing says so."""
    sets = (
        rb"\b(?:DbSet|IMongoCollection|JpaRepository|CrudRepository|MongoRepository|BaseMapper)<\s*%s\b"
        % kind.name.encode()
    )
    is_kept = _STORED.search(heads) is not None or any(re.search(sets, user.text) for user in users)
    return f"values of {kind.name} are stored as well" if is_kept else None


def unsent(kind: Declared, users: Sequence[Source]) -> str | None:
    """Why nothing shows that a class is a request: no file writes a value of it as JSON, sends one or has a method that does."""
    return None if any(_is_sent(kind, user) for user in users) else f"nothing shows that {kind.name} is sent"


def _is_sent(kind: Declared, user: Source) -> bool:
    word = re.escape(kind.name.encode())
    is_kotlin = user.language == "kotlin"
    held = {found[1] for found in re.finditer(rb"\b%s(?:\[\]|\?)?\s+(\w+)\s*[=;,):]" % word, user.text)}
    held |= {found[1] for found in re.finditer(rb"\b(\w+)\s*=\s*(?:await\s+)?(?:new\s+)?%s\b" % word, user.text)}
    if is_kotlin:
        held |= {found[1] for found in re.finditer(rb"\b(\w+)\s*:\s*(?:\w+\.)*%s\b" % word, user.text)}
    names = b"|".join(rb"%s\b" % re.escape(name) for name in sorted(held)) or rb"(?!)"
    own = rb"|this\b" if user.path == kind.source.path else b""
    shapes = (
        rb"\b%s(?:%s%s\b|%s%s)" % (_SENDS, rb"(?:\w+\.)*" if is_kotlin else rb"new\s+", word, names, own),
        rb"\b(?:%s)\.(?:[tT]oJson|[sS]erialize)\w*\(" % names,
        rb"@(?:Body|RequestBody)\b[^;{}()]*\b%s\b" % word,
    )
    return any(re.search(shape, user.text) for shape in shapes)
