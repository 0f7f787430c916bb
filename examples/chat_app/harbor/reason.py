"""Second opinion on cases with several amounts and dates, for colleagues only."""

import os
from dataclasses import dataclass

from openai import OpenAI

from harbor.prompts import REASON_SYSTEM


@dataclass(frozen=True)
class Opinion:
    decision: str
    reasoning: str


def second_opinion(case: str) -> Opinion:
    """The reasoning is shown folded below the decision, so that the colleague can check the sums."""
    # Own client: these calls take far longer than a customer would wait.
    client = OpenAI(api_key=os.environ["DEEPSEEK_API_KEY"], base_url="https://api.deepseek.com", timeout=180.0)
    response = client.chat.completions.create(
        model="deepseek-reasoner",
        messages=[{"role": "system", "content": REASON_SYSTEM}, {"role": "user", "content": case}],
        temperature=0.0,
        max_tokens=1024,
    )
    message = response.choices[0].message
    return Opinion(
        decision=message.content or "",
        reasoning=getattr(message, "reasoning_content", None) or "",
    )
