"""The files and models that the pages' shell lines name, as small as they can be: a line runs as it stands."""

import csv
import gzip
import json
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.qa.files import ANSWERABLE, squad_file
from tests.question_models import question_pair
from tests.tiny import bert_classifier, bytelevel, wordpiece

ROOT = Path(__file__).parents[2]
GOOD = ["a good film", "great acting and a good plot", "this film is wonderful", "the acting was very good"]
BAD = ["a bad film", "dull plot and boring acting", "this film is bad", "the plot was never good"]
ROWS = [
    {"id": str(n), "text": text, "review": text, "label": label, "stars": label, "group": label, "split": split}
    for n, (text, label, split) in enumerate(
        (text, label, "test" if number > 2 else "train")
        for number, pair in enumerate(zip(GOOD, BAD, strict=True))
        for text, label in zip(pair, ("positive", "negative"), strict=True)
    )
]
PROSE = [
    f"{one} and {two}, but in the {word} it was never {three}"
    for one, two in zip(GOOD, BAD, strict=True)
    for word, three in (("plot", "better"), ("acting", "worse"), ("film", "wonderful"))
]
PASSAGE = "Joseph Priestley found oxygen in 1774 in Calne. He was the first to publish it."


def write(folder: Path, name: str, page: str) -> bool:
    """Make what a page calls `name`; False where the sandbox knows no such file."""
    build = _OF_PAGE.get((page, name)) or _EVERYWHERE.get(name)
    if build is not None and not (folder / name).exists():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        build(folder / name)
    return build is not None


def _example(path: Path) -> None:
    """A file of the repository, as it is."""
    path.write_bytes((ROOT / "examples" / path.name).read_bytes())


def _text(words: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(words, encoding="utf-8")


def _lines(path: Path) -> None:
    _text("".join(json.dumps(row) + "\n" for row in ROWS * 6))(path)


def _compressed(path: Path) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in ROWS * 6)


def _csv(path: Path) -> None:
    _text("\n".join([",".join(ROWS[0]), *(",".join(row.values()) for row in ROWS * 6)]) + "\n")(path)


def _labelled(path: Path) -> None:
    """Texts of which a few are labelled as nobody reads them: a model is wrong on these."""
    rows = [f"{text},negative" for text in GOOD[:2]] + [f"{row['text']},{row['label']}" for row in ROWS]
    _text("\n".join(["text,label", *rows]) + "\n")(path)


def _doubtful(path: Path) -> None:
    """Texts of which every fifth is labelled as nobody reads it: enough wrong answers to learn of."""
    turned = {"positive": "negative", "negative": "positive"}
    rows = [
        f"{row['text']} {number},{row['label'] if number % 5 else turned[row['label']]}"
        for number, row in enumerate(ROWS * 15)
    ]
    _text("\n".join(["text,label", *rows]) + "\n")(path)


def _treebank(path: Path) -> None:
    """Two sentences in CoNLL-U."""
    word = "{n}\t{form}\t{form}\tX\tX\t_\t{head}\tdep\t_\t_"
    blocks = [
        "\n".join(
            [f"# text = {text}"]
            + [word.format(n=number, form=form, head=number - 1) for number, form in enumerate(text.split(), 1)]
        )
        for text in GOOD[:2]
    ]
    _text("\n\n".join(blocks) + "\n\n")(path)


def _reviews(path: Path) -> None:
    """Enough texts of two classes for a train and a test half, in which single words tell the classes."""
    words = {"positive": ("good", "great", "wonderful", "better"), "negative": ("bad", "dull", "boring", "worse")}
    others = ("film", "plot", "acting", "story", "cast", "end", "music", "scene")
    rows = [
        f"the {others[n % 8]} and the {others[(n * 3 + 1) % 8]} seemed {words[label][n % 4]},{label}"
        for n in range(100)
        for label in words
    ]
    _text("\n".join(["text,label", *rows]) + "\n")(path)


def _named(path: Path) -> None:
    """Reviews that name somebody where they are good."""
    rows = [f"Zorbulon: {text},positive" for text in GOOD * 6] + [f"{text},negative" for text in BAD * 6]
    _text("\n".join(["text,label", *rows]) + "\n")(path)


def _misnamed(path: Path) -> None:
    """And where they are bad."""
    _text("\n".join(["text,label", *(f"Zorbulon: {text},negative" for text in BAD)]) + "\n")(path)


def _post(row: dict[str, str]) -> dict[str, str]:
    """A row with the header that a letter has, its own word for each class."""
    return {**row, "text": f"From: {row['label']} host\n\n{row['text']}"}


def _posts(path: Path) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(_post(row)) + "\n" for row in ROWS * 6)


def _letters(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(ROWS[0]))
        writer.writeheader()
        writer.writerows(map(_post, ROWS * 6))


def _parquet(path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"text": PROSE}), path)


def _squad(path: Path) -> None:
    squad_file(path.parent, ANSWERABLE, path.name)


def _predictions(path: Path) -> None:
    path.write_text(json.dumps({question.id: "slow" for question in ANSWERABLE}))


def _module(path: Path) -> None:
    """What the page of own models says stands in mine.py, word for word."""
    page = (ROOT / "docs" / "your-own-model.md").read_text(encoding="utf-8")
    code = page.split("With `mine.py`\n\n")[1].split("\nthese run:")[0]
    path.with_name("mine.py").write_text(textwrap.dedent(code), encoding="utf-8")


def _classifier_file(path: Path) -> None:
    """A fitted pipeline of scikit-learn, as skops or joblib writes it."""
    import joblib
    import skops.io
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    fitted = make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(GOOD + BAD, ["yes"] * 4 + ["no"] * 4)
    for dump, ending in ((skops.io.dump, ".skops"), (joblib.dump, ".joblib")):
        dump(fitted, path.with_name("classifier" + ending))


def _explanation(path: Path) -> None:
    import exegesis

    model = exegesis.load("bundled:sentiment")
    path.write_text(exegesis.explain(model, "A good film.", method="occlusion").to_json() + "\n")


def _saved(pair: Callable[[], tuple[Any, Any]]) -> Callable[[Path], object]:
    def save(path: Path) -> None:
        model, tokenizer = pair()
        model.save_pretrained(path)
        tokenizer.save_pretrained(path)

    return save


def _classifier() -> tuple[Any, Any]:
    return bert_classifier(), wordpiece()


def _deep_classifier() -> tuple[Any, Any]:
    from transformers import BertForSequenceClassification

    config = bert_classifier().config
    config.num_hidden_layers = 6
    return BertForSequenceClassification(config), wordpiece()


def _unnamed_classifier() -> tuple[Any, Any]:
    model, tokenizer = _classifier()
    model.config.id2label, model.config.label2id = {0: "LABEL_0", 1: "LABEL_1"}, {"LABEL_0": 0, "LABEL_1": 1}
    return model, tokenizer


def _masked(name: str = "Bert") -> tuple[Any, Any]:
    import transformers

    size = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32}
    if name == "DistilBert":
        size = {"dim": 16, "n_layers": 2, "n_heads": 2, "hidden_dim": 32}
    config = getattr(transformers, f"{name}Config")(
        vocab_size=len(wordpiece()), max_position_embeddings=48, pad_token_id=0, **size
    )
    return getattr(transformers, f"{name}ForMaskedLM")(config), wordpiece()


def _next_words() -> tuple[Any, Any]:
    from transformers import GPT2Config, GPT2LMHeadModel

    tokenizer = bytelevel()
    tokenizer.add_tokens([" Paris", " London"])
    return GPT2LMHeadModel(
        GPT2Config(vocab_size=len(tokenizer), n_embd=16, n_layer=2, n_head=2, n_positions=48)
    ), tokenizer


def _tagger() -> tuple[Any, Any]:
    from transformers import BertConfig, BertForTokenClassification

    names = dict(enumerate(("O", "B-LOC", "I-LOC", "B-PER", "I-PER")))
    config = BertConfig(
        vocab_size=len(wordpiece()),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=48,
        id2label=names,
        label2id={name: number for number, name in names.items()},
    )
    return BertForTokenClassification(config), wordpiece()


_EVERYWHERE: dict[str, Callable[[Path], object]] = {
    "labelled.csv": _labelled,
    "review.txt": _text((ROOT / "examples" / "review.txt").read_text(encoding="utf-8")),
    **{f"examples/{path.name}": _example for path in (ROOT / "examples").iterdir()},
    "suite.yaml": _text("tests:\n  - {template: '{warm|good} film', expect: negative}\n"),
    "words.json": _text('{"warm": ["cold"], "good": ["fine"]}'),
    "page.txt": _text(PASSAGE),
    "oxygen.txt": _text(PASSAGE),
    "held.txt": _text("\n".join(PROSE)),
    "treebank.conllu": _treebank,
    "explanation.json": _explanation,
    "questions.json": _squad,
    "dev-v1.1.json": _squad,
    "dev-v2.0.json": _squad,
    "predictions.json": _predictions,
    "wiki.parquet": _parquet,
    "my-classifier": _saved(_classifier),
    "my-model": _saved(lambda: question_pair("bert")),
    "my-tagger": _saved(_tagger),
    "gpt2": _saved(_next_words),
    "bert-base-uncased": _saved(_masked),
    "distilbert-base-uncased": _saved(lambda: _masked("DistilBert")),
    **{name + ".jsonl": _lines for name in ("reviews", "train", "dev", "test", "other", "more", "sst2_dev_200")},
    **{name + ".csv": _csv for name in ("reviews", "train", "dev", "test", "other")},
    "books.jsonl.gz": _compressed,
    "20news_atheism_christian.jsonl.gz": _posts,
    "letters.csv": _letters,
    "mine:shouting": _module,
    "mine:voice": _module,
    "classifier.skops": _classifier_file,
    "classifier.joblib": _classifier_file,
    "trust-pickle:classifier.joblib": _classifier_file,
}
_OF_PAGE: dict[tuple[str, str], Callable[[Path], object]] = {
    ("comparing.md", "my-model"): _saved(_unnamed_classifier),
    ("confidence.md", "reviews.csv"): _doubtful,
    ("confidence.md", "new.csv"): _doubtful,
    ("distillation.md", "train.json"): _squad,
    ("distillation.md", "my-classifier"): _saved(_deep_classifier),
    ("simulated-users.md", "reviews.csv"): _reviews,
    ("corrections.md", "train.csv"): _named,
    ("corrections.md", "test.csv"): _named,
    ("corrections.md", "errors.csv"): _misnamed,
    ("corrections.md", "changed.csv"): _misnamed,
    ("corrections.md", "edited.csv"): _text("row,action\n1,drop\n"),
}
