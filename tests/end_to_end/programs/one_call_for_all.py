"""Two models by one call: a quick one that does not think, and one that is to think and says so."""

import os

from openai import OpenAI

MODELS = {"quick": "deepseek-chat", "deep": "deepseek-v4-pro"}
BASE_URL = os.environ.get("DEEPSEEK_BASE_URL", "https://api.deepseek.com")

client = OpenAI(api_key=os.environ["DEEPSEEK_API_KEY"], base_url=BASE_URL, max_retries=0)


def ask(kind: str, question: str, longest: int) -> str:
    answer = client.chat.completions.create(
        model=MODELS[kind],
        messages=[{"role": "user", "content": question}],
        max_tokens=longest,
    )
    return answer.choices[0].message.content


for said in (ask("quick", "Which label fits?", 50), ask("deep", "What went wrong today?", 4000)):
    assert said, "an empty answer"
    print(said)
