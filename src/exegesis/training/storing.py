"""A model's folder, written without transformers' own progress bar: ours is on the terminal already."""

from pathlib import Path
from typing import Any


def store(model: Any, folder: Path) -> None:
    """config.json and model.safetensors, float32 as it is trained."""
    from transformers.utils import logging as untyped

    logging: Any = untyped
    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        model.save_pretrained(folder)
    finally:
        if shown:
            logging.enable_progress_bar()
