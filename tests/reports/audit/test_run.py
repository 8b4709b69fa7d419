"""The whole report: every section made, a bias named, a failing section that takes no other with it."""

from pathlib import Path

import pytest

from exegesis import api
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.reports import AuditReport, audit_report, moves_between
from exegesis.reports.audit.result import CONCERN, REMARK
from exegesis.reports.audit.sections import words
from exegesis.reports.audit.sections.table import SECTIONS
from tests import datasets
from tests.reports.audit import toys
from tests.reports.audit.conftest import made


def section(report: AuditReport, name: str):  # type: ignore[no-untyped-def]
    found = report.section(name)
    assert found is not None
    return found


def concerns(report: AuditReport, name: str) -> list[str]:
    return [one.text for one in section(report, name).findings if one.level == CONCERN]


@pytest.mark.slow
def test_every_section_is_made_or_says_why_not(file: Path) -> None:
    report = made(file)
    assert [one.name for one in report.sections] == list(SECTIONS)
    missing = {one.name: one.missing for one in report.sections if one.missing}
    assert missing.pop("drift") == "no earlier report was named; give one with --before."
    assert missing == {}
    assert all(
        one.repeat[0].startswith("exegesis audit --model MODEL --data ") for one in report.sections if one.blocks
    )


def test_accuracy_is_counted_by_hand(report: AuditReport) -> None:
    figure = report.figures["accuracy"]
    assert (figure.hits, figure.rows) == (108, 120)
    assert figure.value == pytest.approx(0.9)
    assert (figure.low, figure.high) == pytest.approx((0.8333, 0.9419), abs=1e-3)  # Wilson's, by his formula
    recall = report.figures["recall.positive"]
    assert (recall.hits, recall.rows) == (60, 72)


def test_a_bias_is_named_and_a_fair_model_is_not_blamed(report: AuditReport, biased: AuditReport) -> None:
    assert concerns(report, "fairness") == []
    (said, *_) = concerns(biased, "fairness")
    assert said.startswith("Where group is she, favourable answers are rarer than where it is he: −")


def test_rates_of_groups_are_counted_by_hand(biased: AuditReport) -> None:
    """The biased model answers none of her texts with "positive", and his as the words say."""
    figures = biased.figures
    truly = sum(row["group"] == "she" and row["label"] == "positive" for row in toys.rows())
    assert (figures["fairness.group=she.true positives"].hits, figures["fairness.group=she.true positives"].rows) == (
        0,
        truly,
    )
    his = [row for row in toys.rows() if row["group"] == "he"]
    right = sum(("good" in row["text"]) == (row["label"] == "positive") for row in his)
    assert (figures["fairness.group=he.accuracy"].hits, figures["fairness.group=he.accuracy"].rows) == (right, 60)


def test_groups_of_few_rows_are_said_and_not_judged(tmp_path: Path) -> None:
    given = [{**row, "group": "few" if place < 7 else row["group"]} for place, row in enumerate(toys.rows())]
    found = made(toys.write(tmp_path / "few.jsonl", given), only=["fairness"])
    fairness = section(found, "fairness")
    assert "Of groups of fewer than 20 rows nothing can be said: few (7)." in [one.text for one in fairness.findings]
    assert not any("few" in one.name for one in fairness.figures)


def test_a_model_that_looks_at_nothing_is_no_better_than_chance(file: Path) -> None:
    found = made(file, lambda text: 1.0, only=["performance"])
    assert "no better, as far as chance lets tell, than always" in concerns(found, "performance")[0]


def test_one_bad_section_never_loses_the_others(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(case: object) -> object:
        raise ZeroDivisionError("one\nline")

    monkeypatch.setattr(words, "ask", broken)
    found = made(file, only=["words", "performance"])
    assert section(found, "words").missing == "It failed unexpectedly: ZeroDivisionError: one line"
    assert section(found, "performance").missing == ""


def test_without_labels_what_needs_none_is_made(tmp_path: Path) -> None:
    file = toys.write(tmp_path / "bare.jsonl", [{"text": row["text"], "group": row["group"]} for row in toys.rows(40)])
    found = made(file, only=["performance", "words", "fairness", "robustness"])
    assert section(found, "performance").missing.startswith("no row of bare.jsonl has a label")
    assert {one.name for one in found.sections if not one.missing} == {"words", "fairness", "robustness"}
    assert {one.name.rpartition(".")[2] for one in section(found, "fairness").figures} == {"answered"}


def test_without_explanations_and_with_few_rows_what_can_be_said_is(tmp_path: Path) -> None:
    file = toys.write(tmp_path / "few.jsonl", toys.rows(12))
    found = made(file, explained=0, only=["slices", "selective", "words", "performance"], fairness_column=None)
    said = {one.name: one.missing or one.findings[-1].text for one in found.sections}
    assert said["words"] == "no row is explained; let some be with --explained."
    assert said["slices"].startswith("No kind of rows has 20 of them")
    assert said["selective"].startswith("12 labelled rows are too few")
    assert said["performance"] == "Only 12 rows have a label: too few for figures to hold."


def test_one_class_only_and_no_error_at_all_are_no_fault(tmp_path: Path) -> None:
    file = toys.write(tmp_path / "one.jsonl", [{"text": f"a good film {place}", "label": 1} for place in range(30)])
    found = made(file, only=["data", "performance", "calibration", "examples"], fairness_column=None)
    assert [one.missing for one in found.sections] == ["", "", "", ""]
    assert found.figures["accuracy"].value == 1.0


def test_the_same_report_twice_is_the_same(file: Path, report: AuditReport) -> None:
    again = made(file, only=["performance", "fairness", "robustness", "words", "selective"])
    assert again.figures.items() <= report.figures.items()
    assert again.explained == report.explained


def test_what_cannot_be_audited_is_refused_before_the_work(tmp_path: Path, file: Path) -> None:
    labelled = toys.write(tmp_path / "odd.jsonl", [{"text": "a film", "label": "neutral"}])
    with pytest.raises(InputError, match="unknown label 'neutral'"):
        made(labelled, fairness_column=None)
    with pytest.raises(InputError, match="unknown section 'perf'"):
        made(file, only=["perf"])
    with pytest.raises(InputError, match="name that column too"):
        made(file, fairness_column=None, favourable="positive")
    with pytest.raises(InputError, match="unknown favourable class"):
        raise InputError(section(made(file, favourable="good", only=["fairness"]), "fairness").missing)
    values = api.load(lambda texts: [[0.5] for _ in texts], "regression")
    with pytest.raises(UnsupportedError, match="an audit is for models that choose one of several classes"):
        audit_report(values, file)


def test_work_that_was_ended_goes_on(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second run asks the model nothing that the first one kept."""
    journal, asked = tmp_path / "journal.jsonl", list[int]()

    def ended(case: object) -> object:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(words, "ask", ended)
        with pytest.raises(KeyboardInterrupt):
            made(file, only=["examples", "words"], journal=journal)
    kept = journal.read_text(encoding="utf-8")
    assert kept.count('"item": "explained:') >= 6
    assert kept.count('"item": "outputs:') == 1

    def counting(text: str) -> float:
        asked.append(1)
        return toys.honest(text)

    found = made(file, counting, only=["words"], journal=journal)
    assert found == made(file, only=["words"])
    assert len(asked) < 5  # what loading it tries
    assert not journal.exists()


def test_a_planted_slice_is_found_and_named(tmp_path: Path) -> None:
    """Every text of a zebra is answered wrongly, and most of the others rightly."""
    given = []
    for place in range(400):
        is_good, zebra = place % 2, place % 5 == 0
        animal = "zebra" if zebra else ("dog", "cat", "bird")[place % 3]
        text = f"a {'good' if is_good else 'bad'} film {animal} on day {place % 7}"
        given.append({"text": text, "label": toys.LABELS[is_good != zebra if place % 23 else 1 - is_good]})
    file = toys.write(tmp_path / "sliced.jsonl", given)
    found = made(file, only=["slices"], fairness_column=None, explained=4)
    assert any("zebra" in said and "In the slice" in said for said in concerns(found, "slices"))
    assert any("zebra" in name for name in found.figures if name.startswith("found slice."))
    plain = made(
        toys.write(tmp_path / "plain.jsonl", toys.rows(400)), only=["slices"], fairness_column=None, explained=4
    )
    assert any("zebra" in note and "later report alone" in note for note in moves_between(plain, found).notes)
    two = [{**row, "text": row["text"].replace("dog", "cat").replace("bird", "cat")} for row in given]
    found = made(toys.write(tmp_path / "two.jsonl", two), only=["slices"], fairness_column=None, explained=4)
    assert any(said.startswith(("In the slice", "Outside of the slice")) for said in concerns(found, "slices"))
    names = [name for name in found.figures if name.startswith("slice.")]
    assert names
    assert all((found.figures[name].hits or 0) <= found.figures[name].rows for name in names)


def test_what_moved_since_an_earlier_report_is_one_finding(
    file: Path, tmp_path: Path, report: AuditReport, biased: AuditReport
) -> None:
    """From honest to biased is a concern, from biased to honest a remark; the file that is no report is refused."""
    for name, one in (("honest", report), ("biased", biased)):
        (tmp_path / f"{name}.json").write_text(one.to_json(), encoding="utf-8")
    worse = made(file, toys.biased, only=["drift"], before=tmp_path / "honest.json")
    better = made(file, only=["drift"], before=tmp_path / "biased.json")
    (said,) = section(worse, "drift").findings
    assert said.level == CONCERN
    assert said.text.startswith("Since toy on rows.jsonl, ")
    assert "beyond the bounds: accuracy −" in said.text
    assert [one.level for one in section(better, "drift").findings] == [REMARK]
    with pytest.raises(InputError, match="is not JSON"):
        made(file, before=file)


def test_an_attack_is_told_with_its_rate(report: AuditReport) -> None:
    figure = report.figures["attacks.deepwordbug"]
    assert 0 < figure.rows <= 60
    assert figure.value is not None
    assert "An attack that changes single letters turns" in section(report, "attacks").findings[0].text


def test_when_to_answer_is_judged_on_rows_that_nothing_was_fitted_on(report: AuditReport) -> None:
    assert report.figures["selective area"].rows in (59, 60, 61)
    everything = section(report, "selective")
    assert everything.missing == ""


def test_the_map_names_sections_that_there_are(report: AuditReport) -> None:
    assert {name for one in report.frameworks for name in one.sections} <= set(SECTIONS)


@pytest.mark.slow
@datasets.needs_data
def test_the_bundled_model_on_real_sentences(tmp_path: Path) -> None:
    """SST-2 dev: about the accuracy that its card claims of the test set; where there is a negation it fails more."""
    rows = [{"text": row["text"], "label": row["label"]} for row in datasets.rows("sentiment/sst2.jsonl.gz", "dev")]
    file = toys.write(tmp_path / "sst2.jsonl", rows)
    found = audit_report("bundled:sentiment-tiny", file, explained=0, only=["identity", "performance", "slices"])
    assert found.figures["accuracy"].value == pytest.approx(0.8221, abs=0.03)
    assert any("negation" in said for said in concerns(found, "slices"))
    assert any("apache-2.0" in str(block) for block in section(found, "identity").blocks)
