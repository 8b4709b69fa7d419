import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest

from exegesis.core.errors import InputError
from exegesis.data.squad.locating import spelled
from exegesis.data.squad.reading import Reference, SquadQuestion, read_squad
from tests.data.squad.making import CONTEXT, entry, lines_of, squad, written

START = CONTEXT.index("Ada")


def test_a_file_of_v1_and_one_of_v2_are_read(tmp_path: Path) -> None:
    assert read_squad(written(tmp_path, squad(entry()))) == [
        SquadQuestion("q1", "Who built it?", CONTEXT, (Reference("Ada Quill", START),), "Tower")
    ]
    plausible = [{"text": "1887", "answer_start": CONTEXT.index("1887")}]
    two = squad(
        entry(is_impossible=False),
        entry(id="q2", answers=[], is_impossible=True, plausible_answers=plausible),
        entry(id="q3", answers=[]),
    )
    found = read_squad(written(tmp_path, two))
    assert [one.id for one in found] == ["q1", "q2", "q3"]
    assert [one.unanswerable for one in found] == [False, True, True]


def test_order_titles_and_several_articles(tmp_path: Path) -> None:
    article = {"paragraphs": [{"context": CONTEXT, "qas": [entry(id="b"), entry(id="a")]}, {"context": "C", "qas": []}]}
    value = {"data": [article, *squad(entry(id="c"))["data"], {"title": "Empty", "paragraphs": []}]}
    assert [(one.id, one.title) for one in read_squad(written(tmp_path, value))] == [
        ("b", ""),
        ("a", ""),
        ("c", "Tower"),
    ]
    assert read_squad(written(tmp_path, {"data": []})) == []


def test_ids_may_be_whole_numbers_and_other_fields_are_left_aside(tmp_path: Path) -> None:
    value = squad(entry(id=17, source=float("nan"), extra=[[[]]]))
    assert [one.id for one in read_squad(str(written(tmp_path, value)))] == ["17"]


@pytest.mark.parametrize(
    "text", [" two  spaces\t\n and  a tail ", "e\u0301 is not é", "𝔘𝔫𝔦 👩‍🚀 code", "\u200bzero", "a\r\nb"]
)
def test_texts_are_not_altered_and_offsets_count_their_characters(tmp_path: Path, text: str) -> None:
    context = f"{text}{text} The end.  "
    answers = [{"text": text, "answer_start": start} for start in (0, len(text))]
    value = squad(entry(question=text, answers=answers), context=context)
    for ascii_only in (True, False):
        (tmp_path / "f.json").write_bytes(json.dumps(value, ensure_ascii=ascii_only).encode())
        (one,) = read_squad(tmp_path / "f.json")
        assert (one.context, one.question) == (context, text)
        assert one.answers == (Reference(text, 0), Reference(text, len(text)))


def _answers(**changes: Any) -> list[dict[str, Any]]:
    return [{"text": "Ada Quill", "answer_start": START, **changes}]


LONG = "x" * 500
WRONG = [
    ({"question": ...}, "", "has no field 'question'"),
    ({"id": ...}, "", "has no field 'id'"),
    ({"answers": ...}, "", "has no field 'answers'"),
    ({"question": " \n"}, "question", "is empty or blank"),
    ({"question": "\u200b"}, "question", "is empty or blank"),
    ({"question": ["Who?"]}, "question", "must be text"),
    ({"question": "Who \ud800?"}, "question", "has a lone surrogate at character 4"),
    ({"id": None}, "id", "must be text or a whole number"),
    ({"id": True}, "id", "must be text or a whole number"),
    ({"id": float("nan")}, "id", "must be text or a whole number"),
    ({"is_impossible": 0}, "is_impossible", "must be true or false"),
    ({"is_impossible": "false"}, "is_impossible", "must be true or false"),
    ({"is_impossible": True}, "answers", "holds an answer although is_impossible is true"),
    ({"is_impossible": False, "answers": []}, "answers", "is empty although is_impossible is false"),
    ({"answers": None}, "answers", "must be a list"),
    ({"answers": {"text": ["Ada"], "answer_start": [23]}}, "answers", "must be a list"),
    ({"answers": ["Ada"]}, "answers[0]", "must be an object"),
    ({"answers": [*_answers(), {"text": "Ada"}]}, "answers[1]", "has no field 'answer_start'"),
    ({"answers": _answers(text=5)}, "answers[0].text", "must be text"),
    ({"answers": _answers(text="")}, "answers[0].text", "is empty; a question that has no answer has an empty list"),
    ({"answers": _answers(answer_start="23")}, "answers[0].answer_start", "must be a whole number"),
    ({"answers": _answers(answer_start=True)}, "answers[0].answer_start", "must be a whole number"),
    ({"answers": _answers(answer_start=float(START))}, "answers[0].answer_start", "must be a whole number"),
    ({"answers": _answers(answer_start=float("nan"))}, "answers[0].answer_start", "must be a whole number"),
    ({"answers": _answers(answer_start=float("inf"))}, "answers[0].answer_start", "must be a whole number"),
    ({"answers": _answers(answer_start=None)}, "answers[0].answer_start", "must be a whole number"),
    (
        {"answers": _answers(answer_start=START + 1)},
        "answers[0].answer_start",
        "is 24, but .* not have 'Ada Quill' there",
    ),
    ({"answers": _answers(answer_start=START - len(CONTEXT))}, "answers[0].answer_start", "is -45, but"),
    ({"answers": _answers(answer_start=10**30)}, "answers[0].answer_start", "is 1000000000000000000000000000000, but"),
    ({"answers": _answers(text="ada quill")}, "answers[0].answer_start", "is 23, but"),
    ({"answers": _answers(text=LONG)}, "answers[0].answer_start", f"is 23, but .*'{LONG[:60]}…' there"),
]


@pytest.mark.parametrize(("changes", "where", "message"), WRONG, ids=[f"{row[1]} {row[2][:30]}" for row in WRONG])
def test_what_is_wrong_in_a_question_is_told_with_line_and_path(
    tmp_path: Path, changes: dict[str, Any], where: str, message: str
) -> None:
    value = squad(entry(id="first"), entry(**changes))
    with pytest.raises(InputError) as caught:
        read_squad(written(tmp_path, value))
    way = f"data[0].paragraphs[0].qas[1]{where and '.'}{where}"
    lines = {spelled(at): line for at, line in lines_of(value)}
    assert re.fullmatch(rf"file\.json, line {lines[way]}: {re.escape(way)} {message}.*\.", str(caught.value))


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([], "line 1: the file must be an object"),
        ("text", "line 1: the file must be an object"),
        ({"version": "1.1"}, "line 1: the file has no field 'data'"),
        ({"data": {}}, "line 2: data must be a list"),
        ({"data": [[]]}, r"line 3: data\[0\] must be an object"),
        ({"data": [{"title": "x"}]}, r"line 3: data\[0\] has no field 'paragraphs'"),
        ({"data": [{"title": 3, "paragraphs": []}]}, r"line 4: data\[0\]\.title must be text"),
        ({"data": [{"paragraphs": [{"qas": []}]}]}, r"line 5: data\[0\]\.paragraphs\[0\] has no field 'context'"),
        ({"data": [{"paragraphs": [{"context": "C"}]}]}, r"line 5: data\[0\]\.paragraphs\[0\] has no field 'qas'"),
        (squad(context=" "), r"line 8: data\[0\]\.paragraphs\[0\]\.context is empty or blank"),
        (squad(context=None), r"line 8: data\[0\]\.paragraphs\[0\]\.context must be text"),
        (squad(context="a\udc00"), r"line 8: data\[0\]\.paragraphs\[0\]\.context has a lone surrogate at character 1"),
        (squad("q"), r"line 10: data\[0\]\.paragraphs\[0\]\.qas\[0\] must be an object"),
    ],
)
def test_what_is_wrong_around_the_questions_is_told(tmp_path: Path, value: Any, message: str) -> None:
    with pytest.raises(InputError, match=rf"^file\.json, {message}\.$"):
        read_squad(written(tmp_path, value))


@pytest.mark.parametrize("again", ["q1", "17"])
def test_an_id_that_stands_twice_is_told_with_both_lines(tmp_path: Path, again: str) -> None:
    first = 17 if again == "17" else again
    path = written(tmp_path, squad(entry(id=first), entry(id="other"), entry(id=again)))
    lines = [
        n for n, line in enumerate(path.read_text("utf-8").splitlines(), 1) if f'"id": {json.dumps(first)}' in line
    ]
    with pytest.raises(InputError, match=rf"qas\[2\]\.id '{again}' stands on line {lines[0]} too; ids must differ"):
        read_squad(path)


def test_a_field_that_stands_twice_is_told(tmp_path: Path) -> None:
    text = json.dumps(squad(entry()), indent=1).replace('"question":', '"question": "Which?",\n"question":')
    (tmp_path / "f.json").write_text(text, "utf-8")
    with pytest.raises(InputError, match=r"qas\[0\]\.question stands twice in its object"):
        read_squad(tmp_path / "f.json")


def test_packed_and_marked_files_are_read_and_errors_name_the_same_line(tmp_path: Path) -> None:
    good, bad = (json.dumps(squad(entry(id=id_)), indent=1).encode() for id_ in ("q1", None))
    expected = read_squad(written(tmp_path, squad(entry())))
    for raw in (good, b"\xef\xbb\xbf" + good, gzip.compress(good, mtime=0)):
        (tmp_path / "f.json.gz").write_bytes(raw)
        assert read_squad(tmp_path / "f.json.gz") == expected
    line = bad[: bad.index(b'"id"')].count(b"\n") + 1
    for raw in (bad, b"\xef\xbb\xbf" + bad, gzip.compress(bad, mtime=0)):
        (tmp_path / "f.json.gz").write_bytes(raw)
        with pytest.raises(
            InputError, match=rf"f\.json\.gz, line {line}: data\[0\]\.paragraphs\[0\]\.qas\[0\]\.id must be"
        ):
            read_squad(tmp_path / "f.json.gz")
