"""GLUE's files in their official layouts, written here: headings, order of columns, quirks."""

from pathlib import Path

import pytest

from exegesis.core.errors import InputError
from exegesis.distillation.glue.imdb import read_imdb
from exegesis.distillation.glue.reading import GlueSet, read_glue, tasks_in
from exegesis.distillation.glue.tasks import TASKS, task

PARSES = "sentence1_binary_parse\tsentence2_binary_parse\tsentence1_parse\tsentence2_parse"
MNLI = f"index\tpromptID\tpairID\tgenre\t{PARSES}"
MNLI_DEV = f"{MNLI}\tsentence1\tsentence2\tlabel1\tlabel2\tlabel3\tlabel4\tlabel5\tgold_label\n"
STSB = "index\tgenre\tfilename\tyear\told_index\tsource1\tsource2\tsentence1\tsentence2\tscore\n"
MRPC = "Quality\t#1 ID\t#2 ID\t#1 String\t#2 String\n"
FILES = {
    "CoLA/dev.tsv": "gj04\t1\t\tThe sailors rode.\ngj04\t0\t*\tSailors rode the.\n",
    "CoLA/test.tsv": "index\tsentence\n0\tBill left.\n",
    "SST-2/dev.tsv": "sentence\tlabel\nit 's a \"charming film \t1\nunflinchingly bleak \t0\n",
    "SST-2/test.tsv": "index\tsentence\n0\tuneasy mishmash .\n",
    "MRPC/dev.tsv": f'{MRPC}1\t11\t12\tHe said the "foodservice pie\tThe pie\n0\t21\t22\tA\tB\n',
    "STS-B/dev.tsv": f"{STSB}0\tmain\tf\t2012\t1\tnone\tnone\tA man.\tA person.\t4.750\n",
    "QQP/dev.tsv": "id\tqid1\tqid2\tquestion1\tquestion2\tis_duplicate\n"
    '1\t2\t3\tHow is "x"?\t"What is y?\t0\n4\t5\t6\tbroken\n'
    "7\t8\t9\tWhy a\u2028b?\tWhy?\t1\n",
    "MNLI/dev_matched.tsv": MNLI_DEV + "0\t1\t2\tfiction\t()\t()\t()\t()\tP.\tH.\t" + "neutral\t" * 5 + "neutral\n",
    "MNLI/dev_mismatched.tsv": MNLI_DEV + "0\t1\t2\tx\t()\t()\t()\t()\tP.\tH.\t" + "neutral\t" * 5 + "-\n",
    "QNLI/dev.tsv": "index\tquestion\tsentence\tlabel\n0\tWho?\tAnn did.\tentailment\n1\tWho?\tNo.\tnot_entailment\n",
    "RTE/dev.tsv": "index\tsentence1\tsentence2\tlabel\n0\tP\tH\tnot_entailment\n",
    "WNLI/dev.tsv": "index\tsentence1\tsentence2\tlabel\n0\tThe drain is clogged.\tIt is.\t1\n",
}


@pytest.fixture
def glue(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="")
    return tmp_path


def only(found: list[GlueSet]) -> GlueSet:
    (one,) = found
    return one


def test_all_nine_tasks_are_found(glue: Path) -> None:
    assert [one.name for one in tasks_in(glue)] == list(TASKS)
    assert len(TASKS) == 9


@pytest.mark.parametrize(
    ("name", "texts", "labels"),
    [
        ("cola", ("The sailors rode.",), ["acceptable", "unacceptable"]),
        ("sst-2", ("it 's a \"charming film ",), ["positive", "negative"]),
        ("mrpc", ('He said the "foodservice pie', "The pie"), ["equivalent", "not_equivalent"]),
        ("sts-b", ("A man.", "A person."), ["4.750"]),
        ("qqp", ('How is "x"?', '"What is y?'), ["not_duplicate", "duplicate"]),
        ("qnli", ("Who?", "Ann did."), ["entailment", "not_entailment"]),
        ("rte", ("P", "H"), ["not_entailment"]),
        ("wnli", ("The drain is clogged.", "It is."), ["entailment"]),
    ],
)
def test_the_dev_set_of_a_task(glue: Path, name: str, texts: tuple[str, ...], labels: list[str]) -> None:
    found = only(read_glue(glue, task(name)))
    assert found.examples[0].texts == texts
    assert [one.label for one in found.examples] == labels


def test_mnli_has_two_sets_and_rows_without_a_gold_label(glue: Path) -> None:
    matched, mismatched = read_glue(glue, task("mnli"))
    assert (matched.name, matched.examples[0].label) == ("matched", "neutral")
    assert (mismatched.name, mismatched.examples[0].label) == ("mismatched", None)


def test_broken_rows_of_qqp_are_counted_and_other_line_ends_are_letters(glue: Path) -> None:
    found = only(read_glue(glue, task("qqp")))
    assert found.broken == 1
    assert found.examples[1].texts[0] == "Why a\u2028b?"


def test_test_sets_have_a_heading_and_no_labels(glue: Path) -> None:
    assert only(read_glue(glue, task("cola"), "test")).examples[0].texts == ("Bill left.",)
    assert only(read_glue(glue, task("SST2"), "test")).examples[0].label is None


def test_mrpc_from_microsofts_own_files(tmp_path: Path) -> None:
    folder = tmp_path / "MRPC"
    folder.mkdir()
    rows = "1\t11\t12\tone\ttwo\r\n0\t21\t22\tthree\tfour\r\n"
    (folder / "msr_paraphrase_train.txt").write_bytes(b"\xef\xbb\xbf" + f"{MRPC}{rows}".encode())
    (folder / "msr_paraphrase_test.txt").write_text(f"{MRPC}1\t1\t2\tfive\tsix\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"dev_ids\.tsv"):
        read_glue(tmp_path, task("mrpc"))
    (folder / "dev_ids.tsv").write_text("21\t22\n", encoding="utf-8")
    assert only(read_glue(tmp_path, task("mrpc"))).examples[0].texts == ("three", "four")
    assert [one.texts[1] for one in only(read_glue(tmp_path, task("mrpc"), "train")).examples] == ["two"]
    assert only(read_glue(tmp_path, task("mrpc"), "test")).examples[0].label == "equivalent"


@pytest.mark.parametrize(
    ("name", "file", "content", "said"),
    [
        ("sst-2", "SST-2/dev.tsv", "text\tlabel\na\t1\n", "no column 'sentence'"),
        ("sst-2", "SST-2/dev.tsv", "sentence\tlabel\na\t2\n", "'2' is no label"),
        ("sts-b", "STS-B/dev.tsv", f"{STSB}0\tm\tf\t1\t1\tn\tn\ta\tb\tfive\n", "'five' is no number"),
        ("rte", "RTE/dev.tsv", "", "is empty"),
    ],
)
def test_other_files_are_told(glue: Path, name: str, file: str, content: str, said: str) -> None:
    (glue / file).write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        read_glue(glue, task(name))


def test_missing_files_folders_and_tasks(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no folder of a GLUE task"):
        tasks_in(tmp_path)
    (tmp_path / "RTE").mkdir()
    with pytest.raises(InputError, match=r"no dev\.tsv"):
        read_glue(tmp_path, task("rte"))
    with pytest.raises(InputError, match="no folder CoLA"):
        read_glue(tmp_path, task("cola"))
    with pytest.raises(InputError, match="train, dev or test"):
        read_glue(tmp_path, task("rte"), "valid")
    with pytest.raises(InputError, match="Did you mean 'cola'"):
        task("colla")


def test_imdbs_tree(tmp_path: Path) -> None:
    for name, text in (("pos/10_9.txt", "great<br />film"), ("pos/2_8.txt", "fine"), ("neg/0_1.txt", "bad")):
        path = tmp_path / "test" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    found = read_imdb(tmp_path)
    assert [one.texts[0] for one in found] == ["bad", "fine", "great<br />film"]
    assert [one.label for one in found] == ["negative", "positive", "positive"]
    with pytest.raises(InputError, match="train/neg"):
        read_imdb(tmp_path, "train")
