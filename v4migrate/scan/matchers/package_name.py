"""What a package, a program or an image calls itself, in the files that say so and in the commands that fetch it: no model's name.

Many projects are called like the model that they ask. Told by the text right before the id, in any language.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from v4migrate.regex import regex
from v4migrate.rulebook.schema import Role
from v4migrate.scan.place import Place, Span

_ASKED = frozenset({Role.REQUEST, Role.CONFIG, Role.COMPARISON, Role.CONSTANT, Role.PROSE, Role.HELP})
_MANIFEST = regex(
    r"(?i)package(?:-lock)?\.json|npm-shrinkwrap\.json|composer\.(?:json|lock)|bower\.json|deno\.jsonc?|jsr\.json|manifest\.json|app\.json"
    r"|pyproject\.toml|cargo\.(?:toml|lock)|(?:poetry|uv|pdm)\.lock|pipfile(?:\.lock)?|setup\.(?:py|cfg)|requirements[\w.-]*\.txt"
    r"|pubspec\.(?:yaml|lock)|chart\.yaml|pnpm-lock\.yaml|go\.(?:mod|sum)|pom\.xml|(?:build|settings)\.gradle(?:\.kts)?|mix\.exs"
    r"|wrangler\.(?:toml|jsonc?)|vercel\.json|fly\.toml|render\.yaml|serverless\.ya?ml|project\.json"
    r"|gemfile(?:\.lock)?|[\w.-]+\.(?:gemspec|csproj|cabal|podspec)|package\.swift|cmakelists\.txt"
)
_COMPOSE = regex(r"(?i)(?:docker-)?compose[\w.-]*\.ya?ml")
_QUOTE = rb"\s*[\"']?\Z"
_OF_A_MANIFEST = regex(
    rb"(?:(?<![\w-])[\"']?(?:name|short_?name|displayName|slug|title|artifactId|app)[\"']?\s*[:=]\s*:?|<(?:name|artifactId|AssemblyName)>"
    rb"|^\s*(?:module|require|gem|app:)\s|\bproject\(|(?<![\w-])keywords[\"']?\s*[:=]\s*\[[^\]]*,?)" + _QUOTE,
    re.MULTILINE,
)
_FETCHED = regex(
    rb"[\"']?\s*[:=]\s*(?:[\"'](?![^\"'\n]*(?i:deepseek))[^\"'\n]*[\"']|\{|\[?[~^<>=\d])"
)  # as a key: what, in which version
_ANYWHERE = regex(
    rb"(?:(?<![\w-])[\"']?(?:image|container_name|hostname|[\w.-]*(?:application|app|service|project|package|site|rootProject)[._-]?name)"
    rb"[\"']?\s*[:=]\s*)" + _QUOTE
)
_MANAGERS = (
    rb"(?:pip3?|pipx|uv|conda|mamba|poetry|pdm|npm|pnpm|yarn|bun|brew|cargo|gem|bundle|composer|apt(?:-get)?|go|dotnet)"
)
_COMMAND = regex(
    rb"(?:^|[\s;&|(`])(?:(?:cd|pushd|mkdir|rmdir|rm|ls|cp|mv|code|touch)"
    rb"|" + _MANAGERS + rb"(?:\s+(?:pip|-\S+|global|mod))*"
    rb"\s+(?:install|i|add|uninstall|remove|update|upgrade|require|get|create|new|init|publish|show)"
    rb"|git\s+clone|(?:docker|podman)\s+(?:build|pull|push|tag|stop|start|rm|rmi|logs|restart|inspect)|kubectl|helm|systemctl|service|pm2"
    rb"|(?:npx|bunx|uvx|dlx)(?=\s+(?:-\S+\s+)*\Z))\b[^\n;|&`]*\s[\"']?\Z",
    re.MULTILINE,
)
_NAMED_BY = frozenset({"name", "t", "tag", "hostname", "network", "title"})  # options of commands
_OF_COMPOSE = frozenset({Role.KEY, Role.MEMBER})
_PARTS_OF_COMPOSE = frozenset({"networks", "volumes", "depends_on", "links", "secrets", "configs", "profiles"})
_REACH = 300  # bytes before a name


def names_a_package(path: PurePosixPath, text: bytes, span: Span, place: Place) -> bool:
    """Is an id at `span` of a file's text the name of a package, a program, a folder, an image or a service?"""
    if place.role in _ASKED:
        return False
    before = text[max(0, span.start - _REACH) : span.start]
    if _ANYWHERE.search(before) or (place.role is Role.ARGUMENT and _COMMAND.search(before)):
        return True
    if place.name in _NAMED_BY and re.search(rb"\s--?%s[=\s][\"']?\Z" % place.name.encode(), before):
        return True
    if _MANIFEST.fullmatch(path.name):
        return _OF_A_MANIFEST.search(before) is not None or _FETCHED.match(text, span.end) is not None
    if place.role not in _OF_COMPOSE or _COMPOSE.fullmatch(path.name) is None:
        return False
    above = (place.name or "", *place.keys)
    return (place.role is Role.KEY and "services" in above) or not _PARTS_OF_COMPOSE.isdisjoint(above)
