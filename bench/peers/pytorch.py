"""PyTorch's side of a measurement: GPT-Neo as the TinyStories models use it, written the way that runs fastest.

Reads one request a line from stdin and answers with one line of JSON, as bench/worker.mjs does. The settings that have
to be there before PyTorch is (threads, allocator) come through the environment; see pytorch.mjs.
"""

import inspect
import json
import math
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

HAS_SDPA = hasattr(F, "scaled_dot_product_attention")
# Without the argument (before 2.1) the queries are scaled so that PyTorch's own scaling cancels out.
SDPA_TAKES_SCALE = HAS_SDPA and "scale=" in (F.scaled_dot_product_attention.__doc__ or "")


class Attention(nn.Module):
    """One product for queries, keys and values; no scaling of the scores. 256 tokens fit in every window."""

    def __init__(self, hidden, heads, context):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(hidden, 3 * hidden, bias=False)
        self.out = nn.Linear(hidden, hidden)
        if not HAS_SDPA:
            mask = torch.full((context, context), float("-inf")).triu(1)
            self.register_buffer("mask", mask, persistent=False)

    def forward(self, x):
        batch, length, hidden = x.shape
        size = hidden // self.heads
        split = self.qkv(x).view(batch, length, 3, self.heads, size).permute(2, 0, 3, 1, 4)
        q, k, v = split.unbind(0)
        if HAS_SDPA and SDPA_TAKES_SCALE:
            y = F.scaled_dot_product_attention(q, k, v, is_causal=True, scale=1.0)
        elif HAS_SDPA:
            y = F.scaled_dot_product_attention(q * math.sqrt(size), k, v, is_causal=True)
        else:
            y = torch.softmax(q @ k.transpose(-1, -2) + self.mask, dim=-1) @ v
        return self.out(y.transpose(1, 2).reshape(batch, length, hidden))


class Block(nn.Module):
    def __init__(self, hidden, heads, context):
        super().__init__()
        self.norm1 = nn.LayerNorm(hidden)
        self.attention = Attention(hidden, heads, context)
        self.norm2 = nn.LayerNorm(hidden)
        self.up = nn.Linear(hidden, 4 * hidden)
        self.down = nn.Linear(4 * hidden, hidden)

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.down(F.gelu(self.up(self.norm2(x)), approximate="tanh"))


class Model(nn.Module):
    def __init__(self, hidden, layers, heads, vocab, context):
        super().__init__()
        self.tokens = nn.Embedding(vocab, hidden)
        self.positions = nn.Embedding(context, hidden)
        self.blocks = nn.ModuleList(Block(hidden, heads, context) for _ in range(layers))
        self.norm = nn.LayerNorm(hidden)
        for parameter in self.parameters():
            if parameter.dim() > 1:
                nn.init.normal_(parameter, std=0.02)

    def hidden_states(self, tokens):
        x = self.tokens(tokens) + self.positions.weight[: tokens.shape[1]]
        for block in self.blocks:
            x = block(x)
        return self.norm(x)

    def forward(self, tokens, targets):
        """Mean loss."""
        logits = F.linear(self.hidden_states(tokens), self.tokens.weight)
        return F.cross_entropy(logits.flatten(0, 1), targets.flatten())

    def last(self, tokens):
        return F.linear(self.hidden_states(tokens)[:, -1], self.tokens.weight)

    def all(self, tokens):
        return F.linear(self.hidden_states(tokens), self.tokens.weight)


def optimizer_of(parameters):
    accepted = inspect.signature(torch.optim.AdamW).parameters
    settings = dict(lr=1e-4, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.1)
    for kind in ("fused", "foreach"):
        if kind not in accepted:
            continue
        try:
            return torch.optim.AdamW(parameters, **settings, **{kind: True}), kind
        except (RuntimeError, ValueError):
            pass  # `fused` came to the CPU later than to the GPU
    return torch.optim.AdamW(parameters, **settings), "plain"


def resident(key):
    try:
        with open("/proc/self/status") as status:
            for line in status:
                if line.startswith(key + ":"):
                    return 1024 * int(line.split()[1])
    except OSError:
        pass
    return None


def reset_peak():
    try:
        with open("/proc/self/clear_refs", "w") as refs:
            refs.write("5")
    except OSError:
        pass


class Side:
    def __init__(self, request):
        torch.manual_seed(1)
        torch.set_num_threads(request["threads"])
        reset_peak()
        self.baseline = resident("VmRSS")
        shape, vocab, context = request["shape"], request["vocab"], request["context"]
        model = Model(shape["hidden"], shape["layers"], request["heads"], vocab, context)
        self.parameters = sum(p.numel() for p in model.parameters())
        compiled = (lambda f: torch.compile(f)) if request["compiled"] else (lambda f: f)
        batch = shape["batch"] if request["role"] == "training" else 1
        tokens = torch.randint(0, vocab, (batch, context + 1))
        self.inputs, self.targets = tokens[:, :-1].contiguous(), tokens[:, 1:].contiguous()
        self.optimizer_kind = None
        if request["role"] == "training":
            weights = list(model.parameters())
            optimizer, self.optimizer_kind = optimizer_of(weights)
            loss_of = compiled(model)

            def work(_):
                loss = loss_of(self.inputs, self.targets)
                loss.backward()
                nn.utils.clip_grad_norm_(weights, 1.0)
                optimizer.step()
                optimizer.zero_grad(set_to_none=True)
                return loss.item()

            self.work = work
            ways = ["last"]
        else:
            model.eval()
            run = {"last": compiled(model.last), "all": compiled(model.all)}

            def work(way):
                with torch.no_grad():
                    return run[way](self.inputs)

            self.work = work
            ways = ["last", "all"]
        for _ in range(2):
            for way in ways:
                self.work(way)

    def run(self, seconds, way):
        times = []
        end = time.perf_counter() + seconds
        while not times or time.perf_counter() < end:
            began = time.perf_counter()
            self.work(way)
            times.append(time.perf_counter() - began)
        return times


def main():
    side = None
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if request["do"] == "open":
                side = Side(request)
                answer = {"parameters": side.parameters, "optimizer": side.optimizer_kind}
            elif request["do"] == "run":
                answer = {"times": side.run(request["seconds"], request.get("logits", "last"))}
            elif request["do"] == "memory":
                peak = resident("VmHWM")
                answer = {"bytes": None if peak is None or side.baseline is None else peak - side.baseline}
            else:
                answer = {"error": "unknown request " + str(request["do"])}
        except Exception as error:  # told to the other side, which says what could not be measured
            answer = {"error": f"{type(error).__name__}: {error}".splitlines()[0]}
        print(json.dumps(answer), flush=True)


def about():
    accepted = inspect.signature(torch.optim.AdamW).parameters
    print(
        json.dumps(
            {
                "version": torch.__version__,
                "compile": hasattr(torch, "compile"),
                "sdpa": HAS_SDPA,
                "optimizers": [kind for kind in ("fused", "foreach") if kind in accepted],
                "instructions": torch.backends.cpu.get_cpu_capability()
                if hasattr(torch.backends, "cpu")
                else None,
                "python": sys.version.split()[0],
            }
        )
    )


if __name__ == "__main__":
    about() if "--about" in sys.argv else main()
