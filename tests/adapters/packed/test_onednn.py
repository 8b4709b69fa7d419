"""Which way products are made: tried once for a machine, on one thread."""

from pathlib import Path

import pytest
import torch

from exegesis.adapters.packed import onednn

pytestmark = pytest.mark.skipif(not onednn.works(torch.float32), reason="this torch has no oneDNN")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXEGESIS_CACHE", str(tmp_path))


def test_the_trial_is_made_once_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    found = onednn.slowness(torch.float32)
    monkeypatch.setattr(onednn, "_compared", lambda dtype: found * 2)
    assert onednn.slowness(torch.float32) == found
    assert onednn.slowness(torch.bfloat16) == found * 2


@pytest.mark.parametrize(("slowness", "pays"), [(0.5, True), (0.95, False), (1.5, False)])
def test_only_what_is_clearly_faster_takes_the_place_of_torchs_own(
    monkeypatch: pytest.MonkeyPatch, slowness: float, pays: bool
) -> None:
    monkeypatch.setattr(onednn, "_compared", lambda dtype: slowness)
    assert onednn.pays.__wrapped__() is pays


def test_products_are_compared_on_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    before, seen = torch.get_num_threads(), []
    torch.set_num_threads(2)
    seconds = onednn._seconds
    monkeypatch.setattr(onednn, "_seconds", lambda act: seen.append(torch.get_num_threads()) or seconds(act))
    assert onednn._compared(torch.float32) > 0
    assert (set(seen), torch.get_num_threads()) == ({1}, 2)
    torch.set_num_threads(before)
