"""DeepSeek-V4 in the order a token meets it. What is unusual in this model:

* four residual streams per token, mixed by a doubly stochastic matrix before every sub-layer (`layers/mhc.py`)
* one vector per position is key AND value of all heads; the output is un-rotated (`layers/attention.py`)
* a window of 128 raw entries plus compressed ones: one per 4 tokens, chosen by an indexer (CSA), or one per 128 (HCA)
* a learned sink logit per head, an extra norm on every query head, a grouped low-rank output projection
* experts of the first layers are chosen by token id; scores are sqrt(softplus); expert inputs are clamped
* rotary pairs are interleaved, at the end of each vector, with other frequencies in compressed layers

Letters: T tokens in this call, t absolute position, V vocabulary, D hidden, L layers, h streams, H heads, d head_dim,
W window, G output groups, E experts, k experts per token, m expert width. Everything is float32; batch size is one.
The reference for each step is the technical report (arXiv 2606.19348) and the released inference code.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor
from torch.nn.functional import linear

from local_engine.cache import Cache
from local_engine.checkpoint import Checkpoint, Weights
from local_engine.config import Config
from local_engine.errors import ContextFull
from local_engine.layers.attention import Attention
from local_engine.layers.mhc import HyperConnection, HyperHead
from local_engine.layers.moe import Experts
from local_engine.layers.norm import rms
from local_engine.layers.rope import Rotary


class Layer:
    """Attention, then experts; each reads from and writes to the streams through its own hyper-connection."""

    def __init__(self, config: Config, weights: Weights, number: int, rotary: Rotary) -> None:
        self.eps = config.rms_norm_eps
        self.hc_attn, self.hc_ffn = (HyperConnection(config, weights, name) for name in ("hc_attn", "hc_ffn"))
        self.attn_norm, self.ffn_norm = weights["attn_norm.weight"], weights["ffn_norm.weight"]
        self.attn = Attention(config, weights.under("attn"), config.compress_ratios[number], rotary)
        self.ffn = Experts(config, weights.under("ffn"), hashed=number < config.num_hash_layers)

    def __call__(self, X: Tensor, ids: Tensor, cache: Cache, number: int) -> Tensor:
        """X (T, h, D) of positions cache.length … -> (T, h, D)."""
        u, mix = self.hc_attn.read(X)
        y = self.attn(rms(u, self.attn_norm, self.eps), cache.length, cache.layers[number])
        X = self.hc_attn.write(X, y, mix)
        u, mix = self.hc_ffn.read(X)
        y = self.ffn(rms(u, self.ffn_norm, self.eps), ids)
        return self.hc_ffn.write(X, y, mix)


class Model:
    """A loaded model. Logits of a prompt, then of one more token:

    >>> model = Model.load(Path("checkpoint"))                      # doctest: +SKIP
    >>> cache = model.new_cache()                                   # doctest: +SKIP
    >>> model.forward([0, 17, 5], cache)                            # doctest: +SKIP
    >>> model.forward([9], cache)                                   # doctest: +SKIP
    """

    def __init__(self, config: Config, weights: Weights, device: torch.device | str = "cpu") -> None:
        self.config, self.device = config, torch.device(device)
        self.embed = weights["embed.weight"]  # (V, D)
        plain, stretched = (Rotary(config, compressed=compressed, device=device) for compressed in (False, True))
        self.layers = [
            Layer(config, weights.under(f"layers.{number}"), number, stretched if ratio else plain)
            for number, ratio in enumerate(config.compress_ratios)
        ]
        self.hc_head = HyperHead(config, weights)
        self.norm, self.head = weights["norm.weight"], weights["head.weight"]  # (D,), (V, D)

    @classmethod
    def load(cls, folder: Path, device: torch.device | str = "cpu") -> Model:
        """Check and read a checkpoint folder. Raises CheckpointError with one line for the first thing that is wrong."""
        checkpoint = Checkpoint(folder)
        return cls(checkpoint.config, checkpoint.load(device), device)

    def new_cache(self) -> Cache:
        """The empty state of a new sequence."""
        return Cache(self.config, self.device)

    @torch.inference_mode()
    def forward(self, tokens: Sequence[int], cache: Cache, *, every_position: bool = False) -> Tensor:
        """Takes the next tokens of a sequence in and returns logits: (V,) after the last one, or (T, V) after each.

        Prefill is a call with many tokens, in as many pieces as one likes; decoding is a call with one. The result is
        the same but for rounding. Raises ContextFull where the sequence would outgrow the model.
        """
        if not tokens:
            raise ValueError("forward() needs at least one token")
        if cache.length + len(tokens) > self.config.max_position_embeddings:
            raise ContextFull(
                f"{cache.length + len(tokens)} tokens exceed the context of {self.config.max_position_embeddings}; "
                "shorten the messages or lower max_tokens"
            )
        ids = torch.tensor(tokens, device=self.device)  # (T,)
        X = self.embed[ids][:, None].repeat(1, self.config.hc_mult, 1)  # (T, h, D): all streams start equal
        for number, layer in enumerate(self.layers):
            X = layer(X, ids, cache, number)
        cache.length += len(tokens)
        h = self.hc_head.read(X if every_position else X[-1:])
        logits = linear(rms(h, self.norm, self.config.rms_norm_eps), self.head)
        return logits if every_position else logits[0]
