"""Service settings, read once from the environment (see .env.example)."""

import os
from dataclasses import dataclass
from functools import lru_cache

DEEPSEEK_BASE_URL = "https://api.deepseek.com"


@dataclass(frozen=True)
class Settings:
    api_key: str
    base_url: str
    model: str
    request_timeout_s: float
    log_dir: str


@lru_cache(maxsize=1)
def load_settings() -> Settings:
    """Raises KeyError when DEEPSEEK_API_KEY is missing, so that a bad deploy stops at start-up."""
    return Settings(
        api_key=os.environ["DEEPSEEK_API_KEY"],
        base_url=os.getenv("DEEPSEEK_BASE_URL", DEEPSEEK_BASE_URL),
        model=os.getenv("DEEPSEEK_MODEL", "deepseek-chat"),
        request_timeout_s=float(os.getenv("REQUEST_TIMEOUT_S", "60")),
        log_dir=os.getenv("HARBOR_LOG_DIR", "logs"),
    )
