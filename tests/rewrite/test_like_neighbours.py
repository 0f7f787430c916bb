"""The switch is written like the entries beside it: their quotes, quoted keys, tabs, last comma, and blanks or none."""

from __future__ import annotations

import pytest

from tests.rewrite.tools import marked

ASK = "c.chat.completions.create"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param(
            "a.js",
            'f(JSON.stringify({ "model": "deepseek-chat", "messages": m«, "thinking": { "type": "disabled" }» }));',
            id="javascript-quoted-keys",
        ),
        pytest.param(
            "a.js",
            "f(JSON.stringify({ 'model': 'deepseek-chat', 'messages': m«, 'thinking': { 'type': 'disabled' }» }));",
            id="javascript-quoted-keys-of-single-quotes",
        ),
        pytest.param(
            "a.js",
            "f(JSON.stringify({\n\tmodel: 'deepseek-chat',\n\tmessages«,\n\tthinking: { type: 'disabled' }»\n}));",
            id="javascript-tabs-and-no-last-comma",
        ),
        pytest.param(
            "a.js",
            'f(JSON.stringify({\n\t"model": "deepseek-chat",\n\t"messages": m,\n«\t"thinking": { "type": "disabled" },\n»}));',
            id="javascript-tabs-and-a-last-comma",
        ),
        pytest.param(
            "a.js",
            'f(JSON.stringify({model:"deepseek-chat",messages:m«,thinking:{type:"disabled"}»}));',
            id="javascript-without-blanks",
        ),
        pytest.param(
            "a.ts",
            f'{ASK}({{ "model": "deepseek-chat", "messages": m«, ...({{ "thinking": {{ "type": "disabled" }} }} as object)» }});',
            id="typescript-quoted-keys",
        ),
        pytest.param(
            "a.py",
            "requests.post(u, json={'model': \"deepseek-chat\", 'messages': m«, 'thinking': {'type': 'disabled'}»})\n",
            id="python-quotes-of-the-keys",
        ),
        pytest.param(
            "a.py",
            f"M = \"deepseek-chat\"\n{ASK}(model=M, messages=m, extra_body={{'user': 1«, 'thinking': {{'type': 'disabled'}}»}})\n",
            id="python-quotes-of-the-mapping",
        ),
        pytest.param(
            "a.py",
            f'{ASK}(model="deepseek-chat",messages=m«,extra_body={{"thinking": {{"type": "disabled"}}}}»)\n',
            id="python-comma-without-a-blank",
        ),
        pytest.param(
            "a.sh",
            "curl https://api.deepseek.com/chat/completions "
            '-d \'{"model":"deepseek-chat","messages":[]«,"thinking":{"type":"disabled"}»}\'\n',
            id="shell-without-blanks",
        ),
        pytest.param(
            "a.go",
            'package a\n\nvar b = "{\\"model\\":\\"deepseek-chat\\",\\"messages\\":[]«,\\"thinking\\":{\\"type\\":\\"disabled\\"}»}"\n',
            id="go-string-without-blanks",
        ),
        pytest.param(
            "a.php",
            "<?php $b = json_encode(array('model' => 'deepseek-chat', 'messages' => $m«, 'thinking' => array('type' => 'disabled')»));",
            id="php-array",
        ),
        pytest.param(
            "a.rb",
            'b = { :model => "deepseek-chat", :messages => m«, :thinking => { :type => "disabled" }» }.to_json\n',
            id="ruby-rockets-of-symbols",
        ),
        pytest.param(
            "a.rb",
            "b = { 'model' => 'deepseek-chat', 'messages' => m«, 'thinking' => { 'type' => 'disabled' }» }.to_json\n",
            id="ruby-rockets-of-texts",
        ),
        pytest.param(
            "a.rb",
            "b = { model: 'deepseek-chat', messages: m«, thinking: { type: 'disabled' }» }.to_json\n",
            id="ruby-single-quotes",
        ),
        pytest.param(
            "a.lua",
            "local b = json.encode({ model = 'deepseek-chat', messages = m«, thinking = { type = 'disabled' }» })\n",
            id="lua-single-quotes",
        ),
    ],
)
def test_formatted_like_its_neighbours(path: str, code: str) -> None:
    marked(path, code)
