"""Masking of what looks like a secret, before a line is shown or stored."""

from __future__ import annotations

import re
from itertools import pairwise

from v4migrate.regex import regex
from v4migrate.secrets.inserted import without_inserted
from v4migrate.secrets.named import HINTS, without_named
from v4migrate.secrets.told import is_told, is_variable

# A prefix that its issuer gives to keys and to nothing else; behind those that words begin with as well, a digit must follow.
_SECRET = regex(
    r"""
    (?P<keep> (?: (?i:bearer)\s+ | (?i:api[_-]?key|(?:access|account|private)[_-]?key|token|secret|password)
            \\{0,3}["']?[ \t]*[:=][ \t]*\\{0,3}["']? ) )
        (?P<after> [A-Za-z0-9_\-./+=]{16,} )
    | (?P<key> \b(?: (?:sk|gsk|csk|xai|nvapi|pplx)-[A-Za-z0-9_\-]{16,}
        | (?:sk|pk|rk|hf|gsk|fw|r8|npm|shpat|dop_v1|dckr_pat|lin_api|glpat|pypi)[-_](?=[A-Za-z_\-]{0,64}[0-9])[A-Za-z0-9_\-]{16,}
        | gh[oprsu]_[A-Za-z0-9_]{16,} | github_pat_[A-Za-z0-9_]{16,}
        | (?:xox[a-z]|xapp)[-.][A-Za-z0-9_.\-]{16,} | (?:AKIA|ASIA)[A-Z0-9]{16} | AIza[A-Za-z0-9_\-]{16,}
        | ya29\.[A-Za-z0-9_\-]{16,} | SG\.[A-Za-z0-9_\-]{16,}\.[A-Za-z0-9_\-]{16,} ) )
    | (?P<keep_bearer> (?i:bearer)\s+ ) (?=[A-Za-z_\-./+=]{0,15}[0-9]) [A-Za-z0-9_\-./+=]{8,15} (?![\w{(])
    | (?P<keep_basic> (?:(?i:authorization)\\{0,3}["']?[ \t]*[:=,][ \t]*\\{0,3}["']? | ["'] )(?i:basic)[ ] ) [A-Za-z0-9+/=]{8,}
    | (?P<keep_word> (?i:password|passwd|pwd|secret(?:[_-]?key)?)\\{0,3}["']?\s*[:=]\s*\\{0,3}["'] )
        [^"'\s]{3,}[^"'\s\\] (?=\\{0,3}["'])
    | (?P<keep_setting> (?m:^)[ \t]*(?:export[ ]+|-[ ]+)?(?: [A-Z0-9_]*(?:PASSWORD|PASSWD|PWD|SECRET|TOKEN|KEY)=
        | (?i:[\w.-]*(?:password|passwd|pwd)):[ \t]+ ) ) (?=[^\s0-9]{0,64}[0-9]) [^\s"'{}$()\[\]]{4,} (?=\s|\Z)
    | (?P<keep_user> ://[^\s/:@"'{$]{1,64}: ) [^\s/@"'{$]{3,} (?=@)
    | (?P<keep_query> [?&](?:sig|signature|key)= ) [A-Za-z0-9_\-.%+/=]{16,}
    | (?P<keep_hook> \b(?:hooks\.slack\.com/services|discord(?:app)?\.com/api/webhooks)/ ) [A-Za-z0-9_\-/]{16,}
    | (?P<keep_login> \bcurl\b[^\n]{0,200}?\s(?:-u|--user)[ =]["']?[^\s:"'{$]{1,64}: ) [^\s"'{$]{3,}
    | (?P<jwt> \beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,} )
    """,
    re.VERBOSE,
)
# Of these, in small letters, each match holds one: most texts hold none, and are told in a tenth of the time.
_SIGNS = (
    *(
        "bearer",
        "basic",
        "key",
        "token",
        "secret",
        "pass",
        "pwd",
        "credential",
        "://",
        "sig=",
        "signature=",
        "curl",
        "eyj",
        "slack",
        "discord",
    ),
    *(
        "sk-",
        "sk_",
        "xai-",
        "nvapi-",
        "pplx-",
        "pk-",
        "pk_",
        "rk-",
        "rk_",
        "hf-",
        "hf_",
        "fw-",
        "fw_",
        "r8-",
        "r8_",
        "npm",
    ),
    *("shpat", "dop_v1", "dckr", "lin_api", "glpat", "pypi", "gho_", "ghp_", "ghr_", "ghs_", "ghu_", "github_pat"),
    *("xox", "xapp", "akia", "asia", "aiza", "ya29", "sg."),
)
_LEAD = 200  # characters before a text in which a run may begin that tells by itself that it is a secret
_KEPT = [name for name in _SECRET.groupindex if name.startswith("keep")]

# The lines of a private key in PEM, also as they stand in one string: `-----BEGIN ... KEY-----\nMIIE...\n-----END ... KEY-----`.
_EDGE = regex(r"-----(?P<side>BEGIN|END) [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")
_BASE64 = "[A-Za-z0-9+/=]"
_BETWEEN = r"""(?:\\[nrt]|[ \t\r\n]\+[ \t\r\n]|[ \t\r\n\\"',;:.()|>#*&])*+"""
_HEADS = rf"(?:{_BETWEEN}(?:Proc-Type|DEK-Info|Version|Comment): [^\n\\]{{0,80}})*"
_BELOW_BEGIN = regex(rf"{_HEADS}(?:{_BETWEEN}{_BASE64}{{16,}}+)+(?:{_BETWEEN}{_BASE64}{{1,15}}+)?")
_ABOVE_END = regex(  # read backwards, where the end of a line in a string is `n\`
    rf"(?:{_BETWEEN}{_BASE64}{{1,15}}+(?!{_BASE64})){{0,3}}(?:{_BETWEEN}{_BASE64}{{16,}}+)+"
)
_LONG_LINE = regex(rf"{_BASE64}{{16}}")
_LINE = regex(rf"(?P<end>\\[nrt])|{_BASE64}+")


def masked(text: str, above: str = "", below: str = "") -> str:
    """`text` with every secret-looking run replaced by stars of the same length, so that columns and lines stay true.

    `above`, `below`: what stands before and behind it, where the name of a secret in it may stand.
    """
    start, end = len(above), len(above) + len(text)
    whole = above + text + below
    small = whole.lower()
    if not any(map(small.__contains__, _SIGNS)):
        return text
    if "PRIVATE KEY" in whole:
        whole = _without_private_keys(whole)
    if any(map(small.__contains__, HINTS)):
        whole = without_named(without_inserted(whole) if "values" in small else whole, end)
    first, last = max(0, start - _LEAD), whole.find("\n", end)  # no run that is shown goes on behind its line
    return _SECRET.sub(_stars, whole[first : last if last >= 0 else None])[start - first : end - first]


def _stars(match: re.Match[str]) -> str:
    kept = next((found for name in _KEPT if (found := match[name])), "")
    value = match.group()[len(kept) :]
    is_literal = kept.endswith(('"', "'"))
    if is_told(value) or (match["after"] and not is_literal and is_variable(value)):
        return match.group()
    return kept + "*" * len(value)


def _without_private_keys(text: str) -> str:
    """Stars between BEGIN and END; where one of them was cut away with the rest of a text, for the lines beside the other."""
    edges = [*_EDGE.finditer(text)]
    if not edges:
        return text
    begins = [edge["side"] == "BEGIN" for edge in edges]
    head, tail = text[: edges[0].start()], text[edges[-1].end() :]
    parts = [head if begins[0] else _above_end(head)]
    for (edge, after), is_begin in zip(pairwise(edges), begins, strict=False):
        between = text[edge.end() : after.start()]
        parts += [edge.group(), _starred(between) if is_begin and _LONG_LINE.search(between) else between]
    return "".join([*parts, edges[-1].group(), _below_begin(tail) if begins[-1] else tail])


def _below_begin(text: str) -> str:
    key = _BELOW_BEGIN.match(text)
    return _starred(key.group()) + text[key.end() :] if key else text


def _above_end(text: str) -> str:
    key = _ABOVE_END.match(text[::-1])
    at = len(text) - key.end() if key else len(text)
    return text[:at] + _starred(text[at:])


def _starred(lines: str) -> str:
    return _LINE.sub(lambda line: line["end"] or "*" * len(line.group()), lines)
