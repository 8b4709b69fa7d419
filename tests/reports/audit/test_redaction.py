"""What is covered: found in the text as a whole, of the same length, and in no output afterwards."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exegesis.core import expressions
from exegesis.core.errors import InputError
from exegesis.reports import AuditReport, Redaction, audit_report
from exegesis.reports.audit.kept_work import KeptWork
from exegesis.reports.audit.markdown import markdown
from exegesis.reports.audit.redaction import COVER, Redactor
from exegesis.reports.audit.sections import words
from tests.reports.audit import toys

BOTH = Redaction(("mail", "phone"))
LETTERS, DIGITS = st.text("abcxyz", min_size=1, max_size=8), st.text("0123456789", min_size=4, max_size=4)
ADDRESSES = st.builds(
    "{}{}{}@{}.{}".format, LETTERS, st.sampled_from(".+-_"), LETTERS, LETTERS, st.sampled_from(("org", "co.uk"))
)
NUMBERS = st.builds("{}{} {} {}".format, st.sampled_from(("+44 2", "04", "(0)3")), DIGITS, DIGITS, DIGITS)
AROUND = st.text(st.sampled_from("abc XYZ,.!?\n'é好🙂"), max_size=20)


@settings(max_examples=40)
@given(AROUND, ADDRESSES | NUMBERS, AROUND)
def test_every_character_of_a_secret_is_covered_and_no_offset_moves(before: str, secret: str, after: str) -> None:
    text = f"{before} {secret} {after}"
    covered = Redactor(BOTH).text(text)
    assert len(covered) == len(text)
    assert covered[len(before) + 1 : len(before) + 1 + len(secret)] == COVER * len(secret)
    assert secret not in covered


@given(AROUND)
def test_what_holds_no_secret_stays_as_it_is(text: str) -> None:
    assert Redactor(BOTH).text(text) == text


def test_dates_and_figures_of_ours_are_no_telephone_numbers() -> None:
    line = "on 2026-12-31, 0.12345678 of 1,331,330 rows, seed 0, 20,000 draws"
    assert Redactor(BOTH).line(line) == line


def test_a_message_that_cut_a_secret_short_tells_nothing_of_it() -> None:
    redactor = Redactor(Redaction(("mail",)))
    redactor.learn(["write to jane.roe@example.org now"])
    assert redactor.line("the text 'write to jane.roe@exam... (33 characters)") == (
        f"the text 'write to {COVER * 13}... (33 characters)"
    )


def test_a_name_of_one_text_is_a_name_in_every_other() -> None:
    redactor = Redactor(Redaction(("names",)))
    redactor.learn(["Yesterday Jane Austen wrote to Mary in London ."])
    assert "Austen" not in redactor.text("austen , AUSTEN and Austen's")
    assert redactor.text("a good film") == "a good film"


def test_words_of_ours_stay_and_values_that_look_alike_stay_apart() -> None:
    redactor = Redactor(Redaction(("names", "mail")))
    redactor.learn(["Paris met Jane in spielberg 's film with Python ."])
    redactor._names |= {"can", "Jane"}
    assert redactor.line("rows can be answered") == "rows can be answered"
    assert redactor.line("Jane can") == f"{COVER * 4} can"
    assert redactor.value("can.csv") == f"{COVER * 3}.csv"
    assert redactor.line("no row of can.csv can") == f"no row of {COVER * 3}.csv can"
    shown = redactor.values(["ab@cd.org", "xy@cd.org", "women", "ab@cd.org"])
    assert shown == {"ab@cd.org": COVER * 9, "xy@cd.org": f"{COVER * 9} 2", "women": "women"}


def test_expressions_are_stopped_and_neither_they_nor_the_text_are_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expressions, "SECONDS", 0.2)
    with pytest.raises(InputError) as caught:
        Redactor(Redaction(patterns=("secret(",)))
    assert "secret" not in str(caught.value)
    slow = Redactor(Redaction(patterns=(r"(x+x+)+y",)))
    with pytest.raises(InputError, match="took too long") as stopped:
        slow.learn(["x" * 5000])
    assert "xxxx" not in str(stopped.value)


def test_unknown_kinds_and_tags_are_told() -> None:
    with pytest.raises(InputError, match="unknown kind of personal text 'mails'"):
        Redaction(("mails",))
    with pytest.raises(InputError, match="unknown tag of"):
        Redactor(Redaction(("names",), tags=("NAME",)))


SECRETS = ("jane.roe@example.org", "+44 207 946 0958", "ACC-4711")


def outputs(report: AuditReport, journal: str) -> dict[str, str]:
    return {"page": report.to_html(), "markdown": markdown(report), "json": report.to_json(), "journal": journal}


@pytest.mark.slow
def test_no_output_holds_a_secret_wherever_it_stood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In texts, in a group's name, in a file's name, in an error's line; whole, in parts, as a word of its own."""
    mail, phone, account = SECRETS
    given = [
        {**row, "text": f"{row['text']} , {mail} or {phone} , {account}", "group": (mail, account)[place % 2]}
        for place, row in enumerate(toys.rows())
    ]
    file = toys.write(tmp_path / f"{mail}.jsonl", given)
    journal = tmp_path / "journal.jsonl"
    monkeypatch.setattr(words, "ask", lambda case: int(case.rows.rows[0].text))
    monkeypatch.setattr(KeptWork, "done", lambda work: None)  # what an ended run would leave behind
    report = audit_report(
        toys.model(lambda text: toys.honest(text) + (2.0 if account in text else 0.0)), file,
        ["occlusion", "lime:samples=30"], explained=6, examples=2, fairness_column="group",
        redact=Redaction(("mail", "phone"), (r"ACC-\d+",)), journal=journal,
    )  # fmt: skip
    failed = report.section("words")
    assert failed is not None
    assert "invalid literal" in failed.missing
    assert [path.name for path in tmp_path.iterdir() if path != file] == ["journal.jsonl"]
    for name, text in outputs(report, journal.read_text(encoding="utf-8")).items():
        for secret in (*SECRETS, "jane.roe", "example.org", "4711", "946 0958", "0958"):
            assert secret not in text, (name, secret)
    assert report.redacted is not None
    assert report.redacted.places["mail"] >= 6


def test_offsets_of_the_covered_report_are_those_of_the_open_one(tmp_path: Path) -> None:
    given = [{**row, "text": f"{row['text']} , write to {SECRETS[0]}"} for row in toys.rows(24)]
    file, few = toys.write(tmp_path / "rows.jsonl", given), {"explained": 4, "examples": 2, "only": ["examples"]}
    model = toys.model(toys.honest)
    plain = audit_report(model, file, "occlusion", **few)  # type: ignore[arg-type]
    covered = audit_report(model, file, "occlusion", redact=Redaction(("mail",)), **few)  # type: ignore[arg-type]
    for one, other in zip(shown(plain), shown(covered), strict=True):
        assert [unit.spans for unit in one.units] == [unit.spans for unit in other.units]
        assert one.scores.tolist() == other.scores.tolist()
        assert all(unit.text == other.text[unit.start : unit.end] for unit in other.units)
    assert plain.explained == covered.explained


def shown(report: AuditReport) -> list:  # type: ignore[type-arg]
    from exegesis.reports.audit.result import LocalExample

    return [one.explanation for section in report.sections for one in section.blocks if isinstance(one, LocalExample)]
