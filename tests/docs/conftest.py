"""What the tests on the pages are given."""

from tests.cli.conftest import run

__all__ = ["run"]
