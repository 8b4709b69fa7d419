"""What a person decided of training texts: drop this one, that one has another label, this one reads so."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from exegesis.core.errors import InputError, shown, unknown
from exegesis.core.tables import Row, every_row
from exegesis.core.text import check_text
from exegesis.data.labelled import Labelled

KEEP, DROP, RELABEL, REWRITE = "keep", "drop", "relabel", "rewrite"
ACTIONS = (KEEP, DROP, RELABEL, REWRITE)


@dataclass(frozen=True)
class TextEdit:
    """What becomes of one training text (`row`, from 1); `label` or `text` takes the place of the present one."""

    row: int
    action: str
    label: str | None = None
    text: str | None = None

    def __post_init__(self) -> None:
        if self.action not in ACTIONS:
            raise unknown("action", self.action, ACTIONS)
        if type(self.row) is not int or self.row < 1:
            raise InputError(f"row must be a number from 1, not {shown(self.row)}.")
        if self.action == RELABEL and not self.label:
            raise InputError(f"row {self.row} is to be relabelled, and has no label; give one.")
        if self.action == REWRITE:
            check_text(self.text)


@dataclass(frozen=True)
class TextEdits:
    """The edits of some training texts, at most one of each."""

    edits: tuple[TextEdit, ...]

    def __post_init__(self) -> None:
        rows = [edit.row for edit in self.edits]
        twice = sorted({row for row in rows if rows.count(row) > 1}) if len(set(rows)) < len(rows) else []
        if twice:
            raise InputError(f"row {twice[0]} is edited twice; leave one out.")
        if all(edit.action == KEEP for edit in self.edits):
            raise InputError(f"every text is kept as it is; set the action of some to {', '.join(ACTIONS[1:])}.")

    @classmethod
    def read(cls, path: Path | str) -> Self:
        """A table (.csv, .tsv, .jsonl) with columns row and action, and label and text where an action needs them.

        An empty action keeps the text.
        """
        return cls(tuple(_edit(row) for row in every_row(path)))

    def applied(self, data: Labelled) -> Labelled:
        """The texts after the edits; `InputError` for a row that is not there."""
        beyond = [edit.row for edit in self.edits if edit.row > len(data)]
        if beyond:
            raise InputError(f"row {beyond[0]} is edited, and there are {len(data):,} training texts.")
        by_row = {edit.row: edit for edit in self.edits}
        texts: list[str] = []
        labels: list[str] = []
        for row, (text, label) in enumerate(zip(data.texts, data.labels, strict=True), 1):
            edit = by_row.get(row, TextEdit(row, KEEP))
            _check_used(edit, text, label)
            if edit.action == DROP:
                continue
            texts.append(str(edit.text) if edit.action == REWRITE else text)
            labels.append(str(edit.label) if edit.action == RELABEL else label)
        return Labelled(tuple(texts), tuple(labels))

    def figures(self) -> Mapping[str, int]:
        """How many texts each action takes, those that keep left out."""
        every = [edit.action for edit in self.edits]
        return {action: every.count(action) for action in ACTIONS[1:] if action in every}

    def fingerprint(self) -> str:
        """sha256 of the edits in their order."""
        plain = [[edit.row, edit.action, edit.label, edit.text] for edit in self.edits]
        return hashlib.sha256(json.dumps(plain).encode()).hexdigest()


def _check_used(edit: TextEdit, text: str, label: str) -> None:
    """`InputError` for a label or a text that was changed, and whose action makes nothing of it."""
    for name, action, present in (("label", RELABEL, label), ("text", REWRITE, text)):
        if edit.action != action and getattr(edit, name) not in (None, present):
            raise InputError(f"row {edit.row} has another {name} here, and its action is {edit.action}, not {action}.")


def _edit(row: Row) -> TextEdit:
    for column in ("row", "action"):
        if column not in row.fields:
            raise InputError(f"{row.where}: {unknown('column', column, [str(name) for name in row.fields])}")
    number, action = row.fields["row"], row.fields["action"]
    if not str(number).isdecimal():
        raise InputError(f"{row.where}: row must be a number from 1, not {shown(number)}.")
    label, text = row.fields.get("label"), row.fields.get("text")
    try:
        return TextEdit(
            int(number),
            str(action or KEEP).strip().lower(),
            None if label in (None, "") else str(label),
            None if text in (None, "") else str(text),
        )
    except InputError as error:
        raise InputError(f"{row.where}: {error}") from None
