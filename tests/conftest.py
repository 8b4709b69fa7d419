"""One thread, no network, and the same examples in every run."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
os.environ.setdefault("EXEGESIS_CACHE", str(Path(tempfile.gettempdir()) / "exegesis-tests"))

import pytest
from hypothesis import HealthCheck, settings

from tests.browsing import Chromium
from tests.datasets import absent
from tests.examples import USUAL

if TYPE_CHECKING:
    from playwright.sync_api import Browser

settings.register_profile(
    "exegesis",
    deadline=None,  # two busy cores say nothing about the code
    derandomize=True,
    max_examples=USUAL,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile("quick", settings.get_profile("exegesis"), max_examples=USUAL // 6)
settings.load_profile("exegesis")


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """Chromium, from EXEGESIS_CHROMIUM or the path.

    It lives no longer than a module of tests: while it does, its thread has an event loop that runs.
    """
    playwright = pytest.importorskip("playwright.sync_api", reason="needs the package playwright")
    executable = os.environ.get("EXEGESIS_CHROMIUM") or shutil.which("chromium")
    if not executable:
        absent("needs Chromium: install it or name it in EXEGESIS_CHROMIUM")
    with playwright.sync_playwright() as running:
        launched = running.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def chromium(browser: "Browser", tmp_path: Path) -> Iterator[Chromium]:
    """Shows pages and checks them."""
    shown = Chromium(browser, tmp_path)
    yield shown
    shown.close()
