"""Where teachers are kept: the user's cache folder, under a key of all that went into them."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path

from exegesis.core.errors import InputError
from exegesis.core.files import sha256
from exegesis.training.artifacts import weights_digest
from exegesis.training.cache import cache_folder
from recipes.sentiment.corpus import FILES
from recipes.sentiment.settings import Teacher

# The modules whose code decides what a teacher becomes.
TEACHER_CODE = (
    "recipes.sentiment.adaptation",
    "recipes.sentiment.augmentation",
    "exegesis.training.batching",
    "recipes.sentiment.corpus",
    "recipes.detokenizer",
    "recipes.sentiment.fine_tuning",
    "recipes.loop",
    "recipes.losses",
    "exegesis.training.optimization",
    "exegesis.training.tokens",
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
    """The SHA-256 of the file of each module."""
    return {name: sha256(Path(str(getattr(find_spec(name), "origin", None)))) for name in modules}
