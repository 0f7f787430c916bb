"""Replies of colleagues in the language of the customer."""

from harbor.client import get_client
from harbor.prompts import TRANSLATE_SYSTEM


def translate(reply: str, language: str, customer_ref: str) -> str:
    """customer_ref is the pseudonym from the ticket system, never a name or an address."""
    response = get_client().chat.completions.create(
        model="deepseek-chat",
        messages=[
            {"role": "system", "content": TRANSLATE_SYSTEM},
            {"role": "user", "content": f"Target language: {language}\n\n{reply}"},
        ],
        temperature=0.3,
        max_tokens=600,
        extra_body={"user_id": customer_ref},
    )
    return response.choices[0].message.content or ""
