"""Which activation a module of transformers is: the families use few, under many names."""

from typing import Any

from exegesis.adapters.packed.arithmetic import ERF, RELU, TANH

# By class: these names differ in how they are computed, and agree in what.
_FORMS = {
    "GELUActivation": ERF,
    "GELUTanh": TANH,
    "NewGELUActivation": TANH,
    "FastGELUActivation": TANH,
    "PytorchGELUTanh": TANH,
    "ReLU": RELU,
}


def form_of(module: Any) -> str | None:
    """The form of the activation, None for one that is not known here (or a plain function)."""
    return _FORMS.get(type(module).__name__)
