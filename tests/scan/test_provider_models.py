"""The AI SDK: a provider makes the model, under any name, and the settings stand where it is asked."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.scanner import Scanner

SCANNER = Scanner(load_rulebook())
HEAD = (
    "import { generateText, streamText, generateObject } from 'ai';\n"
    "import { deepseek, createDeepSeek } from '@ai-sdk/deepseek';\n"
    "const ds = createDeepSeek({ apiKey });\n"
)
ID = "'deepseek-reasoner'"


def found(code: str) -> list[tuple[str, str]]:
    findings = SCANNER.scan(PurePosixPath("app/ask.ts"), (HEAD + code + "\n").encode()).findings
    return [(finding.rule.id, finding.safety.value) for finding in findings]


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(f"await generateText({{ model: deepseek({ID}), temperature: 0.5 }});", id="provider"),
        pytest.param(f"streamText({{ model: deepseek({ID}), temperature: 0.5 }});", id="stream"),
        pytest.param(f"await generateObject({{ model: deepseek({ID}), schema, temperature: 0.5 }});", id="object"),
        pytest.param(f"await generateText({{ model: ds({ID}), temperature: 0.5 }});", id="made-provider"),
        pytest.param(f"await generateText({{ model: ds.chat({ID}), temperature: 0.5 }});", id="method"),
        pytest.param(
            f"await generateText({{ model: ds.languageModel({ID}), temperature: 0.5 }});", id="language-model"
        ),
        pytest.param(
            f"await generateText({{ model: createDeepSeek({{ apiKey }})({ID}), temperature: 0.5 }});", id="made-at-once"
        ),
        pytest.param(f"const model = deepseek({ID});\ngenerateText({{ model, temperature: 0.5 }});", id="held"),
        pytest.param(f"const m = ds({ID});\ngenerateText({{ model: m, temperature: 0.5 }});", id="held-by-any-name"),
        pytest.param(f"const ID = {ID};\ngenerateText({{ model: ds(ID), temperature: 0.5 }});", id="constant"),
    ],
)
def test_settings_of_a_model_that_a_provider_makes(code: str) -> None:
    assert ("retired-model-id", "safe") in found(code)
    assert "sampling-ignored" in dict(found(code))


def test_small_cap_of_a_held_model() -> None:
    code = f"const model = ds({ID});\nstreamText({{ model, maxOutputTokens: 64 }});"
    assert "small-output-cap" in dict(found(code))


def test_name_with_two_models_tells_none() -> None:
    code = f"let model = deepseek({ID});\nmodel = deepseek('deepseek-v4-flash');\ngenerateText({{ model, temperature: 0.5 }});"
    assert "sampling-ignored" not in dict(found(code))


def test_what_another_function_has_made_asks_for_nothing() -> None:
    code = "const log = createLogger();\nconst line = log('deepseek-chat');"
    assert ("retired-model-id", "safe") not in found(code)
