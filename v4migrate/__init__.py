"""v4migrate: move a code base and its traffic from DeepSeek V3.2 to V4, and prove that the move is good."""


def __getattr__(name: str) -> str:
    """`v4migrate.__version__`, read when asked: importlib.metadata costs more than the rest of a `--help`."""
    if name != "__version__":
        raise AttributeError(f"module 'v4migrate' has no attribute {name!r}")
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("v4migrate")
    except PackageNotFoundError:  # run from a bare copy of the sources
        return "0+unknown"
