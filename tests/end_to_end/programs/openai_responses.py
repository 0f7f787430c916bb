"""The Responses form: a title without thought, a plan with some."""

import os

from openai import OpenAI

client = OpenAI(
    api_key=os.environ["DEEPSEEK_API_KEY"],
    base_url=os.environ.get("DEEPSEEK_BASE_URL", "https://api.deepseek.com"),
    max_retries=0,
)
title = client.responses.create(model="deepseek-chat", input="A title, please", max_output_tokens=40)
plan = client.responses.create(model="deepseek-reasoner", input="A plan, please")
for said in (title.output_text, plan.output_text):
    assert said, "an empty answer"
    print(said)
