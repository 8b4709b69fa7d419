"""`exegesis explain --data` on files of all kinds: lines in order, errors in place, going on where it stopped."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import exegesis
from exegesis import api
from exegesis.data.explanation_lines import read_explanations
from tests import tiny

pytestmark = pytest.mark.slow

Run = Callable[..., tuple[int, str, str]]
TEXTS = ["a bad film", "good acting!", "", "the plot is dull"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny BERT as a folder."""
    path = tmp_path_factory.mktemp("models") / "tiny"
    tiny.bert_classifier().save_pretrained(path)
    tiny.wordpiece().save_pretrained(path)
    return path


@pytest.fixture
def explain(run: Run, folder: Path, tmp_path: Path) -> Run:
    """`exegesis explain --data FILE --json out.jsonl`, and what the file held."""

    def running(name: str, content: str | bytes, *arguments: object) -> tuple[int, str, str]:
        file = tmp_path / name
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        usual = ("--method", "occlusion", "--json", tmp_path / "out.jsonl")
        return run("explain", "--model", folder, "--data", file, *usual, *arguments)

    return running


def lines(tmp_path: Path) -> list[Any]:
    """The lines without the header."""
    return [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").split("\n")[1:-1]]


def one(line: Any) -> Any:
    """The only explanation of a line."""
    (found,) = line["explanations"]
    return found


def test_a_line_a_text_in_order_and_errors_in_their_place(explain: Run, tmp_path: Path, folder: Path) -> None:
    code, out, err = explain("texts.txt", "\n".join(TEXTS) + "\n")
    assert (code, out) == (0, "")
    assert "4 texts" in err
    assert "1 of 4 could not be explained; the first: " in err
    found = lines(tmp_path)
    assert [line["item"] for line in found] == [1, 2, 3, 4]
    assert (found[2]["text"], found[2]["error"]) == (
        "",
        "the text is empty or blank; give at least one visible character.",
    )
    for place in (0, 1, 3):
        alone = exegesis.explain(str(folder), TEXTS[place], "occlusion")
        assert one(found[place])["text"] == TEXTS[place]
        assert one(found[place])["scores"] == pytest.approx(list(alone.scores), abs=1e-5)


def test_an_explanation_that_json_cannot_hold_is_an_error_in_its_place(
    explain: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = api.explain_many

    def overflown(*given: Any, **settings: Any) -> Any:
        for place, found in enumerate(many(*given, **settings)):
            yield replace(found, value=float("inf")) if place == 0 else found

    monkeypatch.setattr(api, "explain_many", overflown)
    assert explain("texts.txt", "a bad film\ngood acting!\n")[0] == 0
    first, second = lines(tmp_path)
    said = "explained, but an explanation cannot be written: value is inf, for which JSON has no number."
    assert first["error"] == said
    assert one(second)["text"] == "good acting!"


def test_lines_that_are_written_are_not_done_again(explain: Run, tmp_path: Path) -> None:
    text = "\n".join(TEXTS)
    explain("texts.txt", text)
    header, first, second, *_ = (tmp_path / "out.jsonl").read_bytes().splitlines(keepends=True)
    marked = first.replace(b'"seconds": ', b'"seconds": 1')
    (tmp_path / "out.jsonl").write_bytes(header + marked + second + b'{"item": 3, "te')  # as a crash leaves it
    code, _, err = explain("texts.txt", text)
    assert code == 0
    assert "2 of them before" in err
    assert (tmp_path / "out.jsonl").read_bytes().startswith(header + marked + second + b'{"item": 3, "id"')
    assert [line["item"] for line in lines(tmp_path)] == [1, 2, 3, 4]
    done = (tmp_path / "out.jsonl").read_bytes()
    assert explain("texts.txt", text)[0] == 0
    assert (tmp_path / "out.jsonl").read_bytes() == done


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--seed", "7"], "seed 0, not 7"),
        (["--unit", "token"], 'unit "word", not "token"'),
        (["--set", "window=2"], "settings.window 1, not 2"),
        (["--target", "negative"], 'target "positive", not "negative"'),
    ],
)
def test_lines_of_other_work_are_not_gone_on_with(
    explain: Run, tmp_path: Path, arguments: list[str], said: str
) -> None:
    explain("texts.txt", "a bad film", "--target", "positive")
    before = (tmp_path / "out.jsonl").read_bytes()
    target = [] if "--target" in arguments else ["--target", "positive"]
    code, _, err = explain("texts.txt", "a bad film\ngood", *target, *arguments)
    assert code == 2
    assert said in err
    assert (tmp_path / "out.jsonl").read_bytes() == before


def test_lines_of_other_texts_are_not_gone_on_with(explain: Run, tmp_path: Path) -> None:
    explain("texts.txt", "a bad film\ngood")
    before = (tmp_path / "out.jsonl").read_bytes()
    for content, said in (("good\ngood", "item 1 is another one"), ("a bad film", "more items than the data")):
        code, _, err = explain("texts.txt", content)
        assert code == 2
        assert said in err
        assert (tmp_path / "out.jsonl").read_bytes() == before


def test_json_lines_hold_texts_ids_and_bad_lines(explain: Run, tmp_path: Path) -> None:
    content = (
        b'\xef\xbb\xbf"a bad film"\n{"text": "good", "id": 7, "label": 1}\n{"txt": 1}\nnope\n"\xff"\n[1]\n{"text": 5}'
    )
    code, _, _ = explain("texts.jsonl", content)
    assert code == 0
    found = lines(tmp_path)
    assert (one(found[0])["text"], found[0]["id"]) == ("a bad film", None)
    assert (one(found[1])["text"], found[1]["id"], one(found[1])["id"]) == ("good", "7", "7")
    assert [line["item"] for line in found[2:]] == [3, 4, 5, 6, 7]
    said = ["has no 'text'", "not JSON", "not UTF-8", "but list", "must be a string"]
    for line, part in zip(found[2:], said, strict=True):
        assert part in line["error"]


def test_csv_has_columns(explain: Run, tmp_path: Path) -> None:
    code, _, _ = explain("texts.csv", 'id,review\nr1,"a bad, ""dull"" film"\nr2,\n', "--text-column", "review")
    assert code == 0
    found = lines(tmp_path)
    assert (one(found[0])["text"], found[0]["id"]) == ('a bad, "dull" film', "r1")
    assert (found[1]["id"], "empty or blank" in found[1]["error"]) == ("r2", True)


def test_truths_are_kept_and_survive_a_stop(explain: Run, tmp_path: Path) -> None:
    content = "text,y\na bad film,0\ngood,1\n,1\nfine,\n"
    explain("texts.csv", content, "--label-column", "y")
    whole = (tmp_path / "out.jsonl").read_bytes().splitlines(keepends=True)
    (tmp_path / "out.jsonl").write_bytes(b"".join(whole[:2]) + whole[2][:90])
    assert explain("texts.csv", content, "--label-column", "y")[0] == 0
    assert [line["truth"] for line in lines(tmp_path)] == ["0", "1", "1", None]
    assert [item.truth for item in read_explanations(tmp_path / "out.jsonl")] == ["0", "1", "1", None]
    code, _, err = explain("texts.csv", content)
    assert (code, 'label_column "y", not null' in err) == (2, True)
    (tmp_path / "out.jsonl").unlink()
    assert "unknown column 'z'" in explain("texts.csv", content, "--label-column", "z")[2]


def test_pairs_and_several_targets(explain: Run, tmp_path: Path) -> None:
    content = "first,second\na bad film,dull\n"
    code, _, _ = explain("texts.csv", content, "--target", "0", "--target", "1")
    assert code == 0
    (line,) = lines(tmp_path)
    assert [found["target"]["index"] for found in line["explanations"]] == [0, 1]
    assert [part["name"] for part in line["explanations"][0]["parts"]] == ["first", "second"]


def test_lines_may_be_printed(run: Run, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "texts.txt").write_text("a bad film\r\ngood\r\n")
    code, out, err = run(
        "explain", "--model", folder, "--data", tmp_path / "texts.txt", "--method", "random", "--json", "-"
    )
    assert (code, err) == (0, "")
    header, *found = map(json.loads, out.splitlines())
    assert header["plan"]["method"] == "random"
    assert [one(line)["text"] for line in found] == ["a bad film", "good"]
    (tmp_path / "piped.jsonl").write_text(out)
    assert [item.text for item in read_explanations(tmp_path / "piped.jsonl")] == ["a bad film", "good"]


def test_all_lines_bad_is_a_failure(explain: Run) -> None:
    assert explain("texts.txt", "\n \n")[0] == 1


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("texts.txt", ["--method", "lime"], "one --method"),
        ("texts.txt", ["a text"], "--data or a text"),
        ("texts.txt", ["--plot", "x.png"], "--data or --plot"),
        ("texts.txt", ["--pair", "x"], "--data or --pair"),
        ("texts.xml", [], ".txt, .csv, .tsv, .jsonl, .parquet"),
        ("texts.csv", [], "no column 'text' (its columns: 'good')"),
    ],
)
def test_what_does_not_fit_is_one_line(
    explain: Run, tmp_path: Path, name: str, arguments: list[str], said: str
) -> None:
    code, out, err = explain(name, "good\nbad\n", *arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1
    assert not (tmp_path / "out.jsonl").exists()


def test_a_missing_file_and_no_place_are_one_line(run: Run, tmp_path: Path) -> None:
    assert "cannot read" in run("explain", "--data", tmp_path / "none.txt", "--json", "-")[2]
    (tmp_path / "texts.txt").write_text("good")
    assert "needs a file for what it finds: --json" in run("explain", "--data", tmp_path / "texts.txt")[2]
