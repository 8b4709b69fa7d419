"""What the model is: which one exactly, what its card says of its use, and what is known of its training."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from exegesis.adapters.disk import folder_of
from exegesis.adapters.facts import facts_of
from exegesis.core.files import sha256
from exegesis.reports.audit.case import AuditCase
from exegesis.reports.audit.result import REMARK, AuditBlock, AuditFinding, Paragraph, Sheet
from exegesis.reports.audit.sections.content import Content
from exegesis.views.characters import clip
from exegesis.views.tables import NONE
from exegesis.views.wording import readable

_CARD, _TRAINING = "README.md", "training.json"
_LIMITS = ("use", "limit", "intended", "bias", "risk", "scope")  # in headings of cards
_LONGEST = 1_200  # characters of what a card says under one heading
_CLAIMS, _SETTINGS, _CELL = 8, 16, 160  # figures of a card, fields of a training record, characters of one
_FACTS = ("license", "language", "base_model", "datasets", "pipeline_tag")


def ask(case: AuditCase) -> Content:
    """The model's facts, its card and its training record, as far as they lie beside its weights."""
    folder = folder_of(case.plan.source)
    card, training = _file(folder, _CARD), _file(folder, _TRAINING)
    blocks: list[AuditBlock] = [_facts(case), *_card(card), *_training(training)]
    findings = []
    if card is None:
        text = "The model comes with no card: what it is for, what it learned from and its limits are not known here."
        findings.append(AuditFinding(REMARK, text))
    if training is None:
        blocks.append(Paragraph("No record of its training lies beside it, so nothing is said of how it was made."))
    return Content(tuple(blocks), tuple(findings))


def _facts(case: AuditCase) -> Sheet:
    facts, model = facts_of(case.plan.source, case.model), case.model
    print_ = facts.fingerprint
    lines = [("", "value")]
    lines += [("name", facts.name), ("answers", f"one of {len(model.labels)} classes: {', '.join(model.labels)}")]
    lines += [("parameters", f"{facts.parameters:,}" if facts.parameters else f"{NONE} (a black box)")]
    lines += [("weights on disk", NONE if facts.megabytes is None else f"{facts.megabytes:.1f} MB")]
    lines += [("revision", print_.revision or NONE), ("SHA-256 of the weights", print_.weights or NONE)]
    lines += [("SHA-256 of the tokenizer", print_.tokenizer or NONE)]
    note = "Two models with the same SHA-256 of weights and tokenizer are the same model, whatever they are called."
    return Sheet("The model that was asked", tuple(lines), note if print_.weights else "")


def _file(folder: Path | None, name: str) -> Path | None:
    return None if folder is None or not (folder / name).is_file() else folder / name


# -- the card ---------------------------------------------------------------------------------------------------------


def _card(path: Path | None) -> Iterator[AuditBlock]:
    if path is None:
        return
    front, body = _parted(path.read_text(encoding="utf-8", errors="replace"))
    lines = [("", "the card says")]
    lines += [(name.replace("_", " "), readable(front[name])) for name in _FACTS if front.get(name)]
    lines += list(_claims(front))
    note = f"Claims of the card ({_CARD}, SHA-256 {sha256(path)[:16]}…), not measured here."
    yield Sheet("What the model's card says", tuple(lines), note)
    for heading, said in _under_headings(body):
        yield Paragraph(f"{heading}, by its card: {clip(' '.join(said.split()), _LONGEST)}")


def _parted(card: str) -> tuple[Mapping[str, Any], str]:
    """What a card says in YAML at its head, and its body."""
    import yaml

    if not card.startswith("---"):
        return {}, card
    head, found, body = card[3:].partition("\n---")
    try:
        front = yaml.safe_load(head) if found else {}
    except yaml.YAMLError:
        return {}, card
    return (front if isinstance(front, Mapping) else {}), body


def _claims(front: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Figures of the card's model index, whatever shape a stranger gave it."""
    for model in _listed(front.get("model-index")):
        for result in _listed(_of(model, "results")):
            data = _of(result, "dataset")
            for metric in _listed(_of(result, "metrics")):
                name = f"{_of(metric, 'type')} on {_of(data, 'name') or _of(data, 'type')}"
                yield name, readable(_of(metric, "value"))


def _listed(given: Any) -> list[Any]:
    return given[:_CLAIMS] if isinstance(given, list) else []


def _of(given: Any, name: str) -> Any:
    return given.get(name) if isinstance(given, Mapping) else None


def _under_headings(body: str) -> Iterator[tuple[str, str]]:
    """The parts of a card that speak of use and limits."""
    heading, said = "", list[str]()
    for line in [*body.splitlines(), "# "]:
        if not line.startswith("#"):
            said.append(line)
            continue
        if heading and any(word in heading.lower().split() for word in _LIMITS) and "".join(said).strip():
            yield heading, "\n".join(said)
        heading, said = line.lstrip("# ").strip(), []


# -- the training -----------------------------------------------------------------------------------------------------


def _training(path: Path | None) -> Iterator[AuditBlock]:
    if path is None:
        return
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, Mapping):
        yield Paragraph(f"{path.name} lies beside the model and is no record that can be read.")
        return
    lines = [
        ("", "value"),
        *((str(name).replace("_", " "), clip(readable(value), _CELL)) for name, value in record.items()),
    ]
    note = f"From {path.name} beside the weights (SHA-256 {sha256(path)[:16]}…), which has more of what is cut here."
    yield Sheet("Its training, as recorded", tuple(lines[: _SETTINGS + 1]), note)
