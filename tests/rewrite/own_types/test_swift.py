"""Structures of Swift: the property that turns thinking off for one model, what fills it, and which structures are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rewrite.own_types.tools import Files, becomes, declines
from tests.rewrite.tools import Write

OFF = '["type": "disabled"]'
STRUCT = (
    "struct ChatRequest: Codable {\n    let model: String\n    let messages: [Message]\n    let stream: Bool\n"
    "«    var thinking: [String: String]?\n»}\n"
)
SEND = (
    "func ask(_ m: [Message]{more}) async throws -> Data {{\n"
    '    var request = URLRequest(url: URL(string: "https://api.deepseek.com/chat/completions")!)\n'
    "    let body = {body}\n    request.httpBody = try JSONEncoder().encode(body)\n"
    "    return try await URLSession.shared.data(for: request).0\n}}\n"
)


def sending(body: str, more: str = "") -> str:
    return SEND.format(body=body, more=more)


WITH_KEYS = (
    "public struct ChatRequest: Codable {\n  public let messages: [Message]\n  public let model: String\n  public let maxTokens: Int?\n"
    "«  public var thinking: [String: String]?\n»\n  enum CodingKeys: String, CodingKey {\n    case messages, model\n"
    '    case maxTokens = "max_tokens"\n«    case thinking\n»  }\n\n'
    '  public init(messages: [Message], model: String = "<id>", maxTokens: Int? = nil) {\n    self.messages = messages\n'
    f'    self.model = model\n«    self.thinking = self.model == "<id>" ? {OFF} : nil\n»    self.maxTokens = maxTokens\n  }}\n}}\n'
)


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {"A.swift": STRUCT + sending(f'ChatRequest(model: "<id>", messages: m, stream: false«, thinking: {OFF}»)')},
            id="argument-of-who-makes-a-value",
        ),
        pytest.param(
            {
                "Request.swift": STRUCT,
                "A.swift": sending(
                    "ChatRequest(\n        model: model,\n        messages: m,\n        stream: false"
                    f'«,\n        thinking: model == "<id>" ? {OFF} : nil»\n    )',
                    ', model: String = "<id>"',
                ),
            },
            id="model-that-a-caller-chooses",
        ),
        pytest.param(
            {
                "Request.swift": STRUCT,
                "A.swift": sending(f'ChatRequest(model: "<id>", messages: m, stream: false«, thinking: {OFF}»)'),
                "Moon.swift": 'enum Moon {\n    static let model = "moonshot-v1-32k"\n'
                + sending("ChatRequest(model: Moon.model, messages: m, stream: false)")
                + "}\n",
            },
            id="constant-that-names-another-model",
        ),
        pytest.param(
            {"A.swift": WITH_KEYS + sending("ChatRequest(messages: m)")},
            id="initialiser-and-keys-of-its-own",
        ),
    ],
)
def test_placed(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], files: Files) -> None:
    becomes(write, tmp_path, capsys, files)


MADE = sending('ChatRequest(model: "<id>", messages: m, stream: false)')
PLAIN = STRUCT.replace("«    var thinking: [String: String]?\n»", "")


@pytest.mark.parametrize(
    ("files", "why"),
    [
        pytest.param(
            {"A.swift": PLAIN.replace("let stream: Bool\n", "let stream: Bool\n    var thinking: Mode?\n") + MADE},
            "has a member for the switch",
            id="member-that-is-there",
        ),
        pytest.param(
            {"A.swift": PLAIN.replace("let model: String", "let model: Model") + MADE},
            "is no plain text",
            id="model-of-a-type-of-its-own",
        ),
        pytest.param(
            {"A.swift": PLAIN.replace("}\n", "    func encode(to encoder: Encoder) throws {}\n}\n") + MADE},
            "written as JSON by hand",
            id="written-as-json-by-hand",
        ),
        pytest.param(
            {
                "A.swift": PLAIN.replace("let model", "var model")
                + MADE.replace("    request.http", "    body.model = other\n    request.http")
            },
            "set where that is not seen",
            id="model-that-is-set-later",
        ),
        pytest.param(
            {
                "A.swift": PLAIN
                + MADE
                + "func more(_ m: [Message]) { send(.init(model: pick(), messages: m, stream: true)) }\n"
            },
            "made without its name",
            id="value-that-is-made-without-the-name-of-its-type",
        ),
    ],
)
def test_declined(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], files: Files, why: str) -> None:
    declines(write, tmp_path, capsys, files, why)
