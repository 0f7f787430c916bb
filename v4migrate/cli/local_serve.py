"""placeholder"""


def command() -> None:
    """."""
