"""Huskies and wolves (LIME, section 6.4): a model taught on 20 photographs in which snow goes with wolves.

For each of several seeds, 10 wolves on snow and 10 huskies without train two logistic regressions: on the bundled
network's early features, means of edges and colours at 7 x 7 places, and on its late ones, pooled over the image. They
answer the set's 20 test photographs, and four more that break the rule: two huskies on snow, two wolves without. All
are explained by LIME towards "wolf", all models and the network's own head (wolves against huskies, which snow did not
teach) on the same masked images. What is snow is told by a rule (`image_scenes.snow`).

Then simulated people look at ten predictions, two of them of the four, without explanations and with: a person who is
shown a region takes it for snow with probability p where most of it is, and with q where it is not. Who has taken
more than half of the regions shown of wolves for snow names it as the cause, and does not trust the model; who has not
trusts it where at least 8 of the 10 are right.

    python -m benchmarks.image_husky --data DIR/images --out docs/results/images/husky.json
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.image_scenes import Eyes, Photograph, photographs, region_shares, rim, rim_share, snow, write
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

import exegesis
from exegesis.core.probabilities import softmax
from exegesis.core.types import Floats
from exegesis.data.explanation import Explanation
from exegesis.data.picture import KeptImage
from exegesis.data.regions import map_of
from exegesis.summaries import submodular, visual_words
from exegesis.trust.acting.experiments.person import Person

SEEDS, TAUGHT = 5, 10  # and photographs of each animal
KINDS = ("early", "late")  # of features
SNOWY, BARE = 0.3, 0.15  # of the rim: what may train as a wolf, as a husky
HUSKIES_ON_SNOW = ("n02109961_Eskimo_dog", "n02110185_Siberian_husky")
WOLVES_WITHOUT = ("n02114367_timber_wolf", "n02114548_white_wolf")
WOLVES = ("timber wolf", "white wolf", "red wolf")
HUSKIES = ("Eskimo dog", "malamute", "Siberian husky")
HUSKIES_GROUND = "husky"  # a baseline: the colour around the huskies taught on
OWN = "the network's own head"
PEOPLE, P, Q = 27, 0.8, 0.1  # so many as in the paper
_ROUNDS = 20  # of people, whose draws are averaged
_SHOWN = 3  # regions of an explanation


@dataclass(frozen=True)
class Case:
    """A test photograph, whether it is a wolf, and whether it breaks the rule."""

    photograph: Photograph
    is_wolf: bool
    breaks: bool


class Judges:
    """Logistic regressions by the features that they see, and the network's own head: (n, judges), of a wolf."""

    def __init__(self, eyes: Eyes, fitted: dict[str, Sequence[LogisticRegression]]) -> None:
        self.eyes, self.fitted = eyes, fitted
        labels = [label.lower() for label in eyes.model.labels]
        self.wolves = [_index(labels, name) for name in WOLVES]
        self.huskies = [_index(labels, name) for name in HUSKIES]

    @property
    def names(self) -> list[str]:
        """Of the columns."""
        return [f"{kind} {seed}" for kind, some in self.fitted.items() for seed in range(len(some))] + [OWN]

    def __call__(self, images: Sequence[Any]) -> Floats:
        features = self.eyes(images)
        taught = [one.predict_proba(features[kind])[:, 1] for kind, some in self.fitted.items() for one in some]
        logits = self.eyes.logits(features["late"])[:, [*self.wolves, *self.huskies]]
        return np.column_stack([*taught, softmax(logits)[:, : len(self.wolves)].sum(axis=1)])


def main() -> None:
    """Teach, explain, look, write."""
    given = _given()
    eyes, cases = Eyes(), cases_of_test(given.data)
    train = {kind: photographs(given.data / "husky_wolf" / "train" / kind) for kind in ("wolf", "husky")}
    rims = {kind: np.array([rim_share(snow(one.pixels)) for one in some]) for kind, some in train.items()}
    fit = {"wolf": np.flatnonzero(rims["wolf"] >= SNOWY), "husky": np.flatnonzero(rims["husky"] <= BARE)}
    features = {kind: eyes([one.pixels for one in some]) for kind, some in train.items()}
    judges = Judges(eyes, {kind: [taught(features, fit, kind, seed) for seed in range(SEEDS)] for kind in KINDS})
    model = exegesis.load(judges, "multi-label", modality="image", labels=judges.names, name="wolf")
    baseline = huskies_ground(train["husky"], fit["husky"]) if given.baseline == HUSKIES_GROUND else given.baseline
    settings = {"samples": given.samples, "baseline": baseline, "output": "probability", "unit": "slic"}
    explained = [explanations(model, one.photograph, judges.names, settings, given.work) for one in cases]
    answers = np.array([[found.value for found in row] for row in explained]).T  # (judges, cases)
    by_judge = {name: [row[index] for row in explained] for index, name in enumerate(judges.names)}
    ways = {"without_snow": False, "snow_alone": True}
    hidden = {way: judges(_painted(cases, baseline, snow_stays)) for way, snow_stays in ways.items()}
    judged = {
        name: told(cases, answers[index], {kind: rows[:, index] for kind, rows in hidden.items()}, by_judge[name])
        for index, name in enumerate(judges.names)
    }
    words = {name: first_words(cases, some) for name, some in by_judge.items()}
    asked = {"samples": given.samples, "baseline": baseline, "seeds": SEEDS, "p": P, "q": Q, "people": PEOPLE}
    write(
        given.out,
        {"asked": asked, "fit": {kind: len(some) for kind, some in fit.items()}, "judges": judged, "words": words},
    )


def explanations(
    model: Any, photograph: Photograph, names: Sequence[str], settings: dict[str, Any], work: Path | None
) -> list[Explanation]:
    """One for each judge; kept in the folder `work`, where one is given, so that an interrupted run goes on."""
    kept = None if work is None else work / f"{photograph.name}.json"
    if kept is not None and kept.exists():
        found = [Explanation.from_dict(one) for one in json.loads(kept.read_text(encoding="utf-8"))]
        if any(found[0].settings[name] != settings[name] for name in ("samples", "baseline")):
            raise SystemExit(f"{kept} is of other settings; give another --work")
        return found
    made = exegesis.explain(model, photograph.pixels, "lime", list(names), id=photograph.name, **settings)
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps([one.to_dict() for one in made]), encoding="utf-8")
    return list(made)


def huskies_ground(photographs: Sequence[Photograph], fit: NDArray[np.int64]) -> str:
    """The mean colour of the rims of those that may train: what stands there where no snow is."""
    rims = [photographs[place].pixels[rim(photographs[place].pixels.shape[:2])] for place in fit]
    return "#" + "".join(f"{round(value):02x}" for value in np.concatenate(rims).mean(axis=0))


def _painted(cases: Sequence[Case], colour: str, snow_stays: bool) -> list[NDArray[np.uint8]]:
    """The photographs, their snow or all else in one colour."""
    every = [one.photograph.pixels for one in cases]
    return [painted(pixels, snow(pixels) ^ snow_stays, colour) for pixels in every]


def painted(pixels: NDArray[np.uint8], mask: NDArray[np.bool_], colour: str) -> NDArray[np.uint8]:
    """The photograph, what is under the mask in one colour."""
    known = {"grey": "#808080", "black": "#000000", "white": "#ffffff"}.get(colour, colour)
    filled = np.frombuffer(bytes.fromhex(known.removeprefix("#")), dtype=np.uint8)
    return np.where(mask[:, :, None], filled, pixels)


def cases_of_test(folder: Path) -> list[Case]:
    """The set's own, then those that break the rule."""
    found = []
    for kind in ("husky", "wolf"):
        found += [Case(one, kind == "wolf", False) for one in photographs(folder / "husky_wolf" / "test" / kind)]
    for name in (*HUSKIES_ON_SNOW, *WOLVES_WITHOUT):
        photograph = Photograph.of(folder / "imagenet_samples" / f"{name}.jpg")
        found.append(Case(photograph, name in WOLVES_WITHOUT, True))
    return found


def taught(
    features: dict[str, dict[str, Floats]], fit: dict[str, NDArray[np.int64]], kind: str, seed: int
) -> LogisticRegression:
    """On ten of each, drawn among those that fit; one seed draws the same for both kinds of features."""
    rng = np.random.default_rng(seed)
    chosen = {animal: rng.choice(fit[animal], TAUGHT, replace=False) for animal in ("husky", "wolf")}
    rows = np.concatenate([features[animal][kind][places] for animal, places in chosen.items()])
    return LogisticRegression(max_iter=5000).fit(rows, np.repeat([0, 1], TAUGHT))


def told(
    cases: Sequence[Case], answers: Floats, hidden: dict[str, Floats], explained: Sequence[Explanation]
) -> dict[str, Any]:
    """How one judge does, what its explanations name, and what people make of it; `hidden`: what it answers
    where all snow, or all else, is absent."""
    right = np.array([(answer > 0.5) == case.is_wolf for case, answer in zip(cases, answers, strict=True)])
    breaks = np.array([case.breaks for case in cases])
    shares = [snow_shares(found) for found in explained]
    called = np.flatnonzero(answers > 0.5).tolist()
    named = [float(shares[place][np.argmax(explained[place].scores)] >= 0.5) for place in called]
    return {
        "right_of_test": int(right[~breaks].sum()),
        "of_test": int((~breaks).sum()),
        "right_of_breaking": int(right[breaks].sum()),
        "called_wolf": len(called),
        "answer": float(answers[called].mean()),
        **{f"answer_{kind}": float(rows[called].mean()) for kind, rows in hidden.items()},
        "top_region_is_snow": float(np.mean(named)),
        "weight_on_snow": float(np.mean([weight_on_snow(explained[place], shares[place]) for place in called])),
        "area_of_snow": float(np.mean([snow(cases[place].photograph.pixels).mean() for place in called])),
        "people": people(cases, answers, explained, shares),
    }


def snow_shares(explanation: Explanation) -> Floats:
    """(n,) how much of each region is snow."""
    assert isinstance(explanation.kept, KeptImage)
    regions = map_of(explanation.units, explanation.kept.height, explanation.kept.width)
    return region_shares(snow(explanation.kept.image.pixels), regions)


def weight_on_snow(explanation: Explanation, shares: Floats) -> float:
    """The share of the weight towards "wolf" that lies on snow."""
    towards = np.maximum(explanation.scores, 0)
    return float((towards * shares).sum() / towards.sum())


def people(
    cases: Sequence[Case], answers: Floats, explained: Sequence[Explanation], shares: Sequence[Floats]
) -> dict[str, float]:
    """Means over rounds of the 27: how many trust the model and how many name snow, before and after explanations, and
    after explanations whose regions are in a random order."""
    rng = np.random.default_rng(0)
    counts: dict[str, list[float]] = {
        f"{what}_{when}": [] for what in ("trust", "named") for when in ("before", "after", "random")
    }
    for _ in range(_ROUNDS):
        shown = ten(cases, answers, rng)
        right = sum((answers[place] > 0.5) == cases[place].is_wolf for place in shown)
        for when in ("before", "after", "random"):
            named = sum(names_snow(shown, answers, explained, shares, when, rng) for _ in range(PEOPLE))
            counts[f"named_{when}"].append(named)
            counts[f"trust_{when}"].append(PEOPLE - named if right >= 8 else 0)
    return {name: float(np.mean(values)) for name, values in counts.items()}


def ten(cases: Sequence[Case], answers: Floats, rng: np.random.Generator) -> list[int]:
    """Four of each animal from the test set that are answered rightly, as far as there are, and one of each that
    breaks the rule."""
    found: list[int] = []
    for is_wolf in (False, True):
        places = [place for place, case in enumerate(cases) if case.is_wolf == is_wolf and not case.breaks]
        right = [place for place in places if (answers[place] > 0.5) == is_wolf]
        found += rng.choice(right if len(right) >= 4 else places, 4, replace=False).tolist()
        odd = [place for place, case in enumerate(cases) if case.is_wolf == is_wolf and case.breaks]
        found.append(int(rng.choice(odd)))
    return found


def names_snow(
    shown: Sequence[int],
    answers: Floats,
    explained: Sequence[Explanation],
    shares: Sequence[Floats],
    when: str,
    rng: np.random.Generator,
) -> bool:
    """Whether one person has taken more than half of what was shown of the wolves that the model called for snow.

    Before explanations nothing is pointed at, and snow comes to mind by mistake alone (q).
    """
    taken: list[bool] = []
    for place in (place for place in shown if answers[place] > 0.5):
        regions = np.zeros(_SHOWN, dtype=np.bool_)
        if when != "before":
            scores = explained[place].scores if when == "after" else rng.permutation(len(shares[place]))
            regions = shares[place][np.argsort(-scores, kind="stable")[:_SHOWN]] >= 0.5
        taken += Person(regions, P, Q).opinion(rng).tolist()
    return 2 * sum(taken) > len(taken)


def first_words(cases: Sequence[Case], explained: Sequence[Explanation]) -> dict[str, Any]:
    """SP-LIME over visual words in the bundled network's eyes: how much of the first words is snow, and when the first
    word comes that is mostly snow."""
    words = visual_words(explained, "bundled:images", seed=0, examples=0)
    shares = np.concatenate([snow_shares(found) for found in explained])
    owners = np.concatenate(words.owners)
    spoken = [word for word, one in enumerate(words.words) if one.images]
    snowy = np.array([float(shares[owners == word].mean()) for word in range(len(words.words))])
    towards = [words.words[word].mean > 0 for word in spoken]
    picked = submodular(words.weights(), 3)
    return {
        "words": len(words.words),
        "snow_of_first": snowy[spoken[:3]],
        "towards": [bool(one) for one in towards[:3]],
        "first_snowy": next((place for place, word in enumerate(spoken, 1) if snowy[word] >= 0.5), None),
        "snowy_words": int((snowy >= 0.5).sum()),
        "snow_of_all": float(snowy[spoken].mean()),
        "picked": [cases[row].photograph.name for row in picked.rows],
        "covered": picked.coverage / picked.whole,
    }


def _index(labels: Sequence[str], name: str) -> int:
    return next(place for place, label in enumerate(labels) if name.lower() in label)


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--work", type=Path, help="a folder from which an interrupted run goes on")
    parser.add_argument("--samples", type=int, default=400)
    parser.add_argument("--baseline", default=HUSKIES_GROUND)
    return parser.parse_args()


if __name__ == "__main__":
    main()
