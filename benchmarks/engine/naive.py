"""The indexer of layer 1, from the equations of the model alone: token ids in, index keys, queries and scores out, in float64.

Shares no code with the engine but the reader of stored numbers. Layer 0 sees a window only, so the input of layer 1 at a
position depends on that window alone: any short stretch of a sequence can be computed by itself, and many at once.

Letters: B stretches, S tokens each, D hidden, h streams, H heads, d head_dim, w index width. Sources: technical report
(arXiv 2606.19348), released inference code.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor

from local_engine import formats


class Naive:
    """`Naive(folder)` of a checkpoint whose layer 0 has ratio 0 and hash routing, and whose layer 1 has ratio 4."""

    def __init__(self, folder: Path) -> None:
        self.given: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        assert self.given["compress_ratios"][:2] == [0, 4] and self.given["num_hash_layers"] >= 1
        stored = load_file(folder / "model.safetensors")
        self.value = {name: _value(name, stored) for name in stored if not name.endswith(".scale")}
        self.eps, self.W = self.given["rms_norm_eps"], self.given["sliding_window"]

    @property
    def stretch(self) -> int:
        """Tokens that settle an index key: its block, the block before, and what the first of those sees."""
        return 8 + self.W - 1

    def keys(self, ids: Tensor, end: Tensor) -> Tensor:
        """ids (B, stretch) whose last tokens stand at positions `end` (B,), ends of blocks -> index keys (B, w)."""
        x = self._input(ids, end)[:, -8:]
        at, w = "layers.1.attn.indexer.compressor.", self.given["index_head_dim"]
        ape = self.value[at + "ape"].repeat(2, 1)  # two whole blocks
        c, z = self._times(x, at + "wkv"), self._times(x, at + "wgate") + ape
        c, z = (torch.cat((half[:, :4, :w], half[:, 4:, w:]), 1) for half in (c, z))  # first halves of the block before
        entry = self._rms((torch.softmax(z, 1) * c).sum(1), self.value[at + "norm.weight"])
        return self._rotate(entry, end - 3, compressed=True)

    def query(self, ids: Tensor, end: int) -> tuple[Tensor, Tensor]:
        """The last W tokens of a sequence, the last one at position `end` -> its index query (heads, w) and weights (heads,)."""
        x = self._input(ids[None], torch.tensor([end]))[0, -1:]
        heads, w = self.given["index_n_heads"], self.given["index_head_dim"]
        r = self._rms(self._times(x, "layers.1.attn.wq_a"), self.value["layers.1.attn.q_norm.weight"])
        q = self._times(r, "layers.1.attn.indexer.wq_b").view(heads, w)
        weights = self._times(x, "layers.1.attn.indexer.weights_proj")[0] / math.sqrt(w * heads)
        return self._rotate(q, torch.tensor(end), compressed=True), weights

    @staticmethod
    def scores(query: tuple[Tensor, Tensor], keys: Tensor) -> Tensor:
        """Σ_h weight[h] max(0, q[h] · key): keys (n, w) -> (n,)."""
        total = torch.zeros(keys.shape[0], dtype=torch.float64)
        for q, weight in zip(*query, strict=True):
            total += weight * torch.clamp(keys.double() @ q, min=0)
        return total

    def _input(self, ids: Tensor, end: Tensor) -> Tensor:
        """ids (B, S), the last of each at `end` (B,) -> normed inputs of the attention of layer 1 (B, S, D). Right where the
        stretch holds the whole window of a token."""
        S = ids.shape[1]
        position = end[:, None] - S + 1 + torch.arange(S)
        X = self.value["embed.weight"][ids][:, :, None].repeat(1, 1, self.given["hc_mult"], 1)
        for part in ("attn", "ffn"):
            u, post, C = self._site(X, f"layers.0.hc_{part}")
            u = self._rms(u, self.value[f"layers.0.{part}_norm.weight"])
            y = self._attention(u, position) if part == "attn" else self._experts(u, ids)
            X = post[..., None] * y[:, :, None] + torch.einsum("bsjk,bsjd->bskd", C, X)
        u, _, _ = self._site(X, "layers.1.hc_attn")
        return self._rms(u, self.value["layers.1.attn_norm.weight"])

    def _site(self, X: Tensor, name: str) -> tuple[Tensor, Tensor, Tensor]:
        """X (B, S, h, D) -> what the sub-layer reads (B, S, D), and the weights of what it writes back."""
        h, eps = X.shape[2], self.given["hc_eps"]
        fn, base, scale = (self.value[f"{name}_{part}"] for part in ("fn", "base", "scale"))
        v = X.flatten(2)
        m = (v @ fn.T) / torch.sqrt(v.square().mean(-1, keepdim=True) + self.eps)
        pre = torch.sigmoid(m[..., :h] * scale[0] + base[:h]) + eps
        post = 2 * torch.sigmoid(m[..., h : 2 * h] * scale[1] + base[h : 2 * h])
        logits = (m[..., 2 * h :] * scale[2] + base[2 * h :]).reshape(*m.shape[:2], h, h)
        C = torch.softmax(logits, -1) + eps
        for step in range(self.given["hc_sinkhorn_iters"]):
            if step:
                C = C / (C.sum(-1, keepdim=True) + eps)
            C = C / (C.sum(-2, keepdim=True) + eps)
        return (pre[..., None] * X).sum(2), post, C

    def _attention(self, x: Tensor, position: Tensor) -> Tensor:
        """Window attention with a sink, and the grouped way out: x (B, S, D) -> (B, S, D)."""
        at, (B, S, _) = "layers.0.attn.", x.shape
        H, d, G = (self.given[name] for name in ("num_attention_heads", "head_dim", "o_groups"))
        r = self._rms(self._times(x, at + "wq_a"), self.value[at + "q_norm.weight"])
        q = self._times(r, at + "wq_b").view(B, S, H, d)
        q = self._rotate(self._rms(q, torch.ones(d)), position[..., None], compressed=False)
        kv = self._rms(self._times(x, at + "wkv"), self.value[at + "kv_norm.weight"])
        kv = self._rotate(kv, position, compressed=False)
        back = torch.arange(S)[:, None] - torch.arange(S)  # query minus key
        a = torch.einsum("bshd,btd->bhst", q, kv) / math.sqrt(d)
        a = a.masked_fill((back < 0) | (back >= self.W), -math.inf)
        sink = self.value[at + "attn_sink"].view(1, H, 1, 1).expand(B, H, S, 1)
        p = torch.softmax(torch.cat((a, sink), -1), -1)[..., :-1]
        o = self._rotate(torch.einsum("bhst,btd->bshd", p, kv), -position[..., None], compressed=False)
        wo_a = self.value[at + "wo_a.weight"].view(G, -1, H * d // G)
        return self._times(torch.einsum("bsgk,grk->bsgr", o.reshape(B, S, G, -1), wo_a).flatten(2), at + "wo_b")

    def _experts(self, x: Tensor, ids: Tensor) -> Tensor:
        """Experts by token id, and the shared one: x (B, S, D) -> (B, S, D)."""
        at = "layers.0.ffn."
        chosen = self.value[at + "gate.tid2eid"][ids]  # (B, S, k)
        s = torch.sqrt(torch.nn.functional.softplus(self._times(x, at + "gate"))).gather(-1, chosen)
        g = s / s.sum(-1, keepdim=True) * self.given["routed_scaling_factor"]
        y = self._expert(x, at + "shared_experts.")
        for e in range(self.given["n_routed_experts"]):
            y = y + (g * (chosen == e)).sum(-1, keepdim=True) * self._expert(x, f"{at}experts.{e}.")
        return y

    def _expert(self, x: Tensor, at: str) -> Tensor:
        limit = self.given["swiglu_limit"]
        gate, up = self._times(x, at + "w1").clamp(max=limit), self._times(x, at + "w3").clamp(-limit, limit)
        return self._times(gate * torch.sigmoid(gate) * up, at + "w2")

    def _times(self, x: Tensor, name: str) -> Tensor:
        return x @ self.value[name + ".weight"].T

    def _rms(self, x: Tensor, weight: Tensor) -> Tensor:
        return weight * x / torch.sqrt(x.square().mean(-1, keepdim=True) + self.eps)

    def _rotate(self, x: Tensor, position: Tensor, *, compressed: bool) -> Tensor:
        """Pairs (2i, 2i+1) of the last entries of x (…, d) as complex numbers, turned by position (…) times their frequency."""
        angle = (position[..., None].float() * self._frequencies(compressed=compressed)).double()  # float32 products
        rotary = 2 * angle.shape[-1]
        even, odd = x[..., -rotary::2], x[..., 1 - rotary :: 2]
        turned = torch.stack((even * angle.cos() - odd * angle.sin(), even * angle.sin() + odd * angle.cos()), -1)
        return torch.cat((x[..., :-rotary], turned.flatten(-2)), -1)

    def _frequencies(self, *, compressed: bool) -> Tensor:
        width, yarn = self.given["qk_rope_head_dim"], self.given["rope_scaling"]
        theta = self.given["compress_rope_theta" if compressed else "rope_theta"]
        # In float32, as the model was trained: a last bit of a frequency turns position 10⁶ by a hundredth of a radian.
        f = 1.0 / theta ** (torch.arange(0, width, 2, dtype=torch.float32) / width)
        if compressed:
            turns = (
                yarn["original_max_position_embeddings"] / (2 * math.pi * yarn[name])
                for name in ("beta_fast", "beta_slow")
            )
            low, high = (width * math.log(turn) / (2 * math.log(theta)) for turn in turns)
            low, high = max(math.floor(low), 0), min(math.ceil(high), width - 1)
            ramp = ((torch.arange(width // 2, dtype=torch.float32) - low) / (high - low)).clamp(0, 1)
            f = f * (1 - ramp) + f / yarn["factor"] * ramp
        return f


def _value(name: str, stored: dict[str, Tensor]) -> Tensor:
    """float64, or the integers of a routing table."""
    tensor, scale = stored[name], stored.get(name.removesuffix("weight") + "scale")
    if tensor.dtype == torch.int64:
        return tensor
    if scale is None:
        return tensor.double()
    return (
        formats.decode_fp4(tensor, scale) if tensor.dtype == torch.int8 else formats.decode_fp8(tensor, scale)
    ).double()
