"""Shell and its relatives, and code that is read by its marks alone. The ids of the rows name the shapes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

RETIRED = ["retired-model-id"]
TABLE = ["id-in-table"]
PROSE = ["id-in-prose"]
PASSED = ["id-passed-on"]
UNCLEAR = ["id-in-unclear-place"]
COMPARED = ["id-compared"]

SHELL = [
    pytest.param("a.sh", 'MODEL="deepseek-chat"\n', RETIRED, id="assignment"),
    pytest.param("a.sh", "export LLM_MODEL=deepseek-chat; run\n", RETIRED, id="export"),
    pytest.param("a.sh", "local model=deepseek-chat\n", RETIRED, id="local"),
    pytest.param("a.sh", 'MODEL="${MODEL:-deepseek-chat}"\n', RETIRED, id="A15-fallback"),
    pytest.param("a.sh", "MODEL=${1:-deepseek-chat}\n", RETIRED, id="A15-argument-with-a-default"),
    pytest.param("a.sh", "ask --model deepseek-chat x\n", RETIRED, id="option"),
    pytest.param("a.sh", "ask \\\n  --model=deepseek-chat \\\n  x\n", RETIRED, id="option-on-its-own-line"),
    pytest.param("a.sh", "llm -m deepseek-chat 'hi'\n", RETIRED, id="short-option-of-a-known-tool"),
    pytest.param("a.sh", "cut -m deepseek-chat\n", PASSED, id="short-option-of-another-tool"),
    pytest.param("a.sh", "vllm serve x --served-model-name deepseek-chat\n", ["own-server"], id="C5-served-name"),
    pytest.param("a.sh", "ask --with deepseek-chat\n", PASSED, id="other-option"),
    pytest.param("a.sh", "# deepseek-chat is fast\n", PROSE, id="comment"),
    pytest.param("a.sh", "# MODEL=deepseek-chat\n", RETIRED, id="B1-commented-out"),
    pytest.param("a.sh", 'echo "now with deepseek-chat"\n', PROSE, id="echo"),
    pytest.param("a.sh", 'echo "MODEL=deepseek-chat" >> .env\n', RETIRED, id="echo-into-a-file"),
    pytest.param("a.sh", '[ "$m" = deepseek-chat ] && x\n', COMPARED, id="D1-test"),
    pytest.param("a.sh", '[[ $m == "deepseek-chat" ]]\n', COMPARED, id="D1-double-test"),
    pytest.param(
        "a.sh", "case $m in\n  deepseek-chat|deepseek-reasoner) x ;;\nesac\n", COMPARED * 2, id="D1-case-labels"
    ),
    pytest.param("a.sh", "for m in deepseek-chat gpt-4o; do x; done\n", TABLE, id="D9-loop"),
    pytest.param("a.sh", 'MODELS=("deepseek-chat" "x")\n', TABLE, id="D9-array"),
    pytest.param(
        "a.sh",
        'curl https://api.deepseek.com/v1 -d \'{\n  "model": "deepseek-chat",\n  "messages": []\n}\'\n',
        RETIRED,
        id="B15-body-in-quotes",
    ),
    pytest.param("a.sh", 'curl x -d "{\\"model\\": \\"deepseek-chat\\"}"\n', RETIRED, id="A17-escaped-body"),
    pytest.param(
        "a.sh", "cat > config.yaml <<EOF\nllm:\n  model: deepseek-chat\nEOF\n", RETIRED, id="B15-yaml-in-a-heredoc"
    ),
    pytest.param(
        "a.sh", 'curl -d @- <<\'EOF\'\n{"model": "deepseek-chat"}\nEOF\n', RETIRED, id="B15-json-in-a-heredoc"
    ),
    pytest.param("a.sh", "cat <<EOF\nWe use deepseek-chat.\nEOF\n", PROSE, id="text-in-a-heredoc"),
    pytest.param("a.sh", 'python - <<EOF\nask(model="deepseek-chat")\nEOF\n', RETIRED, id="python-in-a-heredoc"),
    pytest.param("run", "#!/usr/bin/env bash\nMODEL=deepseek-chat\n", RETIRED, id="shebang"),
    pytest.param("a.fish", "set -gx MODEL deepseek-chat\n", RETIRED, id="fish"),
    pytest.param("a.sh", "x=1 # it's\nMODEL=deepseek-chat\n", RETIRED, id="apostrophe-in-a-comment"),
]

BUILD = [
    pytest.param("Makefile", "deepseek-chat: build\n\ttrue\n", ["label"], id="target"),
    pytest.param("Makefile", ".PHONY: deepseek-chat\n", ["label"], id="phony-target"),
    pytest.param("Makefile", "run: MODEL = deepseek-chat\nrun:\n\tapp\n", RETIRED, id="variable-of-a-target"),
    pytest.param("a.ino", 'const char* model = "deepseek-chat";\n', RETIRED, id="sketch"),
    pytest.param("Dockerfile", "ENV MODEL=deepseek-chat\n", RETIRED, id="B3-env"),
    pytest.param("Dockerfile.prod", "ENV A=1 MODEL=deepseek-chat\n", RETIRED, id="B3-env-second"),
    pytest.param("Dockerfile", "ENV MODEL deepseek-chat\n", RETIRED, id="B3-env-by-blank"),
    pytest.param("Dockerfile", "ARG MODEL=deepseek-reasoner\n", RETIRED, id="B3-arg"),
    pytest.param("Dockerfile", "LABEL model=deepseek-chat\n", ["label"], id="B3-label"),
    pytest.param("Dockerfile", 'CMD ["ask", "--model", "deepseek-chat"]\n', RETIRED, id="B3-cmd"),
    pytest.param("Dockerfile", "ENTRYPOINT ask --model deepseek-chat\n", RETIRED, id="B3-entrypoint"),
    pytest.param("Dockerfile", "RUN <<EOF\nask --model deepseek-chat\nEOF\n", RETIRED, id="B3-heredoc"),
    pytest.param("Makefile", "MODEL ?= deepseek-chat\n", RETIRED, id="make-variable"),
    pytest.param("Makefile", "export MODEL := deepseek-chat\n", RETIRED, id="make-export"),
    pytest.param("Makefile", "run:\n\tMODEL=deepseek-chat ask\n", RETIRED, id="make-recipe"),
]

MARKS = [
    pytest.param("a.R", 'model <- "deepseek-chat"\n', RETIRED, id="r-arrow"),
    pytest.param("a.R", 'ask <- function(q, model = "deepseek-chat") 1\n', RETIRED, id="A8-r-default"),
    pytest.param("a.R", 'x <- c("deepseek-chat", "y")\n', TABLE, id="D9-r-vector"),
    pytest.param("a.R", 'w <- c("deepseek-chat" = 64000)\n', TABLE, id="D3-r-named"),
    pytest.param("a.R", 'if (m == "deepseek-chat") 1\n', COMPARED, id="D1-r"),
    pytest.param("a.R", 'm <- Sys.getenv("M", "deepseek-chat")\n', RETIRED, id="A10-r"),
    pytest.param("a.R", '# "deepseek-chat"\n', PROSE, id="r-comment"),
    pytest.param("a.R", 'register("deepseek-chat")\n', PASSED, id="r-argument"),
    pytest.param("a.ps1", '$model = "deepseek-chat"\n', RETIRED, id="ps-variable"),
    pytest.param("a.ps1", "$env:LLM_MODEL = 'deepseek-chat'\n", RETIRED, id="ps-environment"),
    pytest.param("a.ps1", "Invoke-Ask -Model deepseek-chat\n", RETIRED, id="ps-parameter"),
    pytest.param("a.ps1", '$body = @{ model = "deepseek-chat" }\n', RETIRED, id="ps-hashtable"),
    pytest.param("a.ps1", 'if ($m -eq "deepseek-chat") { 1 }\n', COMPARED, id="D1-ps"),
    pytest.param("build.gradle", 'def model = "deepseek-chat"\n', RETIRED, id="groovy"),
    pytest.param("Jenkinsfile", "environment { LLM_MODEL = 'deepseek-chat' }\n", RETIRED, id="jenkins"),
    pytest.param("a.groovy", 'def l = ["deepseek-chat": 64000]\n', TABLE, id="D3-groovy"),
    pytest.param("a.pl", 'my $model = $ENV{M} // "deepseek-chat";\n', RETIRED, id="A10-perl"),
    pytest.param("a.pl", 'my %x = ("deepseek-chat" => 1);\n', TABLE, id="D3-perl"),
    pytest.param("a.hs", 'model = "deepseek-chat" -- foldl\'\n', RETIRED, id="haskell"),
    pytest.param("a.jl", 'model = get(ENV, "M", "deepseek-chat")\n', RETIRED, id="A10-julia"),
    pytest.param("a.clj", '(ask {:model "deepseek-chat"})\n', RETIRED, id="clojure"),
    pytest.param("a.nim", 'const model = "deepseek-chat"\n', RETIRED, id="nim"),
    pytest.param("a.zig", 'const model = "deepseek-chat";\n', RETIRED, id="zig"),
    pytest.param("a.nix", '{ model = "deepseek-chat"; }\n', RETIRED, id="nix"),
]

LISP = [
    pytest.param("a.el", "(setq gptel-model 'deepseek-chat)\n", RETIRED, id="symbol"),
    pytest.param("a.el", '(setq ai-model "deepseek-chat")\n', RETIRED, id="string"),
    pytest.param(
        "a.el", "(setq a 1\n      gptel-model   'deepseek-reasoner\n      b 2)\n", RETIRED, id="second-of-setq"
    ),
    pytest.param(
        "a.org",
        "openrouter.ai api.groq.com\n#+begin_src elisp\n(setq a-model 'deepseek-chat\n"
        '      b (gptel-make-deepseek "x"))\n#+end_src\n',
        RETIRED,
        id="constructor-names-the-host",
    ),
    pytest.param("a.el", "(ask :model 'deepseek-chat)\n", RETIRED, id="keyword"),
    pytest.param("a.el", "(make :models '(deepseek-chat gpt-4o))\n", TABLE, id="D9-models"),
    pytest.param("a.el", "(x (models '((deepseek-chat :context-window 128))))\n", TABLE, id="D3-row"),
    pytest.param("a.el", "(x '((gpt-4o :a 1)\n     (deepseek-chat :a 1)))\n", TABLE, id="D3-second-row"),
    pytest.param("a.el", "(when (eq m 'deepseek-chat) 1)\n", COMPARED, id="D1"),
    pytest.param("a.el", "(defun deepseek-chat () 1)\n", ["identifier"], id="D22-function"),
    pytest.param("a.el", ";; deepseek-chat is fast\n", PROSE, id="comment"),
    pytest.param("a.el", '(message "deepseek-chat")\n', PROSE, id="message"),
]

SQL = [
    pytest.param("seed.sql", "INSERT INTO models VALUES ('deepseek-chat', 1);\n", TABLE, id="B16-seed"),
    pytest.param("q.sql", "SELECT * FROM u WHERE model = 'deepseek-chat';\n", ["query"], id="D13-query"),
    pytest.param("q.sql", "SELECT CASE WHEN m = 'deepseek-chat' THEN 1 END;\n", ["query"], id="D13-case"),
    pytest.param("s.sql", "CREATE TABLE a (model TEXT DEFAULT 'deepseek-chat');\n", PASSED, id="D12-default"),
    pytest.param("s.sql", "UPDATE a SET model = 'deepseek-chat';\n", PASSED, id="update"),
    pytest.param("s.sql", "-- deepseek-chat\nSELECT 1;\n", PROSE, id="comment"),
    pytest.param("db/migrations/1.sql", "INSERT INTO m VALUES ('deepseek-chat');\n", ["applied-migration"], id="B17"),
]


@pytest.mark.parametrize(("path", "code", "expected"), [*SHELL, *BUILD, *MARKS, *LISP, *SQL])
def test_place(says: Callable[[str, str], list[str]], path: str, code: str, expected: list[str]) -> None:
    assert says(path, code) == expected
