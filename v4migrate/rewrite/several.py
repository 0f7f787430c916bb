"""Code that is made to ask several providers: where it says so, a request that may take another model asks for the model first."""

from __future__ import annotations

from v4migrate.regex import regex
from v4migrate.rewrite.client import client_of, clients_of
from v4migrate.rulebook.facts import Facts
from v4migrate.scan.finding import Context
from v4migrate.scan.place import Call, Span
from v4migrate.scan.syntax.tree import ancestors, parsed_at
from v4migrate.scan.vendor import names_deepseek

_ADDRESS = regex(rb"(?i)(?<![\w$])(?:api_?)?(?:base_?ur[li]|base_?path|api_?base|endpoint)(?![\w$])")
# `baseURL: baseURL || "…"`, `base_url=config.base_url or "…"`, `base_url=os.getenv("BASE_URL", "…")`
_SET = regex(
    rb"(?i)(?<![\w$])(?:api_?)?(?:base_?ur[li]|base_?path|api_?base|endpoint)[\"']?\s*[:=]\s*(?:"
    rb"(?P<read>[a-z_$][\w$]*(?:\??\.[\w$]+)*)\s*(?:\|\||\?\?|or\b)"
    rb"|(?:os\.getenv|os\.environ\.get|(?:\w+\.)*(?:config|settings|conf|cfg|options|opts)\w*\.get)\(\s*[\"'](?P<setting>[^\"'\n]+)[\"'])"
)
_PARAMETERS = regex(r"parameters$|^parameter_list$")
_WITHIN = regex(r"block$|body$|^argument|_statement$|^call")


def asks_several(context: Context, call: Call, facts: Facts) -> bool:
    """Is a request made with a router's client, or in a file that takes the address from whoever calls it or runs it?"""
    return _is_routed(context, call, facts) or _takes_address(context)


def _is_routed(context: Context, call: Call, facts: Facts) -> bool:
    language = "typescript" if context.region.language == "tsx" else context.region.language
    client = client_of(call, clients_of(language, facts.clients), context.libraries, context.region, is_own_api=True)
    routers = set(facts.official.routers)
    return client is not None and not routers.isdisjoint({*client.libraries, *client.callee})


def _takes_address(context: Context) -> bool:
    """Is a base URL a parameter of a function, or a setting which is not called after DeepSeek?"""
    text = context.region.text
    if any(not names_deepseek(found["read"] or found["setting"]) for found in _SET.finditer(text)):
        return True
    return any(_is_parameter(context, Span(*found.span())) for found in _ADDRESS.finditer(text))


def _is_parameter(context: Context, span: Span) -> bool:
    found = parsed_at(context.syntax, span)
    for up in (found[0], *ancestors(found[0])) if found is not None else ():
        if _PARAMETERS.search(up.type):
            return True
        if _WITHIN.search(up.type):
            return False
    return False
