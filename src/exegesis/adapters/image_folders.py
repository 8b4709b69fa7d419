"""Hugging Face folders of image classifiers (ViT, ConvNeXT, ResNet and their like), with their image processor."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exegesis.adapters.hub import cache_only, cached_commit
from exegesis.adapters.images import PixelRow
from exegesis.adapters.loading import check_shapes, config_of, reading
from exegesis.adapters.outputs import KINDS
from exegesis.adapters.quiet import quiet
from exegesis.adapters.torch_images import TorchImages
from exegesis.adapters.weight_files import check_folder, check_named
from exegesis.core.errors import LoadError
from exegesis.data.image import Image, ImageRow, rounded

if TYPE_CHECKING:
    from torch import Tensor

_HEAD = "ForImageClassification"
PROCESSOR = "preprocessor_config.json"
_PROBLEMS = {"multi_label_classification": "multi-label", "regression": "regression"}
_PROBE = 32  # pixels a side of the image that a model is tried on
_LARGEST_CONFIG = 10_000_000  # bytes


class ImageTransformer(TorchImages):
    """A classifier and its image processor. It reads images in 8 bits a channel, grey ones as colours.

    Its outputs are logits. `kind` as for every model; of several labels or values where the configuration says so.
    """

    def __init__(
        self, model: Any, processor: Any, *, name: str, labels: Sequence[str] | None, kind: str | None
    ) -> None:
        super().__init__(model, name)
        self.processor = processor
        self.kind = kind or _PROBLEMS.get(str(model.config.problem_type), "single-label")
        named = tuple(str(model.config.id2label[index]) for index in range(model.config.num_labels))
        if labels is not None and len(labels) != len(named):
            raise LoadError(f"{name} has {len(named)} outputs, and labels has {len(labels)}; give one name for each.")
        self._labels = named if labels is None else tuple(labels)

    @property
    def labels(self) -> tuple[str, ...]:
        return self._labels

    def check(self) -> None:
        """Try it on a small image of noise; `LoadError` in one line where it cannot answer."""
        import numpy as np

        noise = np.random.default_rng(0).integers(0, 255, (_PROBE, _PROBE, 3), dtype=np.uint8)
        try:
            self.forward([ImageRow(Image.of(noise))])
        except Exception as error:
            raise LoadError(f"{self.name} cannot be asked: {error}") from error

    def prepared(self, rows: Sequence[PixelRow]) -> "list[Tensor]":
        """By the image processor, in Pillow's way."""
        from PIL.Image import fromarray

        images = [fromarray(rounded(row.pixels(), row.source.top)) for row in rows]
        with quiet():
            return list(self.processor(images=images, return_tensors="pt")["pixel_values"])


def is_image_folder(source: Any) -> bool:
    """Whether this is a folder whose configuration names a head for images."""
    return isinstance(source, str | Path) and names_images(Path(source).expanduser())


def names_images(folder: Path) -> bool:
    """Whether the configuration in a folder names a head for images."""
    path = folder / "config.json"
    try:
        if not path.is_file() or path.stat().st_size > _LARGEST_CONFIG:
            return False
        named = json.loads(path.read_bytes()).get("architectures") or ()
    except (OSError, ValueError, AttributeError, RecursionError):
        return False
    return isinstance(named, list | tuple) and any(str(one).endswith(_HEAD) for one in named)


def load_image_folder(
    source: str,
    *,
    name: str | None = None,
    labels: Sequence[str] | None = None,
    task: str | None = None,
    revision: str | None = None,
) -> ImageTransformer:
    """The classifier in a folder or of a hub id, by the guard of all weights: safetensors only, no code of its own.

    `LoadError` in one line for what is missing or refused.
    """
    if task is not None and task not in (*KINDS, "classification"):
        raise LoadError(f"{source!r} is a classifier of images, so task={task!r} does not fit it; leave it out.")
    check_folder(source)
    on_hub = not Path(source).is_dir()
    if not on_hub and not (Path(source) / PROCESSOR).is_file():
        raise LoadError(f"{source!r} has no {PROCESSOR}, which says how images are read; save the processor there too.")
    options: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    if on_hub:
        options |= {"revision": revision, "local_files_only": cache_only(source, revision)}
    with reading(source):
        config = config_of(source, options)
        check_named(source, config, options)
        model, processor, info = _read(source, options)
    check_shapes(source, config, info["mismatched_keys"])
    missing = sorted(info["missing_keys"])
    if missing:
        raise LoadError(f"{source!r} lacks weights ({', '.join(missing[:3])}), so its answers would be random.")
    kind = task if task in KINDS else "single-label" if task == "classification" else None
    named = name or (source if on_hub else Path(source).resolve().name)
    loaded = ImageTransformer(model, processor, name=named, labels=labels, kind=kind)
    loaded.revision = cached_commit(source, revision) if on_hub else None
    return loaded


def processor_of(source: str, **options: Any) -> Any:
    """What makes a network's input of images, in Pillow's way; `LoadError` in one line."""
    import transformers

    # Not torchvision's way, which may not be there and answers otherwise in the last digits.
    reader: Any = transformers.AutoImageProcessor
    with reading(source):
        return reader.from_pretrained(source, backend="pil", **{"local_files_only": True, **options})


def _read(source: str, options: dict[str, Any]) -> tuple[Any, Any, Any]:
    """Model, processor, and what loading says of the weights."""
    import transformers

    processor = processor_of(source, **options)
    model, info = transformers.AutoModelForImageClassification.from_pretrained(
        source,
        use_safetensors=True,
        dtype="float32",
        output_loading_info=True,
        ignore_mismatched_sizes=True,  # they are told in our own words
        **options,
    )
    return model, processor, info
