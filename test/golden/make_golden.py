"""Makes the golden states under test/golden/: small GPT-Neo models computed by PyTorch, without our engine.

    python3 test/golden/make_golden.py            (PyTorch 1.13 or newer, nothing else)

The model is written down here a second time, from its published definition and as plainly as possible: one
sequence after another, the whole score matrix, autograd for the derivative, torch.optim.AdamW for the updates.
Everything runs in float64 (the truth that is stored), and in float32 several times: with the library's matrix
product, and with every sum of products taken one after another, in order and in shuffled orders. How far the worst
of those strays from the truth is stored beside it: the test allows our engine twice that, plus a few roundings.

Weights and tokens come from the generator below, so the files are the same wherever they are made.
"""
import json
import math
import struct
from pathlib import Path

import torch

HERE = Path(__file__).parent
F32_STEP = 2.0**-23


class Draws:
    """SplitMix64, and normals from it by Box and Muller."""

    def __init__(self, seed):
        self.state = seed

    def bits(self):
        mask = 2**64 - 1
        self.state = (self.state + 0x9E3779B97F4A7C15) & mask
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        return z ^ (z >> 31)

    def uniform(self):
        return (self.bits() >> 11) * 2.0**-53

    def below(self, n):
        return self.bits() % n

    def normal(self):
        return math.sqrt(-2 * math.log(1 - self.uniform())) * math.cos(2 * math.pi * self.uniform())

    def tensor(self, shape, mean, std):
        flat = [mean + std * self.normal() for _ in range(math.prod(shape))]
        return torch.tensor(flat, dtype=torch.float64).reshape(shape).float().double()


class OrderedLinear(torch.autograd.Function):
    """x Wᵀ with every sum taken one product after another, in the inputs' precision; the derivative likewise.

    `orders` shuffles the products of a sum; None: first to last.
    """

    orders = None

    @staticmethod
    def product(a, b):
        out = torch.zeros(a.shape[0], b.shape[1], dtype=a.dtype)
        order = list(range(a.shape[1]))
        if OrderedLinear.orders:
            order.sort(key=lambda _: OrderedLinear.orders.bits())
        for k in order:
            out = out + a[:, k : k + 1] * b[k : k + 1, :]
        return out

    @staticmethod
    def forward(ctx, x, weight):
        ctx.save_for_backward(x, weight)
        return OrderedLinear.product(x, weight.T)

    @staticmethod
    def backward(ctx, dy):
        x, weight = ctx.saved_tensors
        return OrderedLinear.product(dy, weight), OrderedLinear.product(dy.T, x)


def layer_norm(x, gain, bias, epsilon):
    mean = x.mean(-1, keepdim=True)
    variance = ((x - mean) ** 2).mean(-1, keepdim=True)
    return (x - mean) / torch.sqrt(variance + epsilon) * gain + bias


def gelu_tanh(x):
    return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


class GptNeo:
    """`weights`: name -> tensor, under the names of Hugging Face's GPTNeoForCausalLM."""

    def __init__(self, config, weights, linear):
        self.config, self.weights, self.linear = config, weights, linear

    def sequence(self, tokens, first):
        """Logits [T, V] of one sequence, the final norm's output, and attention's probabilities a layer."""
        w, c = self.weights, self.config
        heads, size = c["num_heads"], c["hidden_size"] // c["num_heads"]
        length = len(tokens)
        x = w["transformer.wte.weight"][tokens] + w["transformer.wpe.weight"][:length]
        query, key = torch.arange(length)[:, None], torch.arange(length)[None, :]
        probabilities = []
        for layer, kind in enumerate(c["attention_layers"]):
            at = f"transformer.h.{layer}"
            norm = lambda name, v: layer_norm(v, w[f"{at}.{name}.weight"], w[f"{at}.{name}.bias"], c["layer_norm_epsilon"])
            h = norm("ln_1", x)
            q, k, v = (
                self.linear(h, w[f"{at}.attn.attention.{p}_proj.weight"]).reshape(length, heads, size).transpose(0, 1)
                for p in "qkv"
            )
            allowed = (key <= query) & (key >= first[:, None])
            if kind == "local":
                allowed &= query - key < c["window_size"]
            # GPT-Neo does not scale its scores.
            scores = (q @ k.transpose(1, 2)).masked_fill(~allowed, -math.inf)
            share = torch.softmax(scores, -1)
            probabilities.append(share)
            mixed = (share @ v).transpose(0, 1).reshape(length, -1)
            x = x + self.linear(mixed, w[f"{at}.attn.attention.out_proj.weight"]) + w[f"{at}.attn.attention.out_proj.bias"]
            h = norm("ln_2", x)
            h = gelu_tanh(self.linear(h, w[f"{at}.mlp.c_fc.weight"]) + w[f"{at}.mlp.c_fc.bias"])
            x = x + self.linear(h, w[f"{at}.mlp.c_proj.weight"]) + w[f"{at}.mlp.c_proj.bias"]
        x = layer_norm(x, w["transformer.ln_f.weight"], w["transformer.ln_f.bias"], c["layer_norm_epsilon"])
        return self.linear(x, w["transformer.wte.weight"]), x, probabilities

    def batch(self, batch):
        """Logits and final norm of all rows, per-token losses (0 where not scored), weighted sum, weight."""
        dtype = self.weights["transformer.wte.weight"].dtype
        logits, final, shares, row = [], [], [], 0
        for length in batch["lengths"]:
            cut = slice(row, row + length)
            y, x, p = self.sequence(torch.tensor(batch["tokens"][cut]), torch.tensor(batch["first"][cut]))
            logits.append(y), final.append(x), shares.append(p)
            row += length
        logits, final = torch.cat(logits), torch.cat(final)
        targets = torch.tensor(batch["targets"])
        scored = targets >= 0
        picked = logits.gather(1, targets.clamp(min=0)[:, None])[:, 0]
        losses = torch.where(scored, torch.logsumexp(logits, 1) - picked, torch.zeros(1, dtype=dtype))
        weight = torch.tensor(batch["lossWeights"], dtype=dtype) * scored
        return logits, final, shares, losses, (weight * losses).sum(), weight.sum()

    def gradients(self, batches):
        """Mean loss over micro-batches that count as one batch, and its gradient by name."""
        for tensor in self.weights.values():
            tensor.requires_grad_(True)
            tensor.grad = None
        sums = [self.batch(batch)[4:] for batch in batches]
        loss = sum(total for total, _ in sums) / sum(weight for _, weight in sums)
        loss.backward()
        return loss.item(), {name: tensor.grad.clone() for name, tensor in self.weights.items()}


def draw_weights(config, draws):
    hidden, weights = config["hidden_size"], {}

    def add(name, shape, mean, std):
        weights[name] = draws.tensor(shape, mean, std)

    add("transformer.wte.weight", (config["vocab_size"], hidden), 0, 0.4)
    add("transformer.wpe.weight", (config["max_position_embeddings"], hidden), 0, 0.2)
    steep = 1.2 / math.sqrt(hidden)
    for layer in range(config["num_layers"]):
        at = f"transformer.h.{layer}"
        add(f"{at}.ln_1.weight", (hidden,), 1, 0.1), add(f"{at}.ln_1.bias", (hidden,), 0, 0.1)
        for p in "qkv":
            add(f"{at}.attn.attention.{p}_proj.weight", (hidden, hidden), 0, steep)
        add(f"{at}.attn.attention.out_proj.weight", (hidden, hidden), 0, steep)
        add(f"{at}.attn.attention.out_proj.bias", (hidden,), 0, 0.1)
        add(f"{at}.ln_2.weight", (hidden,), 1, 0.1), add(f"{at}.ln_2.bias", (hidden,), 0, 0.1)
        add(f"{at}.mlp.c_fc.weight", (4 * hidden, hidden), 0, steep)
        add(f"{at}.mlp.c_fc.bias", (4 * hidden,), 0, 0.1)
        add(f"{at}.mlp.c_proj.weight", (hidden, 4 * hidden), 0, steep / 2)
        add(f"{at}.mlp.c_proj.bias", (hidden,), 0, 0.1)
    add("transformer.ln_f.weight", (hidden,), 1, 0.1), add("transformer.ln_f.bias", (hidden,), 0, 0.1)
    return weights


def draw_batch(config, draws, lengths, plain=True):
    """Not plain: some tokens unscored, weights that differ, and a mask of the documents before the own one."""
    tokens, targets, weights, first = [], [], [], []
    for length in lengths:
        run = [draws.below(config["vocab_size"]) for _ in range(length + 1)]
        tokens += run[:length]
        targets += run[1:]
        weights += [1.0] * length
        starts, begin = [], 0
        for i in range(length):
            if not plain and draws.below(6) == 0:
                begin = i
            starts.append(begin)
        first += starts
    if not plain:
        targets = [-1 if draws.below(5) == 0 else target for target in targets]
        weights = [[0.0, 0.5, 1.0, 2.0][draws.below(4)] for _ in weights]
    return {"tokens": tokens, "lengths": lengths, "targets": targets, "lossWeights": weights, "first": first}


OPTIMIZER = {"beta1": 0.9, "beta2": 0.95, "epsilon": 1e-8, "weightDecay": 0.1}


def train(model, steps, batches):
    """Ten AdamW updates; decay on matrices alone; the whole gradient scaled down to the step's norm."""
    matrices = [t for t in model.weights.values() if t.dim() == 2]
    vectors = [t for t in model.weights.values() if t.dim() == 1]
    groups = [{"params": matrices, "weight_decay": OPTIMIZER["weightDecay"]}, {"params": vectors, "weight_decay": 0.0}]
    betas = (OPTIMIZER["beta1"], OPTIMIZER["beta2"])
    optimizer = torch.optim.AdamW(groups, lr=0.0, betas=betas, eps=OPTIMIZER["epsilon"], foreach=False)
    losses, norms = [], []
    for step in steps:
        loss, gradients = model.gradients([batches[i] for i in step["batches"]])
        norm = math.sqrt(sum((g.double() ** 2).sum().item() for g in gradients.values()))
        scale = min(1.0, step["clip"] / norm)
        for name, tensor in model.weights.items():
            tensor.grad = gradients[name] * scale
        for group in optimizer.param_groups:
            group["lr"] = step["learningRate"]
        optimizer.step()
        losses.append(loss), norms.append(norm)
    return losses, norms


def run(case, dtype, linear):
    """Everything a case asks for, name -> array (float64) or list of numbers."""
    config, results = case["config"], {}
    fresh = lambda: GptNeo(config, {n: t.clone().to(dtype) for n, t in case["weights"].items()}, linear)
    for name, batch in case["batches"].items():
        model = fresh()
        with torch.no_grad():
            logits, final, shares, losses, total, weight = model.batch(batch)
        results[f"logits/{name}"], results[f"losses/{name}"] = logits, losses
        if name in case["studied"]:
            results[f"outputs/{name}/ln_f"] = final
            for layer in range(config["num_layers"]):
                flat = torch.cat([share[layer].reshape(-1) for share in shares])
                results[f"outputs/{name}/h.{layer}.attn.probabilities"] = flat
        loss, gradients = model.gradients([batch])
        results[f"loss/{name}"] = torch.tensor([loss], dtype=torch.float64)
        for parameter, gradient in gradients.items():
            results[f"gradients/{name}/{parameter}"] = gradient
    model = fresh()
    losses, norms = train(model, case["steps"], case["training"])
    results["training/losses"] = torch.tensor(losses, dtype=torch.float64)
    results["training/norms"] = torch.tensor(norms, dtype=torch.float64)
    for parameter, tensor in model.weights.items():
        results[f"trained/{parameter}"] = tensor
    return {name: value.detach().double() for name, value in results.items()}


def write_safetensors(path, tensors):
    header, data = {}, b""
    for name, tensor in tensors.items():
        values = tensor.float().contiguous().reshape(-1).tolist()
        raw = struct.pack(f"<{len(values)}f", *values)
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def percentile(stray):
    """The 99th percentile: Adam turns a gradient that is all rounding into a whole step, and such are few."""
    ordered = stray.reshape(-1).sort().values
    return ordered[math.ceil(0.99 * len(ordered)) - 1].item()


def make(name, case):
    library = lambda x, w: x @ w.T
    truth = run(case, torch.float64, library)
    naive = [run(case, torch.float32, library)]
    for seed in range(7):
        OrderedLinear.orders = Draws(seed) if seed else None
        naive.append(run(case, torch.float32, OrderedLinear.apply))
    errors = {}
    for key, value in truth.items():
        strays = [(one[key] - value).abs() for one in naive]
        errors[key] = {
            "max": max(stray.max().item() for stray in strays),
            "p99": max(percentile(stray) for stray in strays),
            "size": value.abs().max().item(),
        }
    numbers = {key: value for key, value in truth.items() if key.startswith(("loss/", "training/"))}
    arrays = {key: value for key, value in truth.items() if key not in numbers}
    folder = HERE / name
    folder.mkdir(exist_ok=True)
    initial = {f"initial/{parameter}": tensor for parameter, tensor in case["weights"].items()}
    write_safetensors(folder / "states.safetensors", {**initial, **arrays})
    described = {
        "config": case["config"],
        "batches": case["batches"],
        "training": {"optimizer": OPTIMIZER, "steps": case["steps"], "batches": case["training"]},
        "numbers": {key: value.tolist() for key, value in numbers.items()},
        "naiveErrors": errors,
    }
    (folder / "case.json").write_text(json.dumps(described, separators=(",", ":")) + "\n")
    norms = [round(norm, 3) for norm in truth["training/norms"].tolist()]
    print(name, "losses", truth["training/losses"].tolist(), "norms", norms)


def config(vocab, hidden, heads, positions, window, layers):
    types = [[[kind], 1] for kind in layers]
    return {
        "architectures": ["GPTNeoForCausalLM"], "model_type": "gpt_neo", "activation_function": "gelu_new",
        "attention_layers": layers, "attention_types": types, "attention_dropout": 0, "embed_dropout": 0,
        "resid_dropout": 0, "hidden_size": hidden, "initializer_range": 0.02, "intermediate_size": None,
        "layer_norm_epsilon": 1e-5, "max_position_embeddings": positions, "num_heads": heads,
        "num_layers": len(layers), "vocab_size": vocab, "window_size": window, "bos_token_id": 0, "eos_token_id": 0,
    }


def schedule(count):
    """Warm-up, then a slow fall; the third step takes two micro-batches, the fifth and eighth are not clipped."""
    return [
        {
            "learningRate": 0.003 * min(1, (i + 1) / 3) * (1 - i / 20),
            "clip": 1000.0 if i in (4, 7) else 1.0,
            "batches": [i, count] if i == 2 else [i],
        }
        for i in range(count)
    ]


def main():
    torch.set_num_threads(1)
    draws = Draws(1)
    odd = config(vocab=211, hidden=24, heads=6, positions=40, window=5, layers=["global", "local", "global"])
    make("odd", {
        "config": odd,
        "weights": draw_weights(odd, draws),
        "batches": {
            "even": draw_batch(odd, draws, [19, 19, 19]),
            "ragged": draw_batch(odd, draws, [19, 7, 1, 40, 2]),
            "masked": draw_batch(odd, draws, [13, 24, 5], plain=False),
        },
        "studied": ["masked"],
        "steps": schedule(10),
        "training": [draw_batch(odd, draws, [19, 19, 19]) for _ in range(10)]
        + [draw_batch(odd, draws, [3, 31, 8], plain=False)],
    })
    draws = Draws(2)
    narrow = config(vocab=97, hidden=64, heads=16, positions=24, window=7, layers=["global", "local"])
    make("narrow-heads", {
        "config": narrow,
        "weights": draw_weights(narrow, draws),
        "batches": {"ragged": draw_batch(narrow, draws, [24, 11, 17])},
        "studied": [],
        "steps": schedule(10),
        "training": [draw_batch(narrow, draws, [24, 9]) for _ in range(11)],
    })


if __name__ == "__main__":
    main()
