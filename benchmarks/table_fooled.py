"""A model that hides a rule behind a detector of made-up rows (Slack et al., "Fooling LIME and SHAP", 2020): COMPAS.

On real rows it goes by race alone; on rows that its detector takes for LIME's it goes by a column of chance. Printed
by sampler: the share of rows in which race has the largest score; and of Adult the share of neighbours whose schooling,
its years, marital status and relationship go together in some real row.
"""

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from benchmarks.table_data import adult
from sklearn.ensemble import RandomForestClassifier

import exegesis
from exegesis.core.randomness import stream
from exegesis.data.table_background import TableBackground
from exegesis.modalities.table.numbers import NumberedTable
from exegesis.modalities.table.samplers import sampler

_TOGETHER = ["education", "education_num", "marital_status", "relationship"]
NUMBERS = ["age", "priors_count", "juv_fel_count", "juv_misd_count"]
SAMPLERS: dict[str, dict[str, Any]] = {"library": {"bins": "none"}, "around": {}, "from_rows": {}, "conditional": {}}
_COPIES, _NOISE = 5, 0.3


def main() -> None:
    """Print one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the data sets")
    parser.add_argument("--rows", type=int, default=200)
    parser.add_argument("--samples", type=int, default=2000)
    options = parser.parse_args()
    real = people(options.data)
    found = {name: race_first(real, name, options.rows, options.samples) for name in SAMPLERS}
    told = {"race_first": found, "rows": options.rows, "samples": options.samples}
    adults = adult(options.data).train[:4000]
    print(json.dumps({**told, "possible": {name: round(possible(adults, name), 3) for name in SAMPLERS}}))


def possible(people: pd.DataFrame, name: str) -> float:
    """Of neighbours of 20 rows of Adult the share that could be so far as these four columns go."""
    background = TableBackground.of(people)
    table = NumberedTable.of(background)
    known = set(map(tuple, people[_TOGETHER].to_numpy()))
    shares = []
    for place in range(20):
        row = background.codes[place]
        drawn = sampler(name, table.rows).draw(table.numbers(row[None])[0], 200, stream(0, str(place))).values
        made = background.form.frame(table.codes(drawn, row))
        shares.append(np.mean([tuple(one) in known for one in made[_TOGETHER].to_numpy()]))
    return float(np.mean(shares))


def people(folder: Path) -> pd.DataFrame:
    """As the authors filter them; numbers scaled, categories 0 and 1, and a column of chance."""
    frame = pd.read_csv(folder / "tabular" / "compas_two_years.csv.gz")
    kept = frame["days_b_screening_arrest"].between(-30, 30) & (frame["is_recid"] != -1)
    frame = frame[kept & (frame["c_charge_degree"] != "O")].reset_index(drop=True)
    numbers = frame[NUMBERS].astype(float)
    made = (numbers - numbers.mean()) / numbers.std()
    made["sex"] = (frame["sex"] == "Male").astype(int)
    made["charge"] = (frame["c_charge_degree"] == "F").astype(int)
    made["race"] = (frame["race"] == "African-American").astype(int)
    return made.assign(chance=np.random.default_rng(0).integers(0, 2, len(made)))


def race_first(real: pd.DataFrame, name: str, rows: int, samples: int) -> float:
    """The share of so many rows in which race has the largest score."""
    model = exegesis.load(fooling(real), background=real, labels=["low", "high"])
    some = real[:: len(real) // rows][:rows]
    settings = {"samples": samples, "sampler": name, **SAMPLERS[name]}
    found = exegesis.explain_many(model, some, "lime", target="high", **settings)
    return Counter(one.top(1)[0][0].text for one in found)["race"] / rows


def fooling(real: pd.DataFrame) -> Any:
    """The model: its detector tells real rows from copies with noise on their numbers."""
    apart = pd.concat([real] * _COPIES, ignore_index=True)
    apart[NUMBERS] += np.random.default_rng(1).normal(0, _NOISE, (len(apart), len(NUMBERS)))
    both = pd.concat([real, apart], ignore_index=True).to_numpy()
    detector = RandomForestClassifier(20, random_state=0, max_samples=0.3)
    detector.fit(both, np.repeat([1, 0], [len(real), len(apart)]))

    def answer(rows: pd.DataFrame) -> np.ndarray:
        is_real = detector.predict(rows.to_numpy()) == 1
        second = np.where(is_real, rows["race"] == 1, rows["chance"] == 1).astype(float)
        return np.stack([1 - second, second], axis=1)

    return answer


if __name__ == "__main__":
    main()
