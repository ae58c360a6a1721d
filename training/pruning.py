"""Make a trained encoder narrower: fewer neurons between its layers, fewer attention heads.

What a neuron or a head adds to its layer's output is split into a mean, which the layer's bias can take over, and what
varies about it; those whose share of what varies is smallest are left out (fluctuation-based structured pruning: An et al.
2024). How many each layer keeps comes out of one ranking over all layers. Training on afterwards heals what is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import torch
from torch import nn
from transformers import BertModel

NEURONS, HEADS = 64, 1  # a layer keeps a multiple of the first, and of the second


def narrow(encoder: BertModel, read: Callable[[], Iterable[None]], neurons: int, heads: int) -> None:
    """Cut the encoder, in place, to so many neurons and heads a layer on average; `read` runs it over some texts."""
    layers = encoder.encoder.layer
    size = layers[0].attention.self.attention_head_size
    inner = [Watch(layer.output.dense) for layer in layers]
    context = [Watch(layer.attention.output.dense) for layer in layers]
    with torch.no_grad():
        for _ in read():
            pass
        shares = [w.fluctuation() for w in inner]
        for layer, watch, keep in zip(layers, inner, _largest(shares, neurons, NEURONS), strict=True):
            watch.cut(keep)
            _rows(layer.intermediate.dense, keep)
        shares = [w.fluctuation().view(-1, size).sum(1) for w in context]
        for layer, watch, best in zip(layers, context, _largest(shares, heads, HEADS), strict=True):
            keep = (best[:, None] * size + torch.arange(size)).flatten()
            watch.cut(keep)
            for part in (layer.attention.self.query, layer.attention.self.key, layer.attention.self.value):
                _rows(part, keep)
            _count(layer, len(best))


def shape(encoder: BertModel, weights: dict[str, torch.Tensor], prefix: str) -> None:
    """Give an encoder, in place, the shape that some weights have, before they are loaded."""
    for name, part in encoder.named_modules():
        if isinstance(part, nn.Linear):
            part.weight = nn.Parameter(torch.empty_like(weights[f"{prefix}{name}.weight"]))
            part.bias = nn.Parameter(torch.empty_like(weights[f"{prefix}{name}.bias"]))
    for layer in encoder.encoder.layer:
        _count(layer, len(layer.attention.self.query.weight) // layer.attention.self.attention_head_size)


class Watch:
    """What goes into a linear layer: its mean and its variance."""

    def __init__(self, linear: nn.Linear):
        self.linear, self.n = linear, 0
        self.sum = self.squares = torch.zeros(linear.in_features)
        self._hook = linear.register_forward_pre_hook(self._see)

    def _see(self, _, inputs) -> None:
        rows = inputs[0].flatten(0, -2)
        self.n += len(rows)
        self.sum = self.sum + rows.sum(0)
        self.squares = self.squares + (rows**2).sum(0)

    def fluctuation(self) -> torch.Tensor:
        """For each input, its share of what varies in the output."""
        variance = self.squares / self.n - (self.sum / self.n) ** 2
        found = variance * (self.linear.weight**2).sum(0)
        return found / found.sum()

    def cut(self, keep: torch.Tensor) -> None:
        """Leave out all other inputs; the bias takes over their means."""
        self._hook.remove()
        mean = self.sum / self.n
        mean[keep] = 0
        self.linear.bias += self.linear.weight @ mean
        self.linear.weight = nn.Parameter(self.linear.weight[:, keep].clone())


def _rows(linear: nn.Linear, keep: torch.Tensor) -> None:
    linear.weight, linear.bias = nn.Parameter(linear.weight[keep].clone()), nn.Parameter(linear.bias[keep].clone())


def _count(layer: nn.Module, heads: int) -> None:
    own = layer.attention.self
    own.num_attention_heads, own.all_head_size = heads, heads * own.attention_head_size


def _largest(shares: list[torch.Tensor], average: int, step: int) -> list[torch.Tensor]:
    """The places of the largest shares of each list, in order; a multiple of `step` of each, so many on average."""
    groups = [s.sort(descending=True) for s in shares]
    steps = [(g.values.view(-1, step).sum(1), n) for n, g in enumerate(groups)]
    ranked = sorted(((float(v), n) for values, n in steps for v in values), reverse=True)
    taken = [n for _, n in ranked[: average * len(shares) // step]]
    return [g.indices[: max(1, taken.count(n)) * step].sort().values for n, g in enumerate(groups)]
