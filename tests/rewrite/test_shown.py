"""What a program names by default waits for pages, templates and tables of a configuration that know only the old name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rewrite.tools import NEW, Write, project_rewritten
from v4migrate.rewrite.outcome import Held

OLD = "deepseek-chat"
RUBY = (
    f"class Ask\n  URL = 'https://api.deepseek.com'\n  def initialize(model: '{OLD}')\n    @model = model\n  end\nend\n"
)
SHARP = f'class Preference\n{{\n    public string Model {{ get; set; }} = "{OLD}";\n}}\n'
FIELD = f"document.getElementById('deepseek-model').value = saved.deepseekModel || '{OLD}';\nconst URL = 'https://api.deepseek.com';\n"
CONFIG = f"const DEFAULTS = {{ deepseek: {{ baseUrl: 'https://api.deepseek.com', model: '{OLD}' }} }};\n"
AGENT = f'from deepseek_agents import Agent\n\nagent = Agent(name="a", llm="{OLD}")\n'
SELECT = f'<select id="m"><option value="{OLD}">V3</option><option value="deepseek-reasoner">R1</option></select>\n'
PICKER = (
    f"export const MODELS = [\n  {{ value: '{OLD}', label: 'Chat' }},\n  {{ value: 'gpt-4o', label: 'GPT' }},\n];\n"
)
ENTRY = f'{{"models": {{"{OLD}": {{"base_url": "https://x.y", "model": "z"}}}}}}\n'
WITH_NEW = SELECT.replace("</select>", f'<option value="{NEW}">V4</option></select>')
ENTRIES = f"models:\n  {OLD}:\n    service: deepseek\n    model: {OLD}\n  other:\n    model: gpt-4o\n"


@pytest.mark.parametrize(
    ("code", "other"),
    [
        pytest.param({"a.rb": RUBY}, {"b.erb": f"<% if llm.model == '{OLD}' %>x<% end %>\n"}, id="template-compares"),
        pytest.param({"a.rb": RUBY}, {"b.erb": f"<% if %w[{OLD} x].include?(llm.model) %>x<% end %>\n"}, id="template-looks-for"),
        pytest.param({"P.cs": SHARP}, {"V.cshtml": f'<option value="{OLD}">DeepSeek</option>\n'}, id="option-of-a-template"),
        pytest.param({"a.js": FIELD}, {"o.html": SELECT}, id="value-of-a-select"),
        pytest.param({"main.js": CONFIG}, {"settings.js": PICKER}, id="default-in-a-picker"),
        pytest.param({"a.py": AGENT}, {"c.yml": ENTRIES}, id="entry-of-a-configuration"),
        pytest.param({"a.py": AGENT}, {"c.json": ENTRY}, id="entry-in-json"),
    ],
)  # fmt: skip
def test_default_waits(
    code: dict[str, str], other: dict[str, str], write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({**code, **other})
    _, document = project_rewritten(capsys)
    ((path, text),) = code.items()
    assert (tmp_path / path).read_text() == text
    held = {entry["reason"]: entry["why"] for file in document["files"] for entry in file["held"]}
    assert held[Held.LOOKED_UP.name.lower()].startswith(next(iter(other)))


BODY = f"fetch('https://api.deepseek.com/chat/completions', {{ body: JSON.stringify({{ model: '{OLD}', messages: [] }}) }});\n"


@pytest.mark.parametrize(
    ("code", "other"),
    [
        pytest.param({"a.rb": RUBY}, {"b.erb": f"<p>We use {OLD}.</p>\n"}, id="template-only-tells"),
        pytest.param({"a.rb": RUBY}, {"spec/b.erb": f"<% if llm.model == '{OLD}' %>x<% end %>\n"}, id="template-of-a-test"),
        pytest.param({"a.js": BODY}, {"o.html": SELECT}, id="request-beside-a-select"),
        pytest.param({"a.js": FIELD}, {"o.html": WITH_NEW}, id="select-with-the-new-name"),
        pytest.param({"a.py": AGENT}, {"c.yml": f"prices:\n  {OLD}:\n    input: 1\n"}, id="key-of-no-model"),
        pytest.param({"a.py": AGENT.replace("llm=", "model=")}, {"c.yml": ENTRIES}, id="argument-called-model"),
    ],
)  # fmt: skip
def test_default_is_renamed(
    code: dict[str, str], other: dict[str, str], write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({**code, **other})
    project_rewritten(capsys)
    (path,) = code
    assert NEW in (tmp_path / path).read_text()
