"""Where teachers are kept: the user's cache folder, under a key of all that went into them."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from exegesis.distillation.artifacts import sha256, weights_digest
from exegesis.distillation.cache import cache_folder
from exegesis.distillation.sentiment.corpus import FILES
from exegesis.distillation.sentiment.settings import Teacher
from exegesis.errors import InputError

# The modules whose code decides what a teacher becomes.
TEACHER_CODE = (
    "sentiment/adaptation",
    "sentiment/augmentation",
    "batching",
    "sentiment/corpus",
    "detokenizer",
    "sentiment/fine_tuning",
    "loop",
    "losses",
    "optimization",
    "tokens",
)


def teachers_folder() -> Path:
    """The folder of all teachers."""
    return cache_folder() / "teachers"


def teacher_key(data: Path, encoder: Path, settings: Teacher, seed: int, limit: int | None = None) -> str:
    """20 hexadecimal digits of the data files, the encoder's weights, the recipe's code, the settings and the seed."""
    missing = [name for name in FILES if not (data / name).is_file()]
    if missing:
        raise InputError(f"no file {missing[0]} in the data folder; --data must hold {', '.join(FILES)}.")
    parts = {
        "data": {name: sha256(data / name) for name in FILES},
        "encoder": weights_digest(encoder / "model.safetensors"),
        "code": code_digests(TEACHER_CODE),
        "settings": asdict(settings),
        "seed": seed,
        "limit": limit,
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:20]


def code_digests(modules: Sequence[str]) -> dict[str, str]:
    """The SHA-256 of each module, named from the package of all recipes."""
    return {name: sha256(Path(__file__).parents[1] / f"{name}.py") for name in modules}
