"""DeepSeek-V4 in the order a token meets it. What is unusual in this model:

* four residual streams per token, mixed by a doubly stochastic matrix before every sub-layer (mHC, `layers/mhc.py`)
* one vector per position is key AND value of all heads; the output is un-rotated (`layers/attention.py`)
* a window of 128 raw entries plus compressed ones: one per 4 tokens, chosen by an indexer (CSA), or one per 128 (HCA)
* a learned sink logit per head, an extra norm on every query head, a grouped low-rank output projection
* experts of the first layers are chosen by token id; scores are sqrt(softplus); expert inputs are clamped
* rotary pairs are interleaved, at the end of each vector, with other frequencies in compressed layers

Letters: T tokens in this call (of all sequences), t absolute position, V vocabulary, D hidden, L layers, h streams, H heads,
d head_dim, W window, G output groups, E experts, k experts per token, m expert width. Streams and activations are float32;
weights stay in the form in which the checkpoint keeps them (`matrix.py`), and `ops/` knows how to multiply with each.
The reference for each step is the technical report (arXiv 2606.19348) and the released inference code.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor

from local_engine import ops
from local_engine.batch import Batch, Step
from local_engine.cache import Cache, LayerCache
from local_engine.checkpoint import Checkpoint, Keep, Weights
from local_engine.config import Config
from local_engine.errors import ContextFull
from local_engine.heap import give_back
from local_engine.layers.attention import Attention
from local_engine.layers.mhc import HyperConnection, HyperHead
from local_engine.layers.moe import Experts
from local_engine.layers.rotary import compressed_frequencies, plain_frequencies
from local_engine.matrix import Dense
from local_engine.sizes import LARGE_STEP


class Layer:
    """Attention, then experts; each reads from and writes to the streams through its own hyper-connection."""

    def __init__(self, config: Config, weights: Weights, ratio: int, frequencies: Tensor, *, hashed: bool) -> None:
        self.eps = config.rms_norm_eps
        self.hc_attn, self.hc_ffn = (HyperConnection(config, weights, name) for name in ("hc_attn", "hc_ffn"))
        self.attn_norm, self.ffn_norm = weights["attn_norm.weight"], weights["ffn_norm.weight"]  # (D,)
        self.attn = Attention(config, weights.under("attn"), ratio, frequencies)
        self.ffn = Experts(config, weights.under("ffn"), hashed=hashed)

    def __call__(self, X: Tensor, batch: Batch, caches: list[LayerCache]) -> Tensor:
        """X (T, h, D) -> (T, h, D); `caches` holds this layer's part of each sequence."""
        u, mix = self.hc_attn.read(X)  # (T, D)
        y = self.attn(ops.rms(u, self.attn_norm, self.eps), batch, caches)  # (T, D)
        X = self.hc_attn.write(X, y, mix)
        u, mix = self.hc_ffn.read(X)
        y = self.ffn(ops.rms(u, self.ffn_norm, self.eps), batch.ids)
        return self.hc_ffn.write(X, y, mix)


class DraftBlock:
    """The MTP block of the preview release: from the streams at t and the token at t+1 it guesses the token at t+2.

    One layer of ratio 0 with a learned router, fed by both, and a head of its own. The released code holds no loop that
    uses it; that X_t is turned at position t is how the block is called there.
    """

    def __init__(self, config: Config, weights: Weights, frequencies: Tensor) -> None:
        self.eps = config.rms_norm_eps
        self.e_proj, self.h_proj = weights.matrix("e_proj.weight"), weights.matrix("h_proj.weight")  # (D, D) each
        self.enorm, self.hnorm, self.norm = (weights[f"{name}.weight"] for name in ("enorm", "hnorm", "norm"))  # (D,)
        self.layer = Layer(config, weights, 0, frequencies, hashed=False)
        self.hc_head = HyperHead(config, weights)

    def __call__(self, X: Tensor, e: Tensor, batch: Batch, caches: list[LayerCache]) -> Tensor:
        """X (T, h, D) of positions t, e (T, D) the embedded tokens t+1 -> what the output head reads, (T, D)."""
        T, h, D = X.shape
        fused = ops.linear(ops.rms(X, self.hnorm, self.eps).view(T * h, D), self.h_proj).view(T, h, D)
        fused = fused + ops.linear(ops.rms(e, self.enorm, self.eps), self.e_proj)[:, None]
        return ops.rms(self.hc_head.read(self.layer(fused, batch, caches)), self.norm, self.eps)


class Model:
    """A loaded model. Logits of a prompt, then of one more token:

    >>> model = Model.load(Path("checkpoint"))                      # doctest: +SKIP
    >>> cache = model.new_cache()                                   # doctest: +SKIP
    >>> model.forward([0, 17, 5], cache)                            # doctest: +SKIP
    >>> model.forward([9], cache)                                   # doctest: +SKIP
    """

    def __init__(self, config: Config, weights: Weights, device: torch.device | str = "cpu") -> None:
        self.config, self.device = config, torch.device(device)
        self.plain, self.compressed = (f(config).to(device) for f in (plain_frequencies, compressed_frequencies))
        embed = weights.matrix("embed.weight")
        assert isinstance(embed, Dense), "the embedding is plain numbers in every release"
        self.embed = embed  # (V, D)
        self.layers = [
            Layer(
                config,
                weights.under(f"layers.{number}"),
                ratio,
                self.compressed if ratio else self.plain,
                hashed=number < config.num_hash_layers,
            )
            for number, ratio in enumerate(config.compress_ratios)
        ]
        self.hc_head = HyperHead(config, weights)
        self.norm, self.head = weights["norm.weight"], weights.matrix("head.weight")  # (D,), (V, D)
        has_draft = "mtp.0.e_proj.weight" in weights
        self.draft = DraftBlock(config, weights.under("mtp.0"), self.plain) if has_draft else None

    @classmethod
    def load(cls, folder: Path | str, device: torch.device | str = "cpu", keep: Keep = "packed") -> Model:
        """Check and read a checkpoint folder. Raises CheckpointError with one line for the first thing that is wrong."""
        checkpoint = Checkpoint(folder)
        return cls(checkpoint.config, checkpoint.load(device, keep), device)

    def new_cache(self) -> Cache:
        """The empty state of a new sequence."""
        return Cache(self.config, self.device)

    def new_draft_cache(self) -> Cache:
        """The empty state of the draft block for a new sequence."""
        return Cache(self.config, self.device, ratios=(0,))

    def forward(self, tokens: Sequence[int], cache: Cache, *, every_position: bool = False) -> Tensor:
        """Takes the next tokens of a sequence in and returns logits: (V,) after the last one, or (T, V) after each.

        Prefill is a call with many tokens, in as many pieces as one likes; decoding is a call with one. The result is
        the same but for rounding. Raises ContextFull where the sequence would outgrow the model.
        """
        X = self.streams([(tokens, cache)])
        return self.logits(X) if every_position else self.logits(X[-1:])[0]

    def forward_batch(self, steps: Sequence[Step]) -> Tensor:
        """One step of several sequences at once, each with any number of new tokens: (B, V), the logits after each last one."""
        X = self.streams(steps)
        ends = torch.tensor([len(tokens) for tokens, _ in steps], device=self.device).cumsum(0) - 1
        return self.logits(X[ends])

    @torch.inference_mode()
    def streams(self, steps: Sequence[Step]) -> Tensor:
        """(T, h, D): the residual streams that leave the last layer, for every new token. Adds the tokens to the caches."""
        self._check(steps)
        batch = Batch(steps, self.plain, self.compressed)
        X = self.embed.take(batch.ids)[:, None].repeat(1, self.config.hc_mult, 1)  # (T, h, D): all streams start equal
        for number, layer in enumerate(self.layers):
            X = layer(X, batch, [cache.layers[number] for _, cache in steps])
        for tokens, cache in steps:
            cache.length += len(tokens)
        if len(batch.ids) >= LARGE_STEP:
            give_back()
        return X

    @torch.inference_mode()
    def logits(self, X: Tensor) -> Tensor:
        """X (T, h, D), streams that left the last layer -> (T, V)."""
        return ops.linear(ops.rms(self.hc_head.read(X), self.norm, self.config.rms_norm_eps), self.head)

    @torch.inference_mode()
    def draft_logits(self, X: Tensor, following: Sequence[int], cache: Cache) -> Tensor:
        """(T, V): logits for the token after next. X (T, h, D) are streams of consecutive positions of one sequence, from
        `streams`; `following` the tokens after each; `cache` comes from `new_draft_cache`."""
        if self.draft is None:
            raise ValueError("this checkpoint has no MTP block")
        if len(following) != X.shape[0]:
            raise ValueError(f"{X.shape[0]} positions need as many following tokens, found {len(following)}")
        self._check([(following, cache)])
        batch = Batch([(following, cache)], self.plain, self.compressed)
        made = self.draft(X, self.embed.take(batch.ids), batch, cache.layers)
        cache.length += len(following)
        return ops.linear(made, self.head)

    def _check(self, steps: Sequence[Step]) -> None:
        """Nothing is added to any cache unless all of this holds."""
        if not steps or not all(len(tokens) for tokens, _ in steps):
            raise ValueError("at least one token per sequence is needed")
        if len({id(cache) for _, cache in steps}) < len(steps):
            raise ValueError("a cache belongs to one sequence of a step; copy it to go on from it twice")
        for tokens, cache in steps:
            if min(tokens) < 0 or max(tokens) >= self.config.vocab_size:
                raise ValueError(f"token ids must be within 0 to {self.config.vocab_size - 1}")
            total = cache.length + len(tokens)
            if total > self.config.max_position_embeddings:
                raise ContextFull(
                    f"{total} tokens exceed the context of {self.config.max_position_embeddings}; "
                    "shorten the messages or lower max_tokens"
                )
