from exegesis.data.records import Cost
from exegesis.data.rows import TokenRow
from exegesis.engine.meter import Meter, Stopwatch


def test_a_stopwatch_rests() -> None:
    watch = Stopwatch()
    watch.rest()
    before = watch.seconds
    assert watch.seconds == before >= 0
    watch.add(5.0)
    assert watch.seconds == before + 5
    watch.go_on()
    watch.go_on()
    watch.rest()
    assert 5 + before <= watch.seconds < 10


def test_rows_are_passes_and_their_pieces_tokens() -> None:
    meter = Meter()
    meter.forward([TokenRow((1, 2, 3)), TokenRow((4,)), "a black box reads no tokens", ("a", "pair")])
    meter.backward(2)
    spent = meter.cost()
    assert (spent.forward_passes, spent.backward_passes, spent.tokens) == (4, 2, 4)


def test_the_cost_of_a_stretch_is_a_difference() -> None:
    meter = Meter()
    meter.forward([TokenRow((1, 2))])
    meter.watch.rest()
    before = meter.cost()
    meter.forward([TokenRow((1, 2, 3))] * 2)
    meter.backward(1)
    meter.watch.add(0.5)
    assert meter.cost() - before == Cost(2, 1, 6, before.seconds + 0.5 - before.seconds)
