"""What the commands that train share: their options as a job, its plan in words, its end."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from exegesis.cli.reading import pairs_of
from exegesis.cli.writing import say, tell
from exegesis.core.errors import InputError

COLUMNS = ("text", "pair", "label", "words", "tags")


def given(values: Mapping[str, Any]) -> dict[str, Any]:
    """The options that were given, by the names of their parameters."""
    return {name: value for name, value in values.items() if value not in (None, (), [], {})}


def columns_of(values: Mapping[str, Any]) -> dict[str, str]:
    """The columns that were named."""
    return {name: column for name in COLUMNS if (column := values.get(f"{name}_column")) is not None}


def settings_given(pairs: Sequence[str] | None, **named: Any) -> dict[str, Any]:
    """The settings that have an option of their own, and NAME=VALUE pairs as they are; the settings read the values."""
    return {**given(named), **pairs_of("--set", list(pairs or ()))}


def run_job(file: Path | None, values: Mapping[str, Any], dry_run: bool, resume: bool = False) -> None:
    """Run the job of a TOML file and of the options given, or print its plan."""
    from exegesis.distillation.task.job import task_job
    from exegesis.distillation.task.running import plan_of, run

    check_plan(dry_run, resume)
    chosen = task_job(given(values), file)
    if dry_run:
        return say_plan(plan_of(chosen).lines())
    facts = run(chosen, resume=resume)
    if facts["dev"] is not None:
        say(f"dev {facts['dev']:.4f}")
    tell(f"wrote {chosen.out}")


def check_plan(dry_run: bool, resume: bool) -> None:
    """`InputError` where the plan of a run is wanted that has begun."""
    if dry_run and resume:
        raise InputError("--dry-run plans a run from its beginning; leave out --resume.")


def say_plan(lines: Iterable[str]) -> None:
    """The plan of a run."""
    for line in lines:
        say(line)
