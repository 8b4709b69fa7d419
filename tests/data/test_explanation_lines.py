"""A file of explanations is read back whole, item by item, whatever wrote it; anything else is told in a line."""

import json
from pathlib import Path
from typing import Any

import pytest

import exegesis
from exegesis.core.errors import InputError
from exegesis.data.explanation import Explanation
from exegesis.data.explanation_lines import read_explanations
from exegesis.data.failed import Failed
from tests.benchmarking.toys import additive

MODEL = exegesis.load(additive, name="additive")


@pytest.fixture(scope="module")
def explained() -> list[Explanation]:
    return [exegesis.explain(MODEL, text, "occlusion") for text in ("a bad film", "a good film")]


def file_of(path: Path, found: list[Explanation], **first: Any) -> Path:
    """As `explain --data` writes it; `first` is said by the first line's explanation itself."""
    data = [one.to_dict() for one in found]
    prints = [one.pop("fingerprint") for one in data]
    data[0].update(first)
    lines: list[dict[str, Any]] = [{"exegesis": "explanations", "version": 1, "plan": {}, "fingerprint": prints[0]}]
    lines += [
        {"item": n, "id": None, "truth": "1", "content": "", "explanations": [one]} for n, one in enumerate(data, 1)
    ]
    lines.append({"item": 3, "id": "c", "truth": None, "content": "", "text": "", "error": "the text is empty"})
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def test_explanations_are_whole_again_and_errors_stand_in_their_place(
    tmp_path: Path, explained: list[Explanation]
) -> None:
    path = file_of(tmp_path / "a.jsonl", explained)
    items = list(read_explanations(path))
    assert [item.explanations[0] for item in items[:2]] == explained
    assert [(item.number, item.id, item.truth, item.text) for item in items] == [
        (1, None, "1", "a bad film"),
        (2, None, "1", "a good film"),
        (3, "c", None, ""),
    ]
    assert (items[2].explanations, items[2].error) == ((), "the text is empty")


def test_a_line_may_have_a_fingerprint_of_its_own(tmp_path: Path, explained: list[Explanation]) -> None:
    other = explained[0].to_dict()["fingerprint"] | {"model": "another"}
    first, second, _ = read_explanations(file_of(tmp_path / "a.jsonl", explained, fingerprint=other))
    assert first.explanations[0].fingerprint.model == "another"
    assert second.explanations[0].fingerprint.model == "additive"


def test_a_begun_last_line_is_left_out(tmp_path: Path, explained: list[Explanation]) -> None:
    path = file_of(tmp_path / "a.jsonl", explained)
    path.write_bytes(path.read_bytes() + b'{"item": 4, "expl')
    assert len(list(read_explanations(path))) == 3


@pytest.mark.parametrize("form", ["one", "list", "lines"])
def test_other_forms_of_json_are_read_too(tmp_path: Path, explained: list[Explanation], form: str) -> None:
    path = tmp_path / "a.json"
    if form == "one":
        path.write_text(explained[0].to_json(indent=2), encoding="utf-8")
    elif form == "list":
        path.write_text(json.dumps([one.to_dict() for one in explained], indent=2), encoding="utf-8")
    else:
        path.write_text("".join(one.to_json() + "\n" for one in explained), encoding="utf-8")
    items = list(read_explanations(path))
    assert [item.explanations[0] for item in items] == explained[: 1 if form == "one" else 2]
    assert [item.number for item in items] == list(range(1, len(items) + 1))


@pytest.mark.parametrize("form", ["list", "lines"])
def test_failures_may_stand_among_explanations(tmp_path: Path, explained: list[Explanation], form: str) -> None:
    results = [Failed(0, "a", InputError("the text is empty.")), explained[0]]
    path = tmp_path / "a.json"
    path.write_text(
        json.dumps([one.to_dict() for one in results])
        if form == "list"
        else "".join(one.to_json() + "\n" for one in results),
        encoding="utf-8",
    )
    failed, item = read_explanations(path)
    assert (failed.number, failed.id, failed.error, failed.explanations) == (1, "a", "the text is empty.", ())
    assert (item.number, item.explanations) == (2, (explained[0],))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"exegesis": "benchmark", "version": 1, "plan": {}}\n', "holds no explanations"),
        ('{"exegesis": "explanations", "version": 9, "plan": {}}\n', "another version"),
        ('{"exegesis": "explanations", "version": 1, "fingerprint": {}}\nnope\n', "line 2: not a line"),
        ('{"exegesis": "explanations", "version": 1, "fingerprint": {}}\n{"item": 1}\n', "line 2: neither"),
        ('{"my": "results"}', "not an explanation"),
        ('{"error": "results"}', "not a failure"),
        ("a good film", "is not JSON"),
        ("[" * 20_000, "is not JSON"),
        ("", "is not JSON"),
    ],
)
def test_anything_else_is_one_line(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "a.jsonl").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=said) as told:
        list(read_explanations(tmp_path / "a.jsonl"))
    assert "\n" not in str(told.value)


def test_a_line_of_hundreds_of_megabytes_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exegesis.core.owned.LONGEST_LINE", 1000)
    (tmp_path / "a.jsonl").write_bytes(b"\0" * 5000)
    with pytest.raises(InputError, match="a line of more than"):
        list(read_explanations(tmp_path / "a.jsonl"))


def test_a_file_of_text_is_told_what_is_read(tmp_path: Path) -> None:
    path = tmp_path / "review.txt"
    path.write_text("A dull review.\n")
    with pytest.raises(InputError, match=r"review.txt' is not JSON; give what `exegesis explain --json` wrote.$"):
        list(read_explanations(path))
