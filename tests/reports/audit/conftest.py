"""Reports that several tests read: made once."""

from pathlib import Path

import pytest

from exegesis.reports import AuditReport, audit_report
from exegesis.reports.audit.sections.table import SECTIONS
from tests.reports.audit import toys


@pytest.fixture(scope="session")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return toys.write(tmp_path_factory.mktemp("audit") / "rows.jsonl", toys.rows())


def made(file: Path, weigh: toys.Weigh = toys.honest, **settings: object) -> AuditReport:
    """A report that explains little, by the method that needs least."""
    usual: dict[str, object] = {
        "method": ["occlusion", "lime:samples=30"],
        "explained": 6,
        "examples": 2,
        "fairness_column": "group",
    }
    return audit_report(toys.model(weigh), file, **{**usual, **settings})  # type: ignore[arg-type]


QUICK = [name for name in SECTIONS if name != "counterexamples"]  # which ask a masked language model too


@pytest.fixture(scope="session")
def report(file: Path) -> AuditReport:
    return made(file, only=QUICK)


@pytest.fixture(scope="session")
def biased(file: Path) -> AuditReport:
    return made(file, toys.biased, only=["performance", "fairness"])
