"""LangChain: a model that is asked, streamed and bound to a tool, and one that thinks."""

import os

from langchain_core.tools import tool
from langchain_deepseek import ChatDeepSeek

BASE_URL = os.environ.get("DEEPSEEK_BASE_URL", "https://api.deepseek.com")


@tool
def find_order(order: str) -> str:
    """Where an order is."""
    return "shipped"


desk = ChatDeepSeek(
    model="deepseek-chat",
    api_base=BASE_URL,
    temperature=0.2,
    max_tokens=100,
    max_retries=0,
    model_kwargs={"user": "desk"},
)
thinker = ChatDeepSeek(model="deepseek-reasoner", api_base=BASE_URL, max_retries=0)

assert desk.bind_tools([find_order], tool_choice="find_order").invoke("Where is A-17?").tool_calls
for said in (
    desk.invoke("Where is A-17?").content,
    "".join(chunk.content for chunk in desk.stream("Where is A-17?")),
    thinker.invoke("What went wrong today?").content,
):
    assert said, "an empty answer"
    print(said)
