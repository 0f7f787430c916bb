"""The Anthropic SDK against DeepSeek's endpoint of that form: a tool, a stream, a report."""

import os

import anthropic

BASE_URL = os.environ.get("DEEPSEEK_BASE_URL", "https://api.deepseek.com")
TOOL = {"name": "find_order", "input_schema": {"type": "object", "properties": {"order": {"type": "string"}}}}

client = anthropic.Anthropic(api_key=os.environ["DEEPSEEK_API_KEY"], base_url=BASE_URL + "/anthropic", max_retries=0)
question = [{"role": "user", "content": "Where is my order A-17?"}]

found = client.messages.create(
    model="deepseek-chat",
    max_tokens=200,
    messages=question,
    tools=[TOOL],
    tool_choice={"type": "tool", "name": "find_order"},
)
assert found.content[-1].type == "tool_use", found.content

with client.messages.stream(model="deepseek-chat", max_tokens=100, messages=question) as stream:
    said = "".join(stream.text_stream)
assert said, "an empty answer"

report = client.messages.create(model="deepseek-reasoner", max_tokens=4000, messages=question)
assert report.content[-1].type == "text", report.content
print(found.content[-1].input, said, report.content[-1].text)
