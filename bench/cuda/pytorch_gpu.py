"""PyTorch's side of the GPU benchmark: GPT-Neo trained in bfloat16, in the ways that run fastest.

    python3 pytorch_gpu.py limits OUT                 what a copy and a matrix product reach
    python3 pytorch_gpu.py train SHAPE TOKENS SECONDS WAY OUT [GATE]

SHAPE is HIDDENxLAYERSxHEADS. WAY: `sdpa` (fused causal attention in every layer: for the local layers that computes
more than it has to, but by the fastest kernel), `flex` (flex attention with the window's block mask; heads of 16 and
more) or `eager` (the first without compiling). All use autocast, the fused AdamW and, where compiled, one graph for
forward and backward. A line of JSON is added to OUT. With GATE, everything is compiled and warmed up, then GATE.ready
is written and GATE awaited, so that several shapes compile at once while nothing is being measured.
"""

import json
import math
import os
import statistics
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

VOCAB, LENGTH, WINDOW = 10_000, 512, 256


def seconds_of(work, repeats):
    times = []
    for _ in range(repeats):
        begin, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        begin.record()
        work()
        end.record()
        end.synchronize()
        times.append(begin.elapsed_time(end) / 1e3)
    return statistics.median(times)


def limits():
    a = torch.randn(1 << 30, device="cuda", dtype=torch.bfloat16)
    b = torch.empty_like(a)
    for _ in range(3):
        b.copy_(a)
    copy = 2 * a.numel() * 2 / seconds_of(lambda: b.copy_(a), 20)
    n = 8192
    x = torch.randn(n, n, device="cuda", dtype=torch.bfloat16)
    y = torch.randn(n, n, device="cuda", dtype=torch.bfloat16)
    for _ in range(3):
        x @ y
    matrix = 2 * n**3 / seconds_of(lambda: x @ y, 20)
    name = torch.cuda.get_device_name()
    return {"kind": "limits", "gpu": name, "copyBytesPerSecond": copy, "matrixFlopsPerSecond": matrix, "torch": torch.__version__}


class Block(nn.Module):
    def __init__(self, hidden, heads, attend):
        super().__init__()
        self.heads, self.attend = heads, attend
        self.norm1, self.norm2 = nn.LayerNorm(hidden), nn.LayerNorm(hidden)
        self.qkv = nn.Linear(hidden, 3 * hidden, bias=False)
        self.out = nn.Linear(hidden, hidden)
        self.up, self.down = nn.Linear(hidden, 4 * hidden), nn.Linear(4 * hidden, hidden)

    def forward(self, x):
        batch, length, hidden = x.shape
        split = self.qkv(self.norm1(x)).view(batch, length, 3, self.heads, hidden // self.heads)
        q, k, v = split.permute(2, 0, 3, 1, 4).unbind(0)
        y = self.attend(q, k, v).transpose(1, 2).reshape(batch, length, hidden)
        x = x + self.out(y)
        return x + self.down(F.gelu(self.up(self.norm2(x)), approximate="tanh"))


class Model(nn.Module):
    def __init__(self, hidden, layers, heads, attends):
        super().__init__()
        self.tokens, self.positions = nn.Embedding(VOCAB, hidden), nn.Embedding(LENGTH, hidden)
        self.blocks = nn.ModuleList(Block(hidden, heads, attends[i % 2]) for i in range(layers))
        self.norm = nn.LayerNorm(hidden)
        for parameter in self.parameters():
            if parameter.dim() > 1:
                nn.init.normal_(parameter, std=0.02)

    def forward(self, tokens, targets):
        x = self.tokens(tokens) + self.positions.weight
        for block in self.blocks:
            x = block(x)
        logits = F.linear(self.norm(x), self.tokens.weight)
        return F.cross_entropy(logits.flatten(0, 1).float(), targets.flatten())


def ways_to_attend(way):
    if way != "flex":
        causal = lambda q, k, v: F.scaled_dot_product_attention(q, k, v, is_causal=True, scale=1.0)
        return causal, causal
    from torch.nn.attention.flex_attention import create_block_mask, flex_attention

    def masked(mask):
        blocks = create_block_mask(mask, None, None, LENGTH, LENGTH, device="cuda")
        return lambda q, k, v: flex_attention(q, k, v, block_mask=blocks, scale=1.0)

    return (
        masked(lambda b, h, q, k: q >= k),
        masked(lambda b, h, q, k: (q >= k) & (q - k < WINDOW)),
    )


def train(shape, tokens, seconds, way, gate):
    hidden, layers, heads = (int(part) for part in shape.split("x"))
    torch.manual_seed(1)
    torch.set_float32_matmul_precision("high")
    model = Model(hidden, layers, heads, ways_to_attend(way)).cuda()
    weights = list(model.parameters())
    optimizer = torch.optim.AdamW(weights, lr=1e-4, betas=(0.9, 0.95), weight_decay=0.1, fused=True)
    loss_of = model if way == "eager" else torch.compile(model, dynamic=False)
    # Frequencies as in text, so that the embedding's gradient meets what it would meet.
    ids = (torch.rand(tokens // LENGTH, LENGTH + 1, device="cuda") * math.log(VOCAB + 1)).exp().long().sub_(1).clamp_(0, VOCAB - 1)
    inputs, targets = ids[:, :-1].contiguous(), ids[:, 1:].contiguous()

    def step():
        with torch.autocast("cuda", dtype=torch.bfloat16):
            loss = loss_of(inputs, targets)
        loss.backward()
        nn.utils.clip_grad_norm_(weights, 1.0, foreach=True)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        return loss

    for _ in range(4):
        step()
    torch.cuda.synchronize()
    if gate:
        torch.cuda.empty_cache()
        open(gate + ".ready", "w").close()
        while not os.path.exists(gate):
            time.sleep(0.05)
        for _ in range(2):
            step()
        torch.cuda.synchronize()
    torch.cuda.reset_peak_memory_stats()
    # As a trainer would: the loss is read every ten steps, so nothing waits in between.
    times, begun = [], time.perf_counter()
    while time.perf_counter() - begun < seconds:
        began = time.perf_counter()
        for _ in range(10):
            loss = step()
        loss.item()
        times.append((time.perf_counter() - began) / 10)
    return {
        "kind": "pytorch", "shape": shape, "way": way, "tokens": tokens, "median": statistics.median(times),
        "fastest": min(times), "slowest": max(times), "peakBytes": torch.cuda.max_memory_allocated(),
        "loss": loss.item(), "torch": torch.__version__,
    }


def main():
    command, *rest = sys.argv[1:]
    if command == "limits":
        result, out = limits(), rest[0]
    else:
        shape, tokens, seconds, way, out = rest[:5]
        try:
            result = train(shape, int(tokens), float(seconds), way, rest[5] if len(rest) > 5 else None)
        except Exception as error:  # a way that this version does not offer is said, not hidden
            result = {"kind": "pytorch", "shape": shape, "way": way, "error": f"{type(error).__name__}: {error}".splitlines()[0][:300]}
            if len(rest) > 5:
                open(rest[5] + ".ready", "w").close()
    line = json.dumps(result)
    with open(out, "a") as file:
        file.write(line + "\n")
    print(line, flush=True)


main()
