"""An object that setters fill with limits or prices is a row of a registry, and is not renamed by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rewrite.tools import NEW, Write, project_rewritten

JAVA = 'class A {{\n  static final String U = "https://api.deepseek.com";\n  static {{\n    {}\n  }}\n}}\n'
GO = 'package a\n\nconst u = "https://api.deepseek.com"\n\nfunc f() {{\n\t{}\n}}\n'
KOTLIN = 'val u = "https://api.deepseek.com"\nval m = Info().apply {{\n    {}\n}}\n'
SHARP = 'class A {{\n  const string U = "https://api.deepseek.com";\n  void F() {{\n    {}\n  }}\n}}\n'
RUST = 'const U: &str = "https://api.deepseek.com";\nfn f() {{\n    {}\n}}\n'


@pytest.mark.parametrize(
    ("name", "shape", "body", "is_row"),
    [
        pytest.param("A.java", JAVA, 'm.setModel("deepseek-chat"); m.setInputPrice(0.28);', True, id="java-price"),
        pytest.param("A.java", JAVA, 'm.setModel("deepseek-chat"); m.setContextWindow(64000); put(m);', True, id="java-limit-put"),
        pytest.param("A.java", JAVA, 'm.setModel("deepseek-chat"); m.setMaxTokens(4000); send(m);', False, id="java-request"),
        pytest.param("A.java", JAVA, 'm.setModel("deepseek-chat"); other.setInputPrice(0.28);', False, id="java-price-of-another"),
        pytest.param("a.go", GO, 'm.Model = "deepseek-chat"\n\tm.InputPrice = 0.28', True, id="go"),
        pytest.param("a.go", GO, 'Register(New().WithModel("deepseek-chat").WithInputPrice(0.28))', True, id="go-chain"),
        pytest.param("a.go", GO, 'm.Model = "deepseek-chat"\n\tm.Temperature = 0.2', False, id="go-request"),
        pytest.param("a.kt", KOTLIN, 'model = "deepseek-chat"\n    inputPrice = 0.28', True, id="kotlin-apply"),
        pytest.param("a.cs", SHARP, 'b.Model = "deepseek-chat"; b.InputPrice = 0.28m;', True, id="csharp"),
        pytest.param("a.rs", RUST, 'm.model = "deepseek-chat".into();\n    m.input_price = 0.3;', True, id="rust"),
    ],
)  # fmt: skip
def test_row_of_setters_is_no_request(
    name: str, shape: str, body: str, is_row: bool, write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({name: shape.format(body)})
    project_rewritten(capsys)
    assert (NEW not in (tmp_path / name).read_text()) is is_row
