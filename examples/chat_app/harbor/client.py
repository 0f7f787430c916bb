"""One OpenAI-compatible client for the whole process; it keeps its connection pool."""

from functools import lru_cache

from openai import OpenAI

from harbor.settings import load_settings


@lru_cache(maxsize=1)
def get_client() -> OpenAI:
    settings = load_settings()
    return OpenAI(
        api_key=settings.api_key,
        base_url="https://api.deepseek.com",
        timeout=settings.request_timeout_s,
        max_retries=1,
    )
