"""What a corpus costs: its build beside plain forward passes over the same rows, in turns, and the bytes of a word.

    python benchmarks/corpus_build.py --data shared/data/conllu/en_ewt-ud-dev.conllu.gz

Each round builds the corpus anew (files read, words aligned, vectors computed, written and synced to the disk) and then
runs the model over the same rows twice, in batches of like lengths as the build's: once its body alone as transformers
runs it, which a corpus cannot do without, and once the whole model with its head, as a user's loop would. The ratios
are of neighbours in time, so that a machine that is busier for a while tilts both sides. `--limit` takes the first
sentences alone.
"""

import argparse
import json
import platform
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import torch
from transformers import BertConfig, BertModel

import exegesis
from exegesis.adapters.batching import batches
from exegesis.adapters.huggingface import TransformerModel, transformer
from exegesis.core.text_files import opened_text
from exegesis.data.rows import TokenRow
from exegesis.explorer import build_corpus
from exegesis.explorer.corpus.planning import VectorShape

BATCH_TOKENS = 2048  # padded, as the build's


def first_sentences(path: Path, count: int | None, folder: Path) -> Path:
    """The file, or a copy of its first sentences."""
    if count is None:
        return path
    copy, sentences = folder / "first.conllu", 0
    with opened_text(path) as lines, copy.open("w", encoding="utf-8") as out:
        for line in lines:
            out.write(line)
            sentences += not line.strip()
            if sentences == count:
                break
    return copy


def rows_of(model: TransformerModel, corpus: Any) -> list[TokenRow]:
    """What the model reads of each sentence; these data have none that is longer than it reads at once."""
    texts = [sentence.text for sentence in corpus.sentences(range(corpus.manifest.sentences))]
    return [row for row in model.encode(texts) if isinstance(row, TokenRow)]


def passes(model: TransformerModel, rows: list[TokenRow], part: Callable[..., Any]) -> None:
    """The rows through the model or a part of it."""
    for batch in batches([len(row) for row in rows], BATCH_TOKENS):
        with torch.inference_mode():
            part(**model.passes.inputs([rows[index] for index in batch], False))


def seconds(act: Callable[[], object], clock: Callable[[], float]) -> float:
    """What it takes."""
    started = clock()
    act()
    return clock() - started


def run(path: Path, name: str, rounds: int, folder: Path, threads: int | None, processor: bool) -> dict[str, Any]:
    """All rounds, and what a word takes on the disk."""
    clock = time.process_time if processor else time.perf_counter
    model = transformer(exegesis.load(name, threads=threads))
    if threads is not None:
        torch.set_num_threads(threads)
    corpus = build_corpus(model, path, folder / "warm")
    rows = rows_of(model, corpus)
    passes(model, list(islice(rows, 64)), model.model)
    found: dict[str, list[float]] = {"build": [], "body": [], "whole": []}
    for number in range(rounds):
        found["body"].append(seconds(partial(passes, model, rows, model.model.base_model), clock))
        found["build"].append(seconds(partial(build_corpus, model, path, folder / str(number)), clock))
        found["whole"].append(seconds(partial(passes, model, rows, model.model), clock))
    files = corpus.manifest.files
    return {
        "file": path.name,
        "model": name,
        "sentences": corpus.manifest.sentences,
        "words": len(corpus),
        "tokens": sum(map(len, rows)),
        **{f"{what}_seconds": round(statistics.median(times), 2) for what, times in found.items()},
        "build_over_body": _ratio(found["build"], found["body"]),
        "build_over_whole": _ratio(found["build"], found["whole"]),
        "rounds": rounds,
        "bytes_a_word": round(sum(size for file, size in files.items() if file.endswith(".npy")) / len(corpus)),
        "bytes_a_word_of_sqlite": round(files["corpus.sqlite"] / len(corpus)),
        "clock": "processor" if processor else "wall",
        "threads": threads or torch.get_num_threads(),
        "processor": platform.processor() or platform.machine(),
        "python": platform.python_version(),
        "torch": torch.__version__,
    }


def _ratio(build: list[float], plain: list[float]) -> list[float]:
    """Least, median and largest of the rounds' ratios."""
    ratios = [one / other for one, other in zip(build, plain, strict=True)]
    return [round(one, 2) for one in (min(ratios), statistics.median(ratios), max(ratios))]


def shapes() -> dict[str, Any]:
    """What a word takes in a model of BERT-base's shape: all layers, and one."""
    config = BertConfig()
    layers = tuple(range(config.num_hidden_layers + 1))
    heads, width = config.num_attention_heads, config.hidden_size
    every = VectorShape("self", layers, layers[1:], heads, width, width // heads)
    one = VectorShape("self", (6,), (6,), heads, width, width // heads)
    return {"model": f"{BertModel.__name__} of BERT-base's shape", "all": every.word_bytes, "a layer": one.word_bytes}


def main() -> None:
    """Print one JSON line for the sizes and one for the times."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="a CoNLL-U file")
    parser.add_argument("--model", default="bundled:masked-words")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--limit", type=int, help="only the first so many sentences")
    parser.add_argument("--threads", type=int)
    parser.add_argument("--processor", action="store_true", help="processor time of one thread, for a busy machine")
    given = parser.parse_args()
    print(json.dumps(shapes()), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        path = first_sentences(given.data, given.limit, Path(folder))
        print(
            json.dumps(
                run(
                    path,
                    given.model,
                    given.rounds,
                    Path(folder),
                    1 if given.processor else given.threads,
                    given.processor,
                )
            ),
            flush=True,
        )


if __name__ == "__main__":
    main()
