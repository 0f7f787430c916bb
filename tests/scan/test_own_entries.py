"""The entry of DeepSeek's own is not taken for another provider's because that one's address stands in the same table."""

from __future__ import annotations

import pytest

from tests.scan.test_hosts_beside import OTHER, OURS, answers

FILLER = "".join(f"    // note {number} on what a provider may be told, and when\n" for number in range(60))
TABLE = (
    "const all = {\n  OPENAI: {\n    model: 'gpt-4o',\n  },\n  OPENROUTER: {\n    url: %s,\n  },\n%s"
    "  GEMINI: {\n    model: 'g',\n  },\n  DEEPSEEK: {\n    read: (given) => {\n"
    "      return { model: given || 'deepseek-chat' };\n    },\n  },\n};\n"
)
AROUND = (
    "const a = {\n  baseURL: 'https://openrouter.ai/api/v1',\n  models: {\n    OPENAI: {\n      model: 'x',\n    },\n"
    "    GEMINI: {\n      model: 'y',\n    },\n%s    DEEPSEEK: {\n      model: 'deepseek-chat',\n    },\n  },\n};\n"
)
JULIA = (
    "known = Dict(\n%s"
    '    "x/y" => Spec("x/y", Any(; url = "https://openrouter.ai/api/v1"), 1),\n'
    '    "fast" => Spec("deepseek-chat", %s(), 2))\n'
)
NOTES = "".join(f"    # note {number} on what a provider may be told, and when\n" for number in range(60))


def test_entry_of_its_maker_is_its_own() -> None:
    assert answers("a.ts", TABLE % ("'https://openrouter.ai/api/v1'", FILLER)) == [OURS]


def test_entry_inside_of_another_provider_stays() -> None:
    assert answers("a.ts", AROUND % FILLER) == [OTHER]


@pytest.mark.parametrize(("made", "expected"), [("DeepSeekSchema", "id-passed-on unsafe"), ("OtherSchema", OTHER)])
def test_object_of_a_class_that_is_called_after_its_maker_is_in_doubt(made: str, expected: str) -> None:
    assert answers("a.jl", JULIA % (NOTES, made)) == [expected]


@pytest.mark.parametrize(("key", "expected"), [("dsr", "id-passed-on unsafe"), ("zsr", OTHER)])
def test_short_name_of_a_model_is_no_provider(key: str, expected: str) -> None:
    code = f'names = Dict(\n    "grok" => "g-1",\n    "minimax" => "m-1",\n    "{key}" => "deepseek-reasoner")\n'
    assert answers("a.jl", f"# KEYS: DEEPSEEK_API_KEY, OPENROUTER_API_KEY\n{code}") == [expected]
