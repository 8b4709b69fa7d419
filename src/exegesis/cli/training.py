"""What the commands that train on a task share: their options as a job, its plan in words, its end."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from exegesis.cli.writing import say, tell
from exegesis.core.errors import InputError


def run_job(file: Path | None, given: Mapping[str, Any], dry_run: bool, resume: bool = False) -> None:
    """Run the job of a TOML file and of the options given, or print its plan."""
    from exegesis.distillation.task.job import from_toml, job
    from exegesis.distillation.task.running import plan_of, run

    known = {name: value for name, value in given.items() if value not in (None, (), [], {})}
    chosen = job(known) if file is None else from_toml(file, known)
    if dry_run:
        if resume:
            raise InputError("--dry-run plans a run from its beginning; leave out --resume.")
        for line in plan_of(chosen).lines():
            say(line)
        return
    facts = run(chosen, resume)
    if facts["dev"] is not None:
        say(f"dev {facts['dev']:.4f}")
    tell(f"wrote {chosen.out}")


def settings_given(pairs: Sequence[str] | None) -> dict[str, str]:
    """NAME=VALUE pairs as they are; the settings read the values."""
    found = {}
    for pair in pairs or []:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise InputError(f"--set takes NAME=VALUE, not {pair!r}.")
        found[name] = value
    return found


def columns_given(**names: str | None) -> dict[str, str]:
    """The columns that were named."""
    return {name: value for name, value in names.items() if value is not None}


def numbers_given(**numbers: int | None) -> dict[str, int]:
    """The settings that have an option of their own and were given."""
    return {name: value for name, value in numbers.items() if value is not None}
