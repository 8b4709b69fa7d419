"""The page of the trust experiments is composed of what results there are."""

import json
from pathlib import Path

import pytest

import trust
from exegesis.core.errors import InputError
from exegesis.trust.simulated.faithfulness import FaithfulnessExperiment, faithfulness
from exegesis.trust.simulated.table import Setting
from tests.trust.simulated.toys import reviews


@pytest.mark.slow
def test_the_page_holds_each_result_and_its_picture(tmp_path: Path) -> None:
    asked = FaithfulnessExperiment(splits=1, setting=Setting(k=3, samples=50), methods=("random", "lime"))
    folder = tmp_path / "trust"
    folder.mkdir()
    for name in ("dvd", "books"):
        found = faithfulness(reviews(60), asked, data=name)
        (folder / f"faithfulness-{name}.json").write_text(json.dumps(found), encoding="utf-8")
    (folder / "other.json").write_text('{"kind": "something else"}', encoding="utf-8")
    trust.write_page(folder, tmp_path / "trust.md")
    page = (tmp_path / "trust.md").read_text(encoding="utf-8")
    assert page.index("### books") < page.index("### dvd")
    assert "![faithfulness-dvd](trust/faithfulness-dvd.svg)" in page
    assert (folder / "faithfulness-books.svg").read_bytes().startswith(b"<?xml")


def test_a_folder_without_results(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no result"):
        trust.write_page(tmp_path, tmp_path / "trust.md")
    (tmp_path / "a.json").write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="cannot read"):
        trust.write_page(tmp_path, tmp_path / "trust.md")


def test_every_part_of_the_page_can_be_written() -> None:
    for section in trust.SECTIONS:
        assert callable(section.function(section.home.partition(":")[2])), section.kind
        assert section.picture is None or callable(section.function(section.picture)), section.kind
