"""Functions that keep what they are given and ask nothing with it: the state of a page, a store, a database, a file, a queue."""

from __future__ import annotations

from v4migrate.regex import regex

_KEEPERS = (
    r"(?:\w*(?:prisma|redis|mongo|supabase|knex|cookies?|cache|localforage|collection|queue|producer|broker)|db|database|tx|trx|kv"
    r"|(?:local|session|async)?storage(?:\.(?:local|sync))?|\w*(?:repo|repository|dao|prefs|preferences|userdefaults)|hive|box)"
)
_STORED = regex(
    r"(?i)(?:^|\.)(?:setitem|insert_?(?:one|many|into)|bulk_?create|create_?many|get_or_create|update_or_create|find_or_create(?:_by)?"
    r"|objects\.(?:a?create|update)|upsert|h?mset|hset|postmessage|publish|sendtoqueue|[lr]push|xadd|emit|set_?cookie)$"
    rf"|(?:^|\.){_KEEPERS}(?:\.\w+)*\.(?:create|add|put|set|setex|save|update|insert|write|push|send|(?:set|put)string(?:async)?)$"
)
_STATE = regex(
    r"(?:^|\.)(?:use(?:State|Reducer|Ref|Memo|LocalStorage|SessionStorage|PersistedState)|(?:shallow)?[rR]e(?:f|active)|writable|signal"
    r"|create(?:Store|Signal|Slice|Reducer|Context|Atom)|atom\w*|defineStore|observable|makeAutoObservable|setState|set[A-Z]\w*|\$set|\$patch"
    r"|dispatch|commit|pushState|replaceState|set|update|produce|structuredClone|Object\.freeze)$"
)
_WRITTEN = regex(
    r"(?i)(?:^|\.)(?:(?:write|append)_?(?:file|(?:all_?)?text|line|json|bytes|string|as_?string)(?:_?a?sync)?|(?:fs|f|fp|file|out)\.write"
    r"|file_put_contents|outputjson(?:sync)?|save|saveas|dump|print\w*|download\w*)$"
)


def is_stored(callee: str) -> bool:
    """Does a function put what it is given where others take it up later: a database, a cache, a queue, the browser's store?"""
    return _STORED.search(callee) is not None


def is_state(callee: str) -> bool:
    """Does it hold the state of a page, or change it?"""
    return _STATE.search(callee) is not None


def is_kept(callee: str) -> bool:
    """Does it do either, or write what it is given to a file?"""
    return is_stored(callee) or is_state(callee) or _WRITTEN.search(callee) is not None
