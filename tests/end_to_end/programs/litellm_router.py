"""LiteLLM: single calls, a stream and a router."""

import os

import litellm
from litellm import Router, completion

BASE_URL = os.environ.get("DEEPSEEK_BASE_URL", "https://api.deepseek.com")
litellm.drop_params = True

question = [{"role": "user", "content": "Where is my order A-17?"}]
tools = [{"type": "function", "function": {"name": "find_order", "parameters": {"type": "object", "properties": {}}}}]

found = completion(
    model="deepseek/deepseek-chat",
    messages=question,
    tools=tools,
    tool_choice={"type": "function", "function": {"name": "find_order"}},
    temperature=0.1,
    api_base=BASE_URL,
)
assert found.choices[0].message.tool_calls

stream = litellm.completion("deepseek/deepseek-chat", messages=question, api_base=BASE_URL, stream=True, max_tokens=60)
said = "".join(chunk.choices[0].delta.content or "" for chunk in stream)
assert said, "an empty answer"

router = Router(
    model_list=[
        {
            "model_name": "fast",
            "litellm_params": {
                "model": "deepseek/deepseek-chat",
                "api_base": BASE_URL,
            },
        },
        {"model_name": "deep", "litellm_params": {"model": "deepseek/deepseek-reasoner", "api_base": BASE_URL}},
    ],
    num_retries=0,
)
for name in ("fast", "deep"):
    answer = router.completion(model=name, messages=question, max_tokens=4000).choices[0].message.content
    assert answer, "an empty answer"
    print(answer)
