"""Peak memory of a look at 512 tokens, as a multiple of the size of the weights: BERT-base's shape, random weights.

    python benchmarks/look_memory.py [--rounds 3] [--page docs/explorer.md]

Every round is a process of its own. Its peak is the kernel's (VmHWM), reset when the model stands ready, so that what
making random weights took is not in it, and it is the whole process's: Python, torch and the weights too. With --page
the section of that page is written anew, else it is printed.
"""

import argparse
import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from sections import with_section

from exegesis.core.files import write_whole
from exegesis.core.machine import machine, today

TOKENS, ASKED = 512, 3.0
COMMAND = "python benchmarks/look_memory.py --page docs/explorer.md"
BEGIN, END = "<!-- memory of a look -->", "<!-- end of memory of a look -->"
_PACKAGES = ("exegesis", "torch", "transformers")


@dataclass(frozen=True)
class Used:
    """Bytes of one process: of the weights, of the arrays of the look, resident before it, and at its peak."""

    weights: int
    look: int
    before: int
    peak: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--page", type=Path)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(asdict(used())))
        return
    made = section([fresh() for _ in range(given.rounds)])
    if given.page is None:
        print(made)
    else:
        write_whole(given.page, with_section(given.page.read_text(encoding="utf-8"), made))


def fresh() -> Used:
    """One round, in a process of its own."""
    done = subprocess.run([sys.executable, __file__, "--one"], capture_output=True, text=True, check=True)
    return Used(**json.loads(done.stdout.splitlines()[-1]))


def used(layers: int = 12, width: int = 768, heads: int = 12, vocabulary: int = 30522) -> Used:
    """A look at 512 tokens, and what the process takes."""
    from transformers import BertConfig, BertForMaskedLM, BertTokenizer

    from exegesis import explorer
    from exegesis.adapters.huggingface import TransformerModel

    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "film"]
    pieces += [f"word{number}" for number in range(vocabulary - len(pieces))]
    tokenizer = BertTokenizer(vocab={piece: number for number, piece in enumerate(pieces)}, model_max_length=TOKENS)
    shape = {"hidden_size": width, "num_hidden_layers": layers, "num_attention_heads": heads}
    config = BertConfig(vocab_size=vocabulary, intermediate_size=4 * width, **shape)
    inner = BertForMaskedLM(config)
    model = TransformerModel(inner, tokenizer, name="base")
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    before = _resident("VmRSS")
    look = explorer.look(model, " ".join(["film"] * (TOKENS - 2)))
    assert len(look.rows) == TOKENS
    arrays = sum(layer.nbytes for layer in look.weights)
    return Used(sum(one.nbytes for one in inner.parameters()), arrays, before, _resident("VmHWM"))


def section(rounds: list[Used]) -> str:
    """The section of the page: the largest of the rounds."""
    most = max(rounds, key=lambda one: one.peak)
    versions = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    shape = f"BERT-base's shape (12 layers of 12 heads, random weights of {_mb(most.weights)} MB)"
    ratio = f"{most.peak / most.weights:.2f} times the weights (asked: under {ASKED:g})"
    lines = (
        BEGIN,
        f"A look at {TOKENS} tokens with a model of {shape} keeps {_mb(most.look)} MB of attention.",
        f"The process, Python and torch included, stood at {_mb(most.before)} MB before it and at its peak at",
        f"{_mb(most.peak)} MB: {ratio}, the largest of {len(rounds)} fresh processes.",
        f"`{COMMAND}`, {today()}, {machine()}, {versions}.",
        END,
    )
    return "\n".join(lines) + "\n"


def _resident(name: str) -> int:
    """Bytes of this process, by the kernel."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    (line,) = (line for line in lines if line.startswith(f"{name}:"))
    return 1024 * int(line.split()[1])


def _mb(size: int) -> str:
    return f"{size / 1e6:,.0f}"


if __name__ == "__main__":
    main()
