"""Documents: prose, inline code, tables, code blocks, notebooks. The ids of the rows name the shapes."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

RETIRED = ["retired-model-id"]
TABLE = ["id-in-table"]
PROSE = ["id-in-prose"]
QUOTED = ["id-quoted-in-document"]
CALL = 'ask(model="deepseek-chat")\n'

FENCES = [
    pytest.param("a.md", f"```python\n{CALL}```\n", RETIRED, id="D20-fence"),
    pytest.param("a.md", f"~~~py\n{CALL}~~~\n", RETIRED, id="D20-tildes"),
    pytest.param("a.md", f'```python title="a.py" {{1,3}}\n{CALL}```\n', RETIRED, id="D20-attributes"),
    pytest.param("a.md", f"```{{.python .numberLines}}\n{CALL}```\n", RETIRED, id="D20-pandoc-class"),
    pytest.param("a.qmd", f"```{{python}}\n{CALL}```\n", RETIRED, id="D20-quarto"),
    pytest.param("a.md", f"```{{code-block}} python\n{CALL}```\n", RETIRED, id="D20-myst"),
    pytest.param("a.md", f"- a step\n\n  ```python\n  {CALL}  ```\n", RETIRED, id="D20-in-a-list"),
    pytest.param("a.md", f"1. ```python\n   {CALL}   ```\n", RETIRED, id="D20-behind-a-list-mark"),
    pytest.param("a.md", f"> ```python\n> {CALL}> ```\n", RETIRED, id="D20-in-a-quotation"),
    pytest.param("a.md", f"````markdown\n```python\n{CALL}```\n````\n", QUOTED, id="fence-in-a-longer-fence"),
    pytest.param("a.md", f"```python\n{CALL}", RETIRED, id="fence-that-nobody-closes"),
    pytest.param("a.md", "```python\n```\nmodel deepseek-chat\n", PROSE, id="empty-fence"),
    pytest.param("a.md", "```\nmodel = deepseek-chat\n```\n", ["id-in-unclear-place"], id="fence-without-a-language"),
    pytest.param("a.md", '```json\n{"model": "deepseek-chat"}\n```\n', RETIRED, id="D20-json"),
    pytest.param("a.md", "```yaml\nmodel: deepseek-chat\n```\n", RETIRED, id="D20-yaml"),
    pytest.param("a.md", "```ini\nMODEL=deepseek-chat\n```\n", RETIRED, id="D20-settings"),
    pytest.param("a.md", "```emacs-lisp\n(setq ai-model 'deepseek-chat)\n```\n", RETIRED, id="D20-lisp"),
    pytest.param("a.md", "```php\n$c->withModel('deepseek-chat')->run();\n```\n", RETIRED, id="php-without-a-tag"),
    pytest.param("a.md", "```php\n<?php\nask(model: 'deepseek-chat');\n```\n", RETIRED, id="php-with-a-tag"),
    pytest.param(
        "a.md", "```php\n'ai' => [\n    'model' => 'deepseek-chat',\n],\n```\n", RETIRED, id="php-entry-alone"
    ),
    pytest.param("a.md", "```php\n// asks deepseek-chat\nf();\n```\n", PROSE, id="php-comment-without-a-tag"),
    pytest.param("a.rst", ".. code-block:: php\n\n   $c->withModel('deepseek-chat');\n", RETIRED, id="php-in-rst"),
    pytest.param("a.blade.php", "@if ($x)\n<p>deepseek-chat;</p>\n@endif\n", PROSE, id="page-of-php-without-a-tag"),
    pytest.param("a.md", "---\nmodel: deepseek-chat\n---\ntext\n", RETIRED, id="front-matter"),
    pytest.param("a.mdx", f"import X from 'x'\n\n```python\n{CALL}```\n", RETIRED, id="mdx"),
    pytest.param("a.md", f"> ```python\r\n> {CALL.strip()}\r\n> ```\r\n", RETIRED, id="crlf"),
]

SENT = '{"messages":[],"model":"deepseek-chat","stream":false}'
ANSWER = '{"id":"a","object":"chat.completion","created":1,"model":"deepseek-chat","choices":[]}'
LONG_ANSWER = '{\n  "id": "a",\n  "object": "chat.completion",\n  "model": "deepseek-chat",\n  "choices": []\n}'
LISTED = '{"object":"list","data":[{"id":"deepseek-chat","object":"model"}]}'
ANSWERED = ["recorded-answer"]

TRANSCRIPTS = [
    pytest.param(
        "a.md",
        "```console\n$ ask --model deepseek-chat\nusing --model deepseek-chat\n```\n",
        ["retired-model-id", *QUOTED],
        id="prompt-and-output",
    ),
    pytest.param(
        "a.md", "```bash\n$ ask \\\n    --model deepseek-chat\n```\n", RETIRED, id="continued-command-behind-a-prompt"
    ),
    pytest.param("a.md", "```console\nask --model deepseek-chat\n```\n", RETIRED, id="console-without-prompts"),
    pytest.param("a.md", '```json\n{"choices": [], "model": "deepseek-chat"}\n```\n', QUOTED, id="D14-sample-answer"),
    pytest.param("a.md", "Example output:\n```yaml\n- model: deepseek-chat\n```\n", QUOTED, id="D14-announced-output"),
    pytest.param("a.md", 'Response:\n\n```json\n{"model": "deepseek-chat"}\n```\n', QUOTED, id="D14-response"),
    pytest.param(
        "a.md", f"```bash\nask hi\n\n{SENT}\n{ANSWER}\n```\n", [*ANSWERED, *ANSWERED], id="D14-logged-and-answered"
    ),
    pytest.param(
        "a.md", f"```bash\nask hi\nreq1 {SENT}\nstage1 {ANSWER}\n```\n", [*ANSWERED, *ANSWERED], id="D14-named-lines"
    ),
    pytest.param(
        "a.md", f"```bash\nask --model deepseek-chat\n# => {ANSWER}\n```\n", [*RETIRED, *ANSWERED], id="D14-arrow"
    ),
    pytest.param("a.md", f"```bash\nask hi\n{LONG_ANSWER}\n```\n", ANSWERED, id="D14-over-lines"),
    pytest.param("a.md", f"```\n{LONG_ANSWER}\n```\n", ANSWERED, id="D14-no-language"),
    pytest.param("a.md", f"```bash\nask models\n{LISTED}\n```\n", ANSWERED, id="D14-list-of-models"),
    pytest.param(
        "a.md",
        f"```bash\ncurl https://api.deepseek.com/chat/completions -d '{SENT}'\n{ANSWER}\n```\n",
        [*RETIRED, *ANSWERED],
        id="body-and-its-answer",
    ),
    pytest.param("a.md", f"```bash\nPOST /chat/completions\n{SENT}\n{ANSWER}\n```\n", [*RETIRED, *ANSWERED], id="sent"),
    pytest.param("a.md", "```bash\n{\nMODEL=deepseek-chat\n}\n```\n", RETIRED, id="braces-of-the-shell"),
    pytest.param(
        "a.md", 'The request body returns:\n```json\n{"model": "deepseek-chat"}\n```\n', RETIRED, id="a-request"
    ),
    pytest.param("a.md", f"It prints this:\n```python\n{CALL}```\n", RETIRED, id="code-is-no-output"),
]

INLINE = [
    pytest.param("a.md", "现在使用deepseek-chat模型。\n", PROSE, id="a-sentence-without-blanks"),
    pytest.param("a.py", "# 现在使用deepseek-chat模型\n", PROSE, id="a-comment-without-blanks"),
    pytest.param("a.py", "MODEL = '官方deepseek-chat'\n", ["other-word"], id="a-name-with-chinese-letters"),
    pytest.param(".env", "MODEL=官方deepseek-chat\n", ["other-word"], id="a-setting-with-chinese-letters"),
    pytest.param("a.md", "Set `MODEL=deepseek-chat` first.\n", RETIRED, id="D20-setting"),
    pytest.param("a.md", "Run `ask --model deepseek-chat` now.\n", RETIRED, id="D20-option"),
    pytest.param("a.md", "Put `model: deepseek-chat` there.\n", RETIRED, id="D20-key"),
    pytest.param("a.md", 'Send `{"model": "deepseek-chat"}`.\n', RETIRED, id="D20-body"),
    pytest.param("a.md", "- Model: `deepseek-chat`\n", RETIRED, id="D20-named-before"),
    pytest.param("a.md", "- **Default model**: `deepseek-chat`\n", RETIRED, id="D20-bold-name"),
    pytest.param("a.md", "The model (default: `deepseek-chat`).\n", RETIRED, id="D20-default"),
    pytest.param("a.md", "It defaults to `deepseek-chat`.\n", RETIRED, id="D20-defaults-to"),
    pytest.param("a.md", "- 模型: `deepseek-chat`\n", RETIRED, id="D20-another-language"),
    pytest.param("a.md", "The old default was `deepseek-chat`.\n", ["past"], id="D19-past"),
    pytest.param("a.md", "Default: `deepseek-chat` (deprecated)\n", ["past"], id="D19-retired"),
    pytest.param("a.md", "We call `deepseek-chat` for it.\n", QUOTED, id="D20-only-named"),
    pytest.param("a.md", "We call deepseek-chat for it.\n", PROSE, id="prose"),
    pytest.param("a.md", "See [the page](deepseek-chat).\n", ["link"], id="D23-link"),
    pytest.param("a.md", "[x]: deepseek-chat\n", ["link"], id="D23-definition"),
    pytest.param("a.txt", "We call deepseek-chat for it.\n", PROSE, id="plain-text"),
    pytest.param("README", "We call deepseek-chat for it.\n", PROSE, id="readme-without-a-suffix"),
]

TABLES = [
    pytest.param(
        "a.md", "| Flag | Default |\n|--|--|\n| `--model` | `deepseek-chat` |\n", RETIRED, id="D20-option-row"
    ),
    pytest.param("a.md", "| Name | x |\n|--|--|\n| `LLM_MODEL` | deepseek-chat |\n", RETIRED, id="D20-variable-row"),
    pytest.param(
        "a.md",
        "| Host | Default model |\n|--|--|\n| DeepSeek | `deepseek-chat` |\n",
        RETIRED,
        id="D20-column-of-defaults",
    ),
    pytest.param("a.md", "| Model | Context |\n|--|--|\n| `deepseek-chat` | 128K |\n", PROSE, id="D3-row-about-the-id"),
    pytest.param(
        "a.md",
        "| Part | Best | Recommended model |\n|--|--|--|\n| Find | 94% | `deepseek-chat` |\n",
        PROSE,
        id="row-of-what-was-measured",
    ),
    pytest.param(
        "a.md",
        "| Part | Score | Default model |\n|--|--|--|\n| Find | 83 | `deepseek-chat` |\n",
        PROSE,
        id="row-of-a-score-without-unit",
    ),
    pytest.param(
        "a.md", "| Part | Model | Time |\n|--|--|--|\n| Find | `deepseek-chat` | ~2.3 s |\n", PROSE, id="row-of-a-time"
    ),
    pytest.param(
        "a.md",
        "| Agent | Default model | Temperature | Timeout |\n|--|--|--|--|\n| Find | `deepseek-chat` | 0.7 | 30s |\n",
        RETIRED,
        id="row-of-figures-that-are-set",
    ),
    pytest.param(
        "a.md",
        "| No. | Agent | Default model |\n|--|--|--|\n| 1 | Find | `deepseek-chat` |\n",
        RETIRED,
        id="row-with-its-number",
    ),
    pytest.param(
        "a.md", "| Flag | About |\n|--|--|\n| `--x` | try `deepseek-chat` |\n", QUOTED, id="sentence-in-a-cell"
    ),
    pytest.param(
        "a.md",
        "| Host | Config | Example model |\n|--|--|--|\n| Acme | `provider: 'openrouter'` | `deepseek-chat` |\n",
        ["foreign-host"],
        id="C8-row-names-the-host",
    ),
]

MARKUPS = [
    pytest.param("a.org", ":PROPERTIES:\n:GPTEL_MODEL: deepseek-chat\n:END:\n", RETIRED, id="org-property"),
    pytest.param("a.org", "#+PROPERTY: header-args :model deepseek-chat\n", RETIRED, id="org-header-argument"),
    pytest.param("a.org", '#+begin_ai markdown :model "deepseek-chat"\n#+end_ai\n', RETIRED, id="org-ai"),
    pytest.param("a.org", "# gptel-model: deepseek-chat\n", RETIRED, id="org-local-variable"),
    pytest.param("a.org", "# the model deepseek-chat\n", PROSE, id="org-comment"),
    pytest.param("a.org", ":CUSTOM_ID: deepseek-chat\n", PROSE, id="org-property-of-another-name"),
    pytest.param("a.adoc", ":chat-model: deepseek-chat\n\nUse {chat-model}.\n", RETIRED, id="adoc-attribute"),
    pytest.param("a.adoc", ":page-slug: deepseek-chat\n", PROSE, id="adoc-attribute-of-another-name"),
    pytest.param(
        "a.adoc", "[source%nowrap,yaml]\n----\nmodel: deepseek-chat\n----\n", RETIRED, id="adoc-style-with-an-option"
    ),
    pytest.param(
        "a.rst", f"Do::\n\n    {CALL}\nNext deepseek-chat\n", ["id-in-unclear-place", *PROSE], id="rst-literal"
    ),
    pytest.param("a.rst", f".. code-block:: python\n   :linenos:\n\n   {CALL}\nend\n", RETIRED, id="rst-directive"),
    pytest.param(
        "a.rst", f"- .. code-block:: python\n\n     {CALL}\n  deepseek-chat\n", [*RETIRED, *PROSE], id="rst-item"
    ),
    pytest.param(
        "a.rst", f"- a\n\n  .. code:: python\n\n     {CALL}\n  deepseek-chat\n", [*RETIRED, *PROSE], id="rst-in-item"
    ),
    pytest.param("a.rst", "1. Do::\n\n     x\n\n   MODEL is deepseek-chat\n", PROSE, id="rst-literal-of-an-item-ends"),
    pytest.param("a.rst", "Set ``MODEL=deepseek-chat``.\n", RETIRED, id="rst-inline"),
    pytest.param("a.adoc", f"[source,python]\n----\n{CALL}----\n", RETIRED, id="asciidoc-source"),
    pytest.param("a.adoc", f"[,python]\n----\n{CALL}----\n", RETIRED, id="asciidoc-short"),
    pytest.param("a.adoc", f"[source,python]\n.Ask\n----\n{CALL}----\n", RETIRED, id="asciidoc-title"),
    pytest.param(
        "a.adoc",
        f"* a\n+\n[source,python]\n----\n{CALL}----\n* deepseek-chat\n",
        [*RETIRED, *PROSE],
        id="asciidoc-item",
    ),
    pytest.param(
        "a.adoc", f"[source,text]\n----\n-----\n....\n----\n[,py]\n....\n{CALL}....\n", RETIRED, id="asciidoc-lengths"
    ),
    pytest.param("a.adoc", f"////\n----\n////\n[,py]\n----\n{CALL}----\n", RETIRED, id="asciidoc-comment"),
    pytest.param("a.adoc", "Set `MODEL=deepseek-chat`.\n", RETIRED, id="asciidoc-inline"),
    pytest.param("a.org", f"#+begin_src python :results output\n{CALL}#+end_src\n", RETIRED, id="org-source"),
    pytest.param("a.org", "#+BEGIN_SRC emacs-lisp\n(setq m-model 'deepseek-chat)\n#+END_SRC\n", RETIRED, id="org-lisp"),
    pytest.param("a.org", "#+begin_example\ndeepseek-chat\n#+end_example\n", ["id-in-unclear-place"], id="org-example"),
    pytest.param(
        "a.org", f"- a\n  #+begin_src python\n  {CALL}  #+end_src\n- deepseek-chat\n", [*RETIRED, *PROSE], id="org-item"
    ),
    pytest.param(
        "a.org",
        f"- #+begin_src python\n  {CALL}  #+end_src\n- deepseek-chat\n",
        [*RETIRED, *PROSE],
        id="org-behind-mark",
    ),
    pytest.param("a.org", "#+begin_src sh\nx\n* A deepseek-chat\ntext\n", PROSE, id="org-headline-ends-a-block"),
    pytest.param("a.org", "Set =MODEL=deepseek-chat= or ~x~.\n", RETIRED, id="org-inline"),
    pytest.param("a.org", "- The models =deepseek-chat= went.\n", QUOTED, id="org-only-named"),
]


@pytest.mark.parametrize(("path", "code", "expected"), [*FENCES, *TRANSCRIPTS, *INLINE, *TABLES, *MARKUPS])
def test_place(says: Callable[[str, str], list[str]], path: str, code: str, expected: list[str]) -> None:
    assert says(path, code) == expected


def notebook(cells: list[dict[str, object]], **more: object) -> str:
    return json.dumps({"cells": cells, "nbformat": 4, **more})


def test_notebook_sources_are_read_and_outputs_are_records(says: Callable[[str, str], list[str]]) -> None:
    code = {"cell_type": "code", "source": ["# x\n", CALL], "outputs": [{"text": ["deepseek-chat"]}]}
    prose = {"cell_type": "markdown", "source": "We call deepseek-chat."}
    assert says("a.ipynb", notebook([code, prose])) == ["retired-model-id", "record", "id-in-prose"]


def test_notebook_of_the_third_format(says: Callable[[str, str], list[str]]) -> None:
    cell = {"cell_type": "code", "input": [CALL], "outputs": []}
    assert says("a.ipynb", json.dumps({"worksheets": [{"cells": [cell]}], "nbformat": 3})) == RETIRED


def test_notebook_of_another_kernel_and_a_shell_cell(says: Callable[[str, str], list[str]]) -> None:
    cells: list[dict[str, object]] = [
        {"cell_type": "code", "source": 'model <- "deepseek-chat"'},
        {"cell_type": "code", "source": "%%bash\nask --model deepseek-chat"},
    ]
    assert says("a.ipynb", notebook(cells, metadata={"kernelspec": {"language": "R"}})) == RETIRED * 2


def test_fence_in_the_text_of_a_notebook_is_code(says: Callable[[str, str], list[str]]) -> None:
    lines = [
        "We call deepseek-chat:\n",
        "```python\n",
        CALL,
        "```\n",
        "- as here:\n",
        "  ```python\n",
        f"  {CALL}",
        "  ```\n",
    ]
    for source in (lines, "".join(lines)):
        text = notebook([{"cell_type": "markdown", "source": source}])
        assert says("a.ipynb", text) == ["id-in-prose", *RETIRED, *RETIRED]
