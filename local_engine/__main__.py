"""`python -m local_engine serve` and `python -m local_engine write-demo DIR`.

`serve` prints one JSON line on stdout when it is ready. Errors are one line on stderr and exit code 2.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from local_engine import yield_cores
from local_engine.errors import EngineError
from local_engine.storage import KEEPS

if TYPE_CHECKING:
    from local_engine.server import LocalServer


def main(arguments: list[str] | None = None) -> int:
    """Returns the exit code: 0, or 2 after a message."""
    given = _parser().parse_args(arguments)
    try:
        if given.command == "write-demo":
            from local_engine.demo import write_demo_checkpoint

            sys.stdout.write(f"{write_demo_checkpoint(given.directory)}\n")
        else:
            _serve(given)
    except EngineError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except KeyboardInterrupt:
        pass
    return 0


def _serve(given: argparse.Namespace) -> None:
    yield_cores()

    from local_engine.demo import demo_checkpoint
    from local_engine.ops import VARIABLE, asked, native
    from local_engine.server import LocalServer

    computes_with = f"references alone: {VARIABLE}=reference"
    if asked() != "reference":
        computes_with = (
            native.status()
        )  # compiles what is not in the cache, so that the first request does not wait for it
    if given.verbose:
        sys.stderr.write(f"{computes_with}\n")
    server = LocalServer(
        given.checkpoint or demo_checkpoint(),
        given.host,
        given.port,
        given.served_name,
        lambda _: announce(),
        given.keep,
        given.context,
    )

    def announce() -> None:
        demo = server.worker.config.demonstration_weights
        ready = {"base_url": server.base_url, "model": given.served_name, "demonstration_weights": demo}
        sys.stdout.write(json.dumps(ready) + "\n")
        sys.stdout.flush()
        if given.exit_with_parent:
            threading.Thread(target=_stop_at_end_of_input, args=(server,), daemon=True).start()

    server.run()


def _stop_at_end_of_input(server: LocalServer) -> None:
    """The parent holds the other end of stdin: when it goes, however it goes, so do we."""
    while os.read(0, 4096):
        pass
    server.stop()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m local_engine", description="Run a DeepSeek-V4 checkpoint.")
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="serve a checkpoint over HTTP")
    serve.add_argument("--checkpoint", type=Path, help="folder of a checkpoint; absent = demonstration weights")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on")
    serve.add_argument("--port", type=int, default=8046, help="port to listen on; 0 = any free one")
    serve.add_argument("--served-name", default="deepseek-v4-flash", help="the model name that requests must use")
    serve.add_argument(
        "--keep", choices=KEEPS, default="packed", help="form in which weights are kept (default: packed)"
    )
    serve.add_argument(
        "--context", type=int, help="longest sequence, prompt and answer together; memory is planned for it"
    )
    serve.add_argument("--verbose", action="store_true", help="say on stderr which kernels compute, or why torch does")
    serve.add_argument("--exit-with-parent", action="store_true", help="stop when stdin ends")
    write = commands.add_parser("write-demo", help="write the demonstration checkpoint into a new folder")
    write.add_argument("directory", type=Path)
    return parser


if __name__ == "__main__":
    sys.exit(main())
