"""A real model of voices, silero-vad, and speech to try it on: espeak-ng's where that is installed, else made here."""

import io
import shutil
import subprocess
import wave
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter, resample_poly

from exegesis.core.types import Floats

RATE = 16_000
BEFORE, AFTER = 1.0, 1.0  # seconds around the speech
_CHUNK, _CONTEXT = 512, 64  # samples that silero-vad reads at once, and of those before that it is shown again


def speaks(sounds: Sequence[NDArray[Any]]) -> Floats:
    """(n, 2): the share of time in which somebody speaks, by silero-vad, and the rest. Sounds of one length at once."""
    batch = np.stack(sounds).astype(np.float32)
    batch = np.pad(batch, ((0, 0), (_CONTEXT, -batch.shape[1] % _CHUNK)))
    state = np.zeros((2, len(batch), 128), np.float32)
    heard = []
    for start in range(0, batch.shape[1] - _CONTEXT, _CHUNK):
        given = {"input": batch[:, start : start + _CONTEXT + _CHUNK], "state": state, "sr": np.array(RATE)}
        chance, state = _session().run(None, given)
        heard.append(chance[:, 0])
    share = np.mean(heard, axis=0)
    return np.stack([1 - share, share], axis=1)


@cache
def _session() -> Any:
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    path = resources.files("silero_vad.data") / "silero_vad.onnx"
    return InferenceSession(path.read_bytes(), options, providers=["CPUExecutionProvider"])


def in_the_middle(speech: NDArray[np.float32]) -> NDArray[np.float32]:
    """The speech with faint noise before, under and after it."""
    silence = [np.zeros(round(seconds * RATE)) for seconds in (BEFORE, AFTER)]
    whole = np.concatenate([silence[0], speech, silence[1]])
    return (whole + np.random.default_rng(0).normal(0, 1e-3, len(whole))).astype(np.float32)


def spoken(text: str) -> NDArray[np.float32] | None:
    """By espeak-ng; None where it is not installed."""
    program = shutil.which("espeak-ng")
    if program is None:
        return None
    made = subprocess.run([program, "--stdout", "-v", "en", text], check=True, capture_output=True).stdout
    with wave.open(io.BytesIO(made)) as opened:  # the header of a stream says no length
        rate = opened.getframerate()
        samples = np.frombuffer(made[44:], dtype="<i2") / 2**15
    return resample_poly(samples, RATE, rate).astype(np.float32)


def vowels() -> NDArray[np.float32]:
    """A voice's buzz through the formants of a, i, u, o, one after another: speech enough for a model of voices."""
    rng, length = np.random.default_rng(1), RATE // 4
    found = []
    for formants in ((730, 1090, 2440), (270, 2290, 3010), (300, 870, 2240), (570, 840, 2410)):
        pitch = 120 + 15 * np.sin(np.linspace(0, 3, length)) + rng.normal(0, 1, length)
        buzz = np.diff(np.floor(np.cumsum(pitch) / RATE), prepend=0.0) + rng.normal(0, 0.01, length)
        for hertz in formants:
            radius = np.exp(-np.pi * 90 / RATE)
            buzz = lfilter([1 - radius], [1, -2 * radius * np.cos(2 * np.pi * hertz / RATE), radius**2], buzz)
        found.append(buzz / np.abs(buzz).max() * np.hanning(length) ** 0.3)
    return (0.5 * np.concatenate(found)).astype(np.float32)
