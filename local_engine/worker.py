"""One loaded model and the one thread that computes with it.

Requests queue up for the thread, so tensors are never shared and the event loop stays free for everything else.
"""

from __future__ import annotations

import hashlib
import os
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import torch

from local_engine.answer import Answer
from local_engine.chat_format import ChatFormat, ChatRequest
from local_engine.checkpoint import INDEX, Checkpoint, Keep
from local_engine.generate import generate
from local_engine.model import Model
from local_engine.sampling import Sampler
from local_engine.tokenizer import Tokenizer
from local_engine.vocabulary import tokenizer_file

SMALL_MODEL_BYTES = 100e6  # below this, handing work to a second core costs more than it brings
Result = TypeVar("Result")


class Worker:
    """`Worker(folder, "deepseek-v4-flash")` loads a checkpoint.

    `context` is the longest sequence, prompt and answer together, by default the model's own. Where it is given, memory for it is
    looked for before anything is loaded. Raises CheckpointError where the checkpoint cannot be used, ConfigError for a context
    that the model does not have.
    """

    def __init__(self, folder: Path, served_name: str, keep: Keep = "packed", context: int | None = None) -> None:
        checkpoint = Checkpoint(folder)
        tokenizer = Tokenizer.from_file(tokenizer_file(folder, checkpoint.config.vocab_size))
        self.served_name = served_name
        self.config = checkpoint.config if context is None else checkpoint.config.limited(context)
        self.form = ChatFormat(self.config, tokenizer, served_name)
        self.fingerprint = _fingerprint(folder, demo=self.config.demonstration_weights)
        self.model = Model(self.config, checkpoint.load(keep=keep, context=context))
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        self._threads = 1 if checkpoint.float32_bytes() < SMALL_MODEL_BYTES else cores
        self._closing = threading.Event()
        self._pool = ThreadPoolExecutor(1, "local-engine", initializer=torch.set_num_threads, initargs=(self._threads,))

    def submit(self, work: Callable[[], Result]) -> Future[Result]:
        """Runs `work` in the model's thread, after everything submitted before it."""
        return self._pool.submit(work)

    def close(self) -> None:
        """Ends running generations at their next token and lets the thread go."""
        self._closing.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def stream(self, request: ChatRequest, cancelled: threading.Event) -> Iterator[dict[str, Any]]:
        """Chunks of an answer as JSON objects, as they come. Call in the model's thread."""
        answer = self._answer(request)
        for chunks in self._run(request, answer, cancelled):
            yield from answer.stream_json(chunks)

    def complete(self, request: ChatRequest, cancelled: threading.Event) -> dict[str, Any]:
        """The whole answer as one JSON object. Call in the model's thread."""
        created, answer = int(time.time()), self._answer(request)
        chunks = [chunk for some in self._run(request, answer, cancelled) for chunk in some]
        return answer.whole(chunks, created)

    def _answer(self, request: ChatRequest) -> Answer:
        return Answer(self.form, request, str(uuid.uuid4()), self.fingerprint)

    def _run(self, request: ChatRequest, answer: Answer, cancelled: threading.Event) -> Iterator[list[Any]]:
        yield answer.open()
        sampler = Sampler(request.temperature, request.top_p, request.seed, request.top_logprobs)
        if not (cancelled.is_set() or self._closing.is_set()):
            for choice in generate(self.model, request.prompt, sampler, request.max_tokens, request.stop_tokens):
                yield answer.push(choice)
                if answer.stopped or cancelled.is_set() or self._closing.is_set():
                    break
        yield answer.close()


def _fingerprint(folder: Path, *, demo: bool) -> str:
    """Which weights answered: a hash of config and index, with `demo-` in front of demonstration weights."""
    digest = hashlib.sha256((folder / "config.json").read_bytes())
    if (folder / INDEX).is_file():
        digest.update((folder / INDEX).read_bytes())
    return f"{'demo-' if demo else ''}local-{digest.hexdigest()[:12]}"
