"""Makes test/golden/transformers-folder/: a small GPT-Neo that the transformers library itself wrote.

    python3 test/golden/make_transformers_folder.py        (torch, transformers, safetensors)

`expected.json` beside it holds tokens, the logits of make_golden.py's float64 model over the same weights, and how
far the library's own float32 logits stray from them.
"""
import json
from pathlib import Path

import torch
from make_golden import GptNeo
from safetensors.torch import load_file
from transformers import GPTNeoConfig, GPTNeoForCausalLM

FOLDER = Path(__file__).parent / "transformers-folder"


def main():
    torch.manual_seed(5)
    config = GPTNeoConfig(
        vocab_size=37, hidden_size=24, num_layers=3, num_heads=4, intermediate_size=50, window_size=4,
        attention_types=[[["global", "local"], 1], [["global"], 1]], max_position_embeddings=16,
        initializer_range=0.3, bos_token_id=3, eos_token_id=3,
    )
    model = GPTNeoForCausalLM(config).eval()
    model.save_pretrained(FOLDER)
    weights = {name: tensor.double() for name, tensor in load_file(FOLDER / "model.safetensors").items()}
    exact = GptNeo(json.loads((FOLDER / "config.json").read_text()), weights, lambda x, w: x @ w.T)
    tokens = [(7 * i * i + 3) % 37 for i in range(16)]
    with torch.no_grad():
        truth = exact.sequence(torch.tensor(tokens), torch.zeros(16))[0]
        stray = (model(torch.tensor([tokens])).logits[0].double() - truth).abs().max().item()
    expected = {"tokens": tokens, "logits": truth.reshape(-1).tolist(), "libraryError": stray}
    (FOLDER / "expected.json").write_text(json.dumps(expected) + "\n")
    print("library's error", stray, "of", truth.abs().max().item())


if __name__ == "__main__":
    main()
