"""Tiny random BERTs and a small WordPiece tokenizer, made in a temporary folder."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
import torch
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertForSequenceClassification

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789.,!?'()é中"
WORDS = ["the", "film", "is", "good", "bad", "very", "boring", "##ing", "##ly", "masterpiece", "story", "plot"]


@pytest.fixture
def spec() -> dict[str, Any]:
    """A tokenizer.json in BERT's shape: special pieces, letters, continuations, a few words; truncating at 128."""
    pieces = ["[PAD]", "[unused0]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *LETTERS, *(f"##{c}" for c in LETTERS), *WORDS]
    vocabulary = {piece: number for number, piece in enumerate(pieces)}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True, strip_accents=False)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    tokenizer.add_special_tokens(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", vocabulary["[CLS]"]), ("[SEP]", vocabulary["[SEP]"])],
    )
    tokenizer.enable_truncation(128)
    tokenizer.enable_padding(length=128)
    found: dict[str, Any] = json.loads(tokenizer.to_str())
    return found


@pytest.fixture
def teacher(spec: dict[str, Any]) -> BertForSequenceClassification:
    """A random BERT classifier of four layers of 32."""
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(spec["model"]["vocab"]),
        hidden_size=32,
        num_hidden_layers=4,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=40,
        initializer_range=0.3,
    )
    return BertForSequenceClassification(config).eval()


@pytest.fixture
def encoder(tmp_path: Path, spec: dict[str, Any], teacher: BertForSequenceClassification) -> Path:
    """The teacher's encoder as a model folder with its tokenizer."""
    folder = tmp_path / "encoder"
    teacher.bert.save_pretrained(folder)
    (folder / "tokenizer.json").write_text(json.dumps(spec), encoding="utf-8")
    return folder


def _write_rows(path: Path, rows: list[dict[str, Any]]) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The four data files at toy size; good films are positive, bad ones negative."""
    folder = tmp_path / "data"
    folder.mkdir()
    words = ("bad", "good")
    texts = [f"the film is very {words[n % 2]} , plot {n} ." for n in range(40)]
    sentences = [{"id": n, "label": n % 2, "text": text} for n, text in enumerate(texts)]
    splits = ["train"] * 24 + ["dev"] * 8 + ["test"] * 8
    sst = [{**row, "id": f"sst2/{row['id']}", "split": split} for row, split in zip(sentences, splits, strict=True)]
    rt = [{**row, "id": f"rt/{n}", "in_sst2": None if n == 3 else row["split"]} for n, row in enumerate(sst)]
    reviews = [
        {"id": f"train/{n}", "label": n % 2, "text": f"A {words[n % 2]} film.<br /><br />The story is {words[n % 2]}."}
        for n in range(40)
    ]
    _write_rows(folder / "sst2.jsonl.gz", sst)
    _write_rows(folder / "rt_polarity.jsonl.gz", rt)
    _write_rows(folder / "imdb_train.jsonl.gz", reviews)
    _write_rows(folder / "imdb_test.jsonl.gz", reviews[:8])
    return folder
