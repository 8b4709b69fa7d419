"""Inputs seen and replaced before a module runs, for one thread alone."""

from threading import Thread
from typing import Any

import torch

from exegesis.adapters.hooks import fed


class Sum(torch.nn.Module):
    def forward(self, first: Any, second: Any = 0) -> Any:
        return first + second


def test_the_first_input_is_replaced_by_place_or_by_name() -> None:
    site = Sum()
    with fed(site, lambda _site, given: given * 10):
        assert site(torch.tensor(2), 1) == 21
        assert site(first=torch.tensor(2), second=1) == 21
    assert site(torch.tensor(2), 1) == 3


def test_who_looks_before_others_sees_the_input_as_it_comes() -> None:
    site, seen = Sum(), []

    def look(_site: Any, given: Any) -> None:
        seen.append(int(given))

    with fed(site, lambda _site, given: given * 10), fed(site, look, before_others=True), fed(site, look):
        assert site(torch.tensor(2)) == 20
    assert seen == [2, 20]


def test_other_threads_are_left_alone() -> None:
    site, found = Sum(), []
    with fed(site, lambda _site, given: given * 10):
        thread = Thread(target=lambda: found.append(int(site(torch.tensor(2)))))
        thread.start()
        thread.join()
    assert found == [2]
