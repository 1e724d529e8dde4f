"""Opens a model folder of ours with Hugging Face's own libraries and compares what they make of it with us.

    python3 test/golden/check_transformers.py FOLDER TEXT [--stories N]

FOLDER holds config.json, model.safetensors and tokenizer.json; TEXT is a file of stories parted by
`<|endoftext|>` lines. Needs torch, transformers and tokenizers, a built package (`npm run build` and
`npm run build:native`) and node. Compared are the ids of every story, decoding, and the logits of the first N
stories, cut to the model's context: ours and the library's against the float64 model of make_golden.py.
Ends with 1 if an id differs, or if our logits stray further than twice the library's own plus a few roundings.
"""
import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import torch
from safetensors.torch import load_file
from make_golden import GptNeo
from transformers import AutoTokenizer, GPTNeoForCausalLM

SEPARATOR = "<|endoftext|>"


def stories_of(path):
    text = Path(path).read_text(encoding="utf-8")
    return [story.strip() for story in text.split(SEPARATOR) if story.strip()]


def golden_model(folder):
    """The model of make_golden.py over the folder's weights, in float64 throughout."""
    config = json.loads((folder / "config.json").read_text())
    weights = {name: tensor.double() for name, tensor in load_file(folder / "model.safetensors").items()}
    return GptNeo(config, weights, lambda x, w: x @ w.T)


def ours(folder, stories, scored, out):
    """Runs our package on the same stories: ids of all, logits of the first `scored`."""
    request = out / "stories.json"
    request.write_text(json.dumps({"folder": str(folder), "stories": stories, "scored": scored}), encoding="utf-8")
    script = Path(__file__).with_name("write_logits.mjs")
    subprocess.run(["node", str(script), str(request), str(out)], check=True)
    return json.loads((out / "ids.json").read_text()), load_file(out / "logits.safetensors")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("text", type=Path)
    parser.add_argument("--stories", type=int, default=16, help="stories whose logits are compared")
    options = parser.parse_args()
    folder, stories = options.folder.resolve(), stories_of(options.text)

    tokenizer = AutoTokenizer.from_pretrained(folder)
    model, loading = GPTNeoForCausalLM.from_pretrained(folder, dtype=torch.float32, output_loading_info=True)
    for what in ("missing_keys", "unexpected_keys", "mismatched_keys"):
        if loading[what]:
            sys.exit(f"transformers reports {what}: {loading[what]}")
    model.eval()
    exact = golden_model(folder)

    with tempfile.TemporaryDirectory() as scratch:
        ids, logits = ours(folder, stories, options.stories, Path(scratch))
        logits = {name: tensor.double() for name, tensor in logits.items()}

    wrong = 0
    encoded = tokenizer(stories, add_special_tokens=False)["input_ids"]
    for story, mine, theirs in zip(stories, ids, encoded, strict=True):
        if mine != theirs or tokenizer.decode(theirs) != story:
            wrong += 1
            print("ids or text differ for:", story[:60].replace("\n", " "))
    total = sum(map(len, ids))
    print(f"tokenizer: {len(stories)} stories, {total} ids, {wrong} stories differ")

    strays = library = between = largest = 0.0
    rows = 0
    for i in range(min(options.stories, len(stories))):
        mine = logits[str(i)]
        tokens = torch.tensor([ids[i][: mine.shape[0]]])
        with torch.no_grad():
            truth = exact.sequence(tokens[0], torch.zeros_like(tokens[0]))[0]
            single = model(tokens).logits[0].double()
        strays = max(strays, (mine - truth).abs().max().item())
        library = max(library, (single - truth).abs().max().item())
        between = max(between, (mine - single).abs().max().item())
        largest = max(largest, truth.abs().max().item())
        rows += mine.shape[0]
    print(
        f"logits: {rows} rows of {model.config.vocab_size}, largest {largest:.3f}; "
        f"max error against float64: ours {strays:.3e}, transformers {library:.3e}; between the two {between:.3e}"
    )
    allowed = 2 * library + 4 * 2.0**-24 * largest
    # A library that read another model out of the folder would stray far, and so allow far too much.
    same = library <= 1e-4 * largest
    if wrong or not same or not strays <= allowed:
        sys.exit(f"FAILED: allowed {allowed:.3e}")
    print(f"equal within {allowed:.3e}")


if __name__ == "__main__":
    main()
