"""What a called function does with an id that it is given, as far as its name tells. The same words in every language."""

from __future__ import annotations

from enum import Enum

from v4migrate.regex import regex
from v4migrate.scan.syntax.tabled.names import word_set, words


class Use(Enum):
    """What a function does with a string argument."""

    PASSES = "gives it back in another form"
    SAYS = "prints, logs or throws it"
    COMPARES = "tests something against it"
    LISTS = "makes a list or set of it and others"
    MAPS = "makes a mapping of keys and values in turn"
    ASKS = "takes the model to ask"
    DEFAULTS = "takes a fallback"
    SETS = "takes a key and a value"
    LOOKS_UP = "takes a key"
    UNKNOWN = "cannot be told"


_PASSES = regex(
    r"(?i)(?:^|\.)(?:string|str|f|some|ok|just|optional|option|ptr|to_?ptr|str(?:ing)?_?ptr|pointer|ref|json|json_?primitive|string_view"
    r"|make_optional|newopt|strdup|(?-i:TEXT|_T|QString|QStringLiteral|QLatin1String)|cjson_createstring|json_string|json_object_new_string|lazy|run|borrowed|owned|i?ref|(?:string|cow|arc|rc|box|optional|option|\w*model(?:_?id|_?name)?)\.(?:from|of|some|new))$"
)
_REFORMS = word_set(
    "to_string tostring to_owned into as_str freeze dup trim strip trimindent trimmargin stripindent "
    "stripmargin intern c_str as_ref clone to_s itself unindent dedent"
)
_LISTS = regex(
    r"(?i)(?:^|[._])(?:list|seq|vec|vector|array|stream)(?:\.(?:of|from|apply))?$|aslist$|(?:list|set|array)of$|set\.of$|^set$"
)
_MAPS = regex(r"(?:^|\.)\w*(?:Map|Dictionary)\.of$|(?:^|\.)(?:Map\.entry|entry)$")
_COPIES = frozenset({"strcpy", "strncpy", "strlcpy", "strcpy_s", "strncpy_s", "snprintf", "sprintf"})
_LOGS_FIELDS = regex(r"(?i)(?:^|\.)(?:zap|slog|attribute|attr|zerolog|tracing)\.\w+$|(?:^|\.)errors\.new$")
_SAYS_FIRST = word_set(
    "print println printf printl fprintf fprintln eprintln eprint dbg puts p pp echo say log logf debug "
    "debugf info infof warn warnf warning error errorf fatal fatalf critical trace panic raise throw fail "
    "abort die bail anyhow write writeln nslog os_log notice skip doc moduledoc typedoc shortdoc"
)
_SAYS_LAST = frozenset({"error", "exception"})
_COMPARES_FIRST = word_set(
    "equals equal eq eql neq ne compare starts start ends end contains contain includes include has "
    "prefix suffix match matches strcmp strncmp strcasecmp strncasecmp stricmp strstr strpos stripos is "
    "assert expect should index in replace trim strip split cut test equivalent iequals identical rawequal casecmp cmp rfind "
    "startswith endswith"
)
_COMPARES_ANYWHERE = frozenset({"equal", "equals", "contains", "insensitive", "startswith"})
_TESTS_TEXT = regex(
    r"(?i)(?:^|\.)(?:should\.be|string\.find|region_?matches|(?:tbl|list)_contains|array_(?:search|key_exists)|(?:enum|map_?set)\.member\??|be_in)$"
)
_FALLBACKS_ALONE = word_set("default fallback coalesce unwrap otherwise")
_FALLBACKS = word_set("env getenv environment default fallback coalesce unwrap otherwise flag flags")
_SETS_FIRST = word_set(
    "define putenv setenv put set add insert append push property param parameter with "
    "entry store update merge assoc pair"
)
_LOOKS_UP_FIRST = word_set(
    "get lookup find fetch remove delete at key of for config option setting settings value string read "
    "load opt optional input data"
)
_MODEL_WORDS = word_set("model llm engine deployment deepseek")
# A call is trusted to ask for the model only if every word of its name speaks of nothing else.
_ASKING = _MODEL_WORDS | word_set(
    "with set use using new create make build builder for from agent chat language default name id open "
    "ai openai client completion completions request options text generative streaming async select "
    "switch change init provider"
)


def copies(callee: str) -> bool:
    """Does a function of C write a string to what its first argument names?"""
    return tail_of(callee) in _COPIES


def tail_of(callee: str) -> str:
    """The last name of a dotted callee."""
    return callee.rpartition(".")[2]


def owner_of(callee: str) -> str:
    """The name before the last one; empty where there is none."""
    return tail_of(callee.rpartition(".")[0])


def reforms(callee: str) -> bool:
    """Does a method give the string that it is called on back, in another form?"""
    return tail_of(callee).lower() in _REFORMS


def use_of(callee: str, handed: int = 1) -> Use:
    """What a function with this dotted name does with a string that is one of so many arguments."""
    tail = tail_of(callee)
    said = words(tail)
    if not said:
        return Use.UNKNOWN
    if handed == 1 and _PASSES.search(callee):
        return Use.PASSES
    begins = said[0] in _SAYS_FIRST and tail != "P"  # `p` prints in Ruby; a capital is a function of the program's own
    if _LOGS_FIELDS.search(callee) or begins or said[-1] in _SAYS_LAST:
        return Use.SAYS
    if _compares(callee, said):
        return Use.COMPARES
    if _LISTS.search(callee):
        return Use.LISTS
    if _MAPS.search(callee):
        return Use.MAPS
    if _asks(callee, said):
        return Use.ASKS
    if _falls_back(callee, said):
        return Use.DEFAULTS
    if said[0] in _SETS_FIRST or "add" in said or said[:3] == ["json", "object", "set"]:
        return Use.SETS
    return Use.LOOKS_UP if said[0] in _LOOKS_UP_FIRST else Use.UNKNOWN


def _compares(callee: str, said: list[str]) -> bool:
    """`strings.EqualFold`, `in_array`, `expect(…).to`, `str_contains`, `hash_equals`, `XCTAssertEqual`."""
    if words(callee)[0] == "expect" or said[0] in _COMPARES_FIRST or (said[0] == "str" and len(said) > 1):
        return True
    return not _COMPARES_ANYWHERE.isdisjoint(said) or _TESTS_TEXT.search(callee) is not None


def stands_in_alone(callee: str) -> bool:
    """Is the only argument the fallback (`.orElse(…)`), and not the name of what is read (`getenv(…)`)?"""
    said = words(tail_of(callee))
    return bool(said) and (
        said[0] in {"or", "if"} or said[-1] in {"or", "else"} or not _FALLBACKS_ALONE.isdisjoint(said)
    )


def takes_provider_and_model(callee: str) -> bool:
    """`using(Provider::DeepSeek, "…")`."""
    return words(tail_of(callee))[:1] in (["using"], ["use"], ["with"])


def _asks(callee: str, said: list[str]) -> bool:
    """`.model(…)`, `WithModel`, `new ChatModel(…)`, `deepseek.New(…)`, `deepseek("…")`, `GetChatClient(…)`."""
    if said[:1] == ["get"] and "client" in said:
        said = said[1:]
    if not set(said) <= _ASKING:
        return False
    speaks_of_one = not _MODEL_WORDS.isdisjoint(said) or "deepseek" in words(callee)
    return speaks_of_one or said == ["agent"] or {"chat", "client"} <= set(said)


def _falls_back(callee: str, said: list[str]) -> bool:
    """`getenv`, `.unwrap_or(…)`, `getOrElse`, `flag.String`, `ENV.fetch`, `firstNonEmpty`."""
    if not _FALLBACKS.isdisjoint(said) or said[-1] in {"or", "else"} or said[0] in {"or", "if"}:
        return True
    owners = words(callee.rpartition(".")[0])
    return bool(owners) and (
        owners[-1] in {"env", "flag", "flags", "pflag", "viper", "environment"} or said[:2] == ["from", "environment"]
    )
