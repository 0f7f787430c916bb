"""The switch follows the name: through defaults, fields, parameters, functions and mappings, to the request that asks with it."""

from __future__ import annotations

import ast
from pathlib import PurePosixPath

import pytest

from v4migrate.rewrite.outcome import FileOutcome
from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rewrite.thinking import Switch
from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.scanner import Scanner

REWRITER = Rewriter(Scanner(load_rulebook()), RewriteOptions())
OFF = 'extra_body={"thinking": {"type": "disabled"}}'
OFF_ENTRY = '"thinking": {"type": "disabled"}'
OFF_JS = 'thinking: { type: "disabled" }'
ASK = "c.chat.completions.create"


def rewrite(path: str, code: str) -> FileOutcome:
    outcome = REWRITER.rewrite(PurePosixPath(path), code.encode())
    if path.endswith(".py"):
        ast.parse(outcome.after)
    assert REWRITER.rewrite(PurePosixPath(path), outcome.after).after == outcome.after, "a second run changes nothing"
    return outcome


def placed(path: str, code: str, switched: str) -> None:
    """The same code with the new name, and `switched` where `<off>` stands."""
    outcome = rewrite(path, code.replace("<off>", ""))
    if "'deepseek-chat'" in code:
        switched = switched.replace('"', "'")
    assert outcome.after.decode() == code.replace("deepseek-chat", "deepseek-v4-flash").replace("<off>", switched)
    assert {change.thinking.switch for change in outcome.changes} == {Switch.PLACED}


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(
            f'M = os.getenv("MODEL", "deepseek-chat")\n{ASK}(model=M, messages=m<off>)\n', id="environment-fallback"
        ),
        pytest.param(
            f'{ASK}(model=getattr(config, "chat_model", "deepseek-chat"), messages=m<off>)\n', id="attribute-fallback"
        ),
        pytest.param(
            f'M = os.getenv("MODEL") or "deepseek-chat"\n{ASK}(model=M, messages=m<off>)\n', id="environment-or"
        ),
        pytest.param(
            f'def ask(m, model="deepseek-chat"):\n    return {ASK}(model=model, messages=m<off>)\n',
            id="parameter-default",
        ),
        pytest.param(
            f'MODEL = "deepseek-chat"\ndef ask(m, model: str = MODEL):\n    return {ASK}(model=model, messages=m<off>)\n',
            id="constant-as-parameter-default",
        ),
        pytest.param(
            f'MODEL = "deepseek-chat"\ndef ask(m, model=None):\n    return {ASK}(model=model or MODEL, messages=m<off>)\n',
            id="none-as-default",
        ),
        pytest.param(
            'class A:\n    def __init__(self, model="deepseek-chat"):\n        self.model = model\n'
            f"    def ask(self, m):\n        return {ASK}(model=self.model, messages=m<off>)\n",
            id="constructor-and-attribute",
        ),
        pytest.param(
            f'class A:\n    MODEL = "deepseek-chat"\n    def ask(self, m):\n        return {ASK}(model=self.MODEL<off>)\n',
            id="class-attribute",
        ),
        pytest.param(
            '@dataclass\nclass Config:\n    model: str = "deepseek-chat"\n'
            f"def ask(config: Config, m):\n    return {ASK}(model=config.model, messages=m<off>)\n",
            id="field-of-an-annotated-parameter",
        ),
        pytest.param(
            'class Settings(BaseSettings):\n    model: str = Field(default="deepseek-chat")\nsettings = Settings()\n'
            f"{ASK}(model=settings.model, messages=m<off>)\n",
            id="field-of-an-instance",
        ),
        pytest.param(
            f'def ask(*, model):\n    return {ASK}(model=model<off>)\nask(model="deepseek-chat")\n',
            id="handed-over-by-name",
        ),
        pytest.param(
            f'def default_model():\n    return "deepseek-chat"\n{ASK}(model=default_model(), messages=m<off>)\n',
            id="given-back-by-a-function",
        ),
        pytest.param(
            f'CONFIG = {{"model": "deepseek-chat", "retries": 2}}\n{ASK}(model=CONFIG["model"]<off>)\n',
            id="entry-of-a-mapping",
        ),
        pytest.param(
            'parser.add_argument("--model", default="deepseek-chat")\nargs = parser.parse_args()\n'
            f"{ASK}(model=args.model<off>)\n",
            id="option-of-a-parser",
        ),
        pytest.param(
            f'@click.option("--chat-model", default="deepseek-chat")\ndef main(chat_model):\n    {ASK}(model=chat_model<off>)\n',
            id="option-above-a-function",
        ),
        pytest.param(
            f'def main(model: str = typer.Option("deepseek-chat")):\n    {ASK}(model=model<off>)\n',
            id="option-as-a-parameter",
        ),
        pytest.param(
            f'model = "deepseek-chat"\nif wanted:\n    model = wanted\n{ASK}(model=model<off>)\n',
            id="perhaps-another-one-at-run-time",
        ),
        pytest.param(
            'def ask(m):\n    more = {}\n    if hot:\n        more["temperature"] = 1.5\n'
            f'    return {ASK}(model="deepseek-chat", messages=m, **more<off>)\n',
            id="unpacks-a-mapping-whose-keys-are-seen",
        ),
        pytest.param(
            f'M = "deepseek-chat"\ntokens = tiktoken.encoding_for_model(M)\n{ASK}(model=M<off>)\n',
            id="tokens-are-counted-for-it",
        ),
        pytest.param(
            f'M = "deepseek-chat"\nprint(M)\nif M in PRICES:\n    cost = PRICES[M]\n{ASK}(model=M<off>)\n',
            id="shown-compared-and-looked-up-by",
        ),
    ],
)
def test_python_call(code: str) -> None:
    placed("a.py", code, f", {OFF}")


@pytest.mark.parametrize(
    ("code", "switched"),
    [
        pytest.param(
            'body = {"model": "deepseek-chat", "messages": m<off>}\nrequests.post(URL, json=body)\n',
            f", {OFF_ENTRY}",
            id="body-held-by-a-name",
        ),
        pytest.param(
            'def build(m, model="deepseek-chat"):\n    return {"model": model, "messages": m<off>}\n'
            "httpx.post(URL, data=json.dumps(build(m)))\n",
            f", {OFF_ENTRY}",
            id="body-given-back-by-a-function",
        ),
        pytest.param(
            'def send(payload):\n    return requests.post(URL, json=payload)\nsend({"model": "deepseek-chat"<off>})\n',
            f", {OFF_ENTRY}",
            id="body-handed-to-a-function",
        ),
        pytest.param(
            f'params = {{"model": "deepseek-chat", "messages": m<off>}}\n{ASK}(**params)\n',
            f', "extra_body": {{{OFF_ENTRY}}}',
            id="arguments-unpacked",
        ),
        pytest.param(
            f'params = {{\n    "model": "deepseek-chat",\n    <off>**more,\n}}\n{ASK}(**params)\n',
            f'"extra_body": {{{OFF_ENTRY}}},\n    ',
            id="before-what-may-override-it",
        ),
        pytest.param(
            'requests.post(URL, json={"model": "deepseek-chat", <off>**options})\n',
            f"{OFF_ENTRY}, ",
            id="body-with-more-unpacked-into-it",
        ),
    ],
)
def test_python_mapping(code: str, switched: str) -> None:
    placed("a.py", code, switched)


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(
            f"const M = process.env.MODEL ?? 'deepseek-chat';\n{ASK}({{ model: M, messages<off> }});\n",
            id="environment-fallback",
        ),
        pytest.param(
            f"const ask = (messages, model = 'deepseek-chat') => {ASK}({{ model, messages<off> }});\n",
            id="parameter-default",
        ),
        pytest.param(
            f"async function ask({{ messages, model = 'deepseek-chat' }}) {{\n  return {ASK}({{ model, messages<off> }});\n}}\n",
            id="taken-apart-parameter",
        ),
        pytest.param(
            "class A {\n  constructor(model = 'deepseek-chat') { this.model = model; }\n"
            f"  ask(messages) {{ return {ASK}({{ model: this.model, messages<off> }}); }}\n}}\n",
            id="constructor-and-field",
        ),
        pytest.param(
            f"const CONFIG = {{ model: 'deepseek-chat', retries: 2 }};\n{ASK}({{ model: CONFIG.model, messages<off> }});\n",
            id="entry-of-an-object",
        ),
        pytest.param(
            "const body = { model: 'deepseek-chat', messages<off> };\nfetch(URL, { body: JSON.stringify(body) });\n",
            id="body-held-by-a-name",
        ),
        pytest.param(
            f"const request = {{ model: 'deepseek-chat', messages<off> }};\n{ASK}(request);\n",
            id="request-held-by-a-name",
        ),
        pytest.param(
            f"const model = () => process.env.M || 'deepseek-chat';\n{ASK}({{ model: model(), messages<off> }});\n",
            id="given-back-by-a-function",
        ),
        pytest.param(
            f"function ask(opts) {{ return {ASK}({{ model: opts.model, messages<off> }}); }}\nask({{ model: 'deepseek-chat' }});\n",
            id="property-of-an-object-that-is-handed-over",
        ),
        pytest.param(
            "axios.post(URL, { model: 'deepseek-chat', messages<off> });\n", id="body-as-the-second-argument-of-a-post"
        ),
        pytest.param(
            "await this.axiosInstance.post(\"\", { model: 'deepseek-chat', messages<off> });\n",
            id="post-of-an-instance-of-axios",
        ),
        pytest.param("deepSeekClient.post(URL, { model: 'deepseek-chat', messages<off> });\n", id="post-of-a-client"),
    ],
)
def test_javascript(code: str) -> None:
    placed("a.js", code, f", {OFF_JS}")


def test_javascript_before_what_may_override_it() -> None:
    code = f"{ASK}({{\n  model: 'deepseek-chat',\n  <off>...options,\n}});\n"
    placed("a.js", code, f"{OFF_JS},\n  ")


def test_typescript_field_that_a_constructor_declares() -> None:
    code = (
        "class A {\n  constructor(private readonly model: string = 'deepseek-chat') {}\n"
        f"  ask(messages: M[]) {{ return {ASK}({{ model: this.model, messages<off> }}); }}\n}}\n"
    )
    placed("a.ts", code, f", ...({{ {OFF_JS} }} as object)")


def test_what_is_handed_over_by_position_is_followed_when_it_is_renamed_at_all() -> None:
    code = f'def ask(m, model):\n    return {ASK}(model=model)\nask(m, "deepseek-chat")\n'
    allowed = Rewriter(REWRITER.scanner, RewriteOptions(unsafe=True)).rewrite(PurePosixPath("a.py"), code.encode())
    assert [change.thinking.switch for change in allowed.changes] == [Switch.PLACED]
    assert f"(model=model, {OFF})" in allowed.after.decode()


@pytest.mark.parametrize(
    ("path", "code", "why"),
    [
        pytest.param(
            "a.py",
            f'M = os.getenv("M", "deepseek-chat")\nOTHER = "deepseek-reasoner"\n{ASK}(model=M)\n',
            "deepseek-reasoner in a.py:2",
            id="the-thinking-name-may-be-chosen",
        ),
        pytest.param(
            "a.py",
            f'def ask(model="deepseek-chat"):\n    return {ASK}(model=model)\nask(model="gpt-9")\n',
            "gpt-9 goes the same way",
            id="another-model-is-handed-over",
        ),
        pytest.param(
            "a.py",
            f'M = "deepseek-chat" if cheap else "gpt-9"\n{ASK}(model=M)\n',
            "gpt-9 goes the same way",
            id="another-model-is-the-other-choice",
        ),
        pytest.param(
            "a.py",
            f'M = "deepseek-chat"\n{ASK}(model=M)\nfor M in others:\n    {ASK}(model=M)\n',
            "what a loop gives it",
            id="a-loop-gives-others",
        ),
        pytest.param(
            "a.py",
            f'M = "deepseek-chat"\n{ASK}(model=M)\nregistry.add(M)\n',
            "handed to registry.add",
            id="handed-to-something-else",
        ),
        pytest.param(
            "a.py",
            f'if ours:\n    model = "deepseek-chat"\nelse:\n    model = os.environ["OTHER_MODEL"]\n{ASK}(model=model)\n',
            'what os.environ["OTHER_MODEL"] says goes the same way',
            id="another-setting-is-the-other-branch",
        ),
        pytest.param(
            "a.py",
            f'from conf import OTHER\nmodel = "deepseek-chat" if ours else OTHER\n{ASK}(model=model)\n',
            "what OTHER stands for goes the same way",
            id="an-import-is-the-other-choice",
        ),
        pytest.param(
            "a.py",
            "def ask(m, *, base_url, model):\n    body = {'model': model, 'messages': m}\n"
            "    return httpx.post(base_url + '/chat/completions', json=body)\n"
            'ask(m, base_url=URL, model="deepseek-chat")\nask(m, base_url=OTHER, model=settings.vision_model)\n',
            "what settings.vision_model says goes the same way",
            id="another-caller-hands-over-another-setting",
        ),
        pytest.param(
            "a.py",
            f'def ask(m):\n    more = {{}}\n    more["extra_body"] = body\n    return {ASK}(model="deepseek-chat", **more)\n',
            "may set it already",
            id="unpacks-a-mapping-that-holds-the-body",
        ),
        pytest.param(
            "a.py",
            f'M = "deepseek-chat"\ndef ask(m, model=None):\n    return {ASK}(model=model or M)\nNAMES = ["deepseek-reasoner"]\n',
            "deepseek-reasoner in a.py:4",
            id="callers-may-hand-over-the-thinking-name-instead",
        ),
        pytest.param(
            "a.py",
            f'M = "deepseek-chat"\ndef ask(m, model=None):\n    return {ASK}(model=model or M)\nask(m, model="gpt-9")\n',
            "gpt-9 goes the same way",
            id="a-caller-hands-over-another-model-instead",
        ),
        pytest.param(
            "a.js",
            f"const M = 'deepseek-chat';\nfunction ask(model = null) {{ return {ASK}({{ model: model ?? M }}); }}\nask('gpt-9');\n",
            "gpt-9 goes the same way",
            id="javascript-a-caller-hands-over-another-model-instead",
        ),
        pytest.param(
            "a.py",
            'body = {"model": "deepseek-chat", "messages": m}\nqueue.put(body)\n',
            "is not known",
            id="mapping-for-somebody-else",
        ),
        pytest.param(
            "a.py",
            f'p = {{"model": "deepseek-chat"}}\np["extra_body"] = {{"top_k": 3}}\n{ASK}(**p)\n',
            "is not known",
            id="replaced-later",
        ),
        pytest.param(
            "a.js",
            f"function ask(model = 'deepseek-chat') {{ return {ASK}({{ model }}); }}\nask('gpt-9');\n",
            "gpt-9 goes the same way",
            id="javascript-another-model-is-handed-over",
        ),
        pytest.param(
            "a.js",
            f"import {{ OTHER }} from './conf';\nconst model = ours ? 'deepseek-chat' : OTHER;\n{ASK}({{ model }});\n",
            "what OTHER stands for goes the same way",
            id="javascript-an-import-is-the-other-choice",
        ),
        pytest.param(
            "a.js",
            f"const M = 'deepseek-chat';\n{ASK}({{ model: M }});\nregister(M);\n",
            "handed to register",
            id="javascript-handed-to-something-else",
        ),
    ],
)
def test_not_placed_where_the_request_may_be_for_something_else(path: str, code: str, why: str) -> None:
    outcome = rewrite(path, code)
    (told,) = [change.thinking for change in outcome.changes if change.finding.found == "deepseek-chat"]
    assert told.switch is Switch.NOT_PLACED
    assert why in told.why
