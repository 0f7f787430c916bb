"""How statements fill the body of a request, by language and by what holds it: the entry, and how its model is read again.

In all of them `<h>` is the variable; `<field>`, `<key>` and `<word>` are the switch; `<q>` the quotes around what is a text beside it;
`<of>` and `<json>` what the file has at hand to make a map of Java, a value of Rust.
A holder that no form knows takes no further entry: a map of texts has no place for an object.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_SETS = r"\[\s*(?P<q>[\"'])model(?P=q)\s*\]\s*=(?!=)\s*(?P<model>.+?)\s*;?\Z"
_PUTS = r"\(\s*(?P<q>\")model\"\s*,\s*(?P<model>.+)\)\s*;?\Z"
_MEMBER = r"\.model\s*=(?!=)\s*(?P<model>.+?)\s*;?\Z"


class Form(NamedTuple):
    """One kind of holder. `model`: what gives the model that it holds by now; empty where nothing does."""

    puts: str  # the statement that puts the model, behind the holder
    declared: str  # how the holder is declared, or what stands before the block that fills it
    entry: str
    model: str = ""
    imported: str = ""  # what the file has to import, where several libraries have a type of that name


_OBJECT = r"(?:Linked|Concurrent|Tree)?(?:Hash)?Map<\s*String\s*,\s*(?:Object|Serializable)\s*>"
_ANYTHING = (
    r"(?::\s*(?:Mutable|Hash|LinkedHash)Map<\s*String\s*,\s*Any\??\s*>"
    r"|=\s*(?:(?:mutable|hash|linked)MapOf|(?:Linked)?HashMap)<\s*String\s*,\s*Any\??\s*>)"
)
_OF_ANY = r"map\[string\](?:any|interface ?\{\})"
_WORDS = "<of>(<q><key><q>, <q><word><q>)"
_JSON_OBJECT = r"\bJSONObject\s+<h>\b|\bvar\s+<h>\s*=\s*new\s+JSONObject\b"
_LET = r"\b(?:const|let|var)\s+<h>\s*(?::[^=\n]+)?=\s*\{"

FORMS: dict[str, tuple[Form, ...]] = {
    "java": (
        Form(
            rf"\.put{_PUTS}",
            rf"\b{_OBJECT}\s+<h>\b|\bvar\s+<h>\s*=\s*new\s+{_OBJECT}",
            f"<h>.put(<q><field><q>, {_WORDS});",
            '<h>.get("model")',
        ),
        Form(
            rf"\.put{_PUTS}",
            _JSON_OBJECT,
            "<h>.put(<q><field><q>, new JSONObject().put(<q><key><q>, <q><word><q>));",
            '<h>.get("model")',
            r"\borg\.json\b",
        ),
        Form(
            rf"\.(?P<by>put|set){_PUTS}",
            _JSON_OBJECT,
            f"<h>.<by>(<q><field><q>, {_WORDS});",
            '<h>.get("model")',
            r"\b(?:fastjson2?|hutool)\b",
        ),
        Form(
            rf"\.put{_PUTS}",
            r"\bObjectNode\s+<h>\b|\bvar\s+<h>\s*=\s*[\w.]+\.createObjectNode\(",
            "<h>.putObject(<q><field><q>).put(<q><key><q>, <q><word><q>);",
            '<h>.path("model").asText()',
        ),
        Form(
            rf"\.addProperty{_PUTS}",
            r"\bJsonObject\s+<h>\b|\bvar\s+<h>\s*=\s*new\s+JsonObject\b",
            "JsonObject <field> = new JsonObject();\n<field>.addProperty(<q><key><q>, <q><word><q>);\n<h>.add(<q><field><q>, <field>);",
            '<h>.get("model").getAsString()',
        ),
    ),
    "kotlin": (
        Form(
            _SETS,
            rf"\bva[lr]\s+<h>\s*{_ANYTHING}",
            "<h>[<q><field><q>] = mapOf(<q><key><q> to <q><word><q>)",
            '<h>["model"]',
        ),
        Form(
            rf"\.put{_PUTS}",
            rf"\bva[lr]\s+<h>\s*{_ANYTHING}",
            "<h>.put(<q><field><q>, mapOf(<q><key><q> to <q><word><q>))",
            '<h>["model"]',
        ),
        Form(
            rf"\.put{_PUTS}",
            r"\bva[lr]\s+<h>\s*(?::\s*JSONObject\s*)?=\s*JSONObject\(",
            "<h>.put(<q><field><q>, JSONObject().put(<q><key><q>, <q><word><q>))",
            '<h>.optString("model")',
            r"\borg\.json\b",
        ),
        Form(
            rf"\.addProperty{_PUTS}",
            r"\bva[lr]\s+<h>\s*(?::\s*JsonObject\s*)?=\s*JsonObject\(",
            "<h>.add(<q><field><q>, JsonObject().apply { addProperty(<q><key><q>, <q><word><q>) })",
            '<h>.get("model").asString',
        ),
        Form(
            rf"put{_PUTS}",
            r"(?<![\w.])JSONObject\(\)\s*\.\s*apply\s*\Z",
            "put(<q><field><q>, JSONObject().put(<q><key><q>, <q><word><q>))",
            'optString("model")',
            r"\borg\.json\b",
        ),
        Form(
            rf"addProperty{_PUTS}",
            r"(?<![\w.])JsonObject\(\)\s*\.\s*apply\s*\Z",
            "add(<q><field><q>, JsonObject().apply { addProperty(<q><key><q>, <q><word><q>) })",
            'get("model").asString',
        ),
        Form(
            rf"put{_PUTS}",
            r"(?<![\w.])buildJsonObject\s*\Z",
            "put(<q><field><q>, buildJsonObject { put(<q><key><q>, <q><word><q>) })",
        ),
    ),
    "go": (
        Form(
            _SETS,
            rf"\b<h>\s*:?=\s*(?:make\(\s*)?{_OF_ANY}|\bvar\s+<h>\s+{_OF_ANY}|[(,]\s*<h>\s+{_OF_ANY}",
            "<h>[<q><field><q>] = map[string]string{<q><key><q>: <q><word><q>}",
            '<h>["model"]',
        ),
    ),
    "csharp": (
        Form(
            _SETS,
            r"\bDictionary<string,\s*(?:object|dynamic)\??>\s+<h>\b|\bvar\s+<h>\s*=\s*new\s+Dictionary<string,\s*(?:object|dynamic)\??>",
            "<h>[<q><field><q>] = new Dictionary<string, string> { [<q><key><q>] = <q><word><q> };",
            '<h>["model"] as string',
        ),
        Form(
            _SETS,
            r"\bJObject\s+<h>\b|\bvar\s+<h>\s*=\s*new\s+JObject\b",
            "<h>[<q><field><q>] = new JObject { [<q><key><q>] = <q><word><q> };",
            '(string)<h>["model"]',
        ),
        Form(
            _SETS,
            r"\bJsonObject\s+<h>\b|\bvar\s+<h>\s*=\s*new\s+JsonObject\b",
            "<h>[<q><field><q>] = new JsonObject { [<q><key><q>] = <q><word><q> };",
            '(string)<h>["model"]',
        ),
    ),
    "cpp": (
        Form(
            _SETS,
            r"\b(?:nlohmann::)?(?:ordered_)?json\s+<h>\b|\bJson::Value\s+<h>\b",
            "<h>[<q><field><q>][<q><key><q>] = <q><word><q>;",
            '<h>["model"]',
        ),
    ),
    "rust": (
        Form(
            _SETS,
            r"\blet\s+mut\s+<h>\s*(?::\s*(?:serde_json::)?Value\s*)?=\s*(?:serde_json::)?json!",
            "<h>[<q><field><q>] = <json>({<q><key><q>: <q><word><q>});",
            '<h>["model"]',
        ),
    ),
    "swift": (
        Form(
            _SETS,
            r"\bvar\s+<h>\s*(?::\s*\[String\s*:\s*Any\]\s*=|=\s*\[String\s*:\s*Any\]\(\))",
            "<h>[<q><field><q>] = [<q><key><q>: <q><word><q>]",
            '<h>["model"] as? String',
        ),
    ),
    "dart": (
        Form(
            _SETS,
            r"\b(?:Map<String,\s*(?:dynamic|Object\??)>\s+<h>\s*=|(?:var|final)\s+<h>\s*=\s*<String,\s*(?:dynamic|Object\??)>)\s*\{",
            "<h>[<q><field><q>] = {<q><key><q>: <q><word><q>};",
            "<h>[<q>model<q>]",
        ),
    ),
    "php": (
        Form(
            _SETS,
            r"<h>\s*=\s*\[|\barray\s+<h>\b",
            "<h>[<q><field><q>] = [<q><key><q> => <q><word><q>];",
            "<h>[<q>model<q>]",
        ),
        Form(
            _SETS,
            r"<h>\s*=\s*array\(",
            "<h>[<q><field><q>] = array(<q><key><q> => <q><word><q>);",
            "<h>[<q>model<q>]",
        ),
    ),
    "ruby": (
        Form(
            r"\[\s*:model\s*\]\s*=(?!=)\s*(?P<model>.+)\Z",
            r"(?<![\w@])<h>\s*=\s*\{",
            "<h>[:<field>] = { <key>: <q><word><q> }",
            "<h>[:model]",
        ),
        Form(
            _SETS,
            r"(?<![\w@])<h>\s*=\s*\{",
            "<h>[<q><field><q>] = { <q><key><q> => <q><word><q> }",
            "<h>[<q>model<q>]",
        ),
    ),
    "lua": (
        Form(_MEMBER, r"(?<![\w.])<h>\s*=\s*\{", "<h>.<field> = { <key> = <q><word><q> }", "<h>.model"),
        Form(_SETS, r"(?<![\w.])<h>\s*=\s*\{", "<h>[<q><field><q>] = { <key> = <q><word><q> }", "<h>.model"),
    ),
    "python": (
        Form(
            _SETS,
            r"(?<![\w.])<h>\s*(?::[^=\n]+)?=\s*(?:\{|dict\()",
            "<h>[<q><field><q>] = {<q><key><q>: <q><word><q>}",
            "<h>[<q>model<q>]",
        ),
    ),
    "javascript": (
        Form(_MEMBER, _LET, "<h>.<field> = { <key>: <q><word><q> };", "<h>.model"),
        Form(_SETS, _LET, "<h>[<q><field><q>] = { <key>: <q><word><q> };", "<h>[<q>model<q>]"),
    ),
    "typescript": (
        Form(_MEMBER, _LET, "Object.assign(<h>, { <field>: { <key>: <q><word><q> } });", "<h>.model"),
        Form(_SETS, _LET, "Object.assign(<h>, { <field>: { <key>: <q><word><q> } });", "<h>[<q>model<q>]"),
    ),
}
"""By language; the first form whose holder is declared so."""


def filled(template: str, **words: str) -> str:
    """A template with its words."""
    return re.sub(r"<(\w+)>", lambda found: words[found[1]] if found[1] in words else found[0], template)
