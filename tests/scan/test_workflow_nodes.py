"""The model of a node in a workflow of Dify is what the node asks; at DeepSeek's own API where the provider is called so."""

from __future__ import annotations

import pytest

from tests.rewrite.tools import rewritten
from tests.scan.test_hosts_beside import OURS, answers
from v4migrate.rewrite.thinking import Switch

NODE = """      - data:
          model:
            completion_params:
              temperature: 0.2
            mode: chat
            name: {name}
            provider: {provider}
        id: '{id}'
"""
FLOW = "app:\n  mode: workflow\n{pinned}workflow:\n  graph:\n    nodes:\n{nodes}"
PINNED = (
    "dependencies:\n- type: marketplace\n  value:\n    marketplace_plugin_unique_identifier: acme/deepseek:0.0.3@abc\n"
)


def flow(*providers: str, pinned: str = "", names: tuple[str, ...] = ("deepseek-chat", "deepseek-reasoner")) -> str:
    nodes = (
        NODE.format(name=name, provider=provider, id=place)
        for place, (name, provider) in enumerate(zip(names, providers, strict=False))
    )
    return FLOW.format(pinned=pinned, nodes="".join(nodes))


@pytest.mark.parametrize("provider", ["deepseek", "acme/deepseek/deepseek"])
def test_node_asks(provider: str) -> None:
    assert answers("flow.yml", flow(provider)) == [OURS]
    (change,) = rewritten("flow.yml", flow(provider)).changes
    assert change.thinking.switch is Switch.NOT_PLACED


def test_nodes_of_one_graph_are_no_picker() -> None:
    assert answers("flow.yml", flow("deepseek", "deepseek", names=("deepseek-chat",) * 2)) == [OURS, OURS]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(flow("deepseek", pinned=PINNED), id="plugin-of-one-version"),
        pytest.param(flow("acme/other/other"), id="another-provider"),
        pytest.param(flow("deepseek").replace("mode: chat", "kind: chat"), id="no-node"),
        pytest.param(flow("deepseek").replace("          model:", "          entry:"), id="another-key"),
    ],
)
def test_what_is_no_request_of_its_own_stays_a_row(text: str) -> None:
    assert answers("flow.yml", text) == ["id-in-table advice"]
