"""`exegesis explain --sound` and `exegesis methods --for sound`."""

import json
from pathlib import Path

import numpy as np
import pytest

import exegesis
from exegesis.data.explanation import Explanation
from exegesis.data.kept_sound import KeptSound, wav_of
from tests.cli.conftest import Run
from tests.modalities.sound.sounds import RATE, humming, loaded, tone

MODEL = "tests.modalities.sound.sounds:humming"
READY = loaded(humming, labels=["quiet", "hum"])
pytestmark = pytest.mark.usefixtures("reader")


@pytest.fixture
def reader() -> None:
    pytest.importorskip("soundfile")


@pytest.fixture
def recording(tmp_path: Path) -> str:
    path = tmp_path / "tone.wav"
    path.write_bytes(wav_of(np.rint(tone() * 2**15).astype(np.int16), RATE))
    return str(path)


def test_a_sound_is_explained_and_written(run: Run, recording: str, tmp_path: Path) -> None:
    files = {name: tmp_path / f"found.{name}" for name in ("json", "html", "png")}
    written = ("--json", str(files["json"]), "--html", str(files["html"]), "--plot", str(files["png"]))
    options = ("--rate", "8000", "--set", "stretches=5", "--set", "bands=2", "--target", "class 1")
    code, _, err = run("explain", "--sound", recording, "--model", MODEL, *options, "--method", "occlusion", *written)
    assert (code, err.count("wrote")) == (0, 3), err
    found = Explanation.from_dict(json.loads(files["json"].read_text()))
    assert isinstance(found.kept, KeptSound)
    assert found.top(1)[0][0].text == "0.20–0.30 s, 0–1,114 Hz"
    assert "data:audio/wav" in files["html"].read_text()
    assert files["png"].stat().st_size > 1000
    fresh = exegesis.explain(READY, **found.again(target="hum"))  # what a file in 16 bits holds is all there
    np.testing.assert_allclose(fresh.scores, found.scores, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize(("unit", "count"), [("tiles", 48), ("stretches", 12), ("bands", 4)])
def test_every_way_of_cutting_has_its_name(run: Run, recording: str, unit: str, count: int) -> None:
    options = ("--model", "tests.cli.test_explain_sound:READY", "--unit", unit, "--method", "random", "--json", "-")
    code, out, err = run("explain", "--sound", recording, *options)
    assert (code, err) == (0, "")
    assert len(json.loads(out)["units"]) == count


def test_it_is_shown_and_checked(run: Run, recording: str) -> None:
    options = ("--rate", "8000", "--method", "occlusion", "--unit", "stretches", "--set", "stretches=5", "--check")
    code, out, err = run("explain", "--sound", recording, "--model", MODEL, *options)
    assert (code, err) == (0, "")
    assert "0.20–0.30 s" in out
    assert "baseline silence" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "--sound needs --model: a function of sounds as module:name, with --rate"),
        (("--model", MODEL), "needs the number of samples a second that it takes: rate=16000"),
        (("--model", MODEL, "--rate", "16000"), "has 8,000 samples a second, and"),
        (("a text", "--model", MODEL, "--rate", "8000"), "give --sound or a text, not both"),
        (("--image", "a.png", "--model", MODEL), "give --image or --sound, not both"),
        (("--model", "bundled:sentiment"), "'bundled:sentiment' reads texts; leave modality='sound' out"),
        (("--model", MODEL, "--rate", "8000", "--unit", "slic"), "unknown unit of a sound 'slic'"),
    ],
)
def test_what_does_not_go_together_is_a_line(run: Run, recording: str, arguments: tuple[str, ...], said: str) -> None:
    code, out, err = run("explain", "--sound", recording, *arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


def test_a_rate_goes_with_sounds_alone(run: Run) -> None:
    assert "--rate goes with --sound" in run("explain", "a text", "--rate", "8000")[2]
    assert {"lime", "partition_shap"} <= {line.split()[0] for line in run("methods", "--for", "sound")[1].splitlines()}


def test_a_sound_of_another_rate_is_resampled_where_that_is_said(run: Run, recording: str) -> None:
    options = ("--rate", "4000", "--set", "resample=true", "--method", "random", "--json", "-")
    code, out, err = run("explain", "--sound", recording, "--model", MODEL, *options)
    assert (code, err) == (0, "")
    assert json.loads(out)["kept"]["rate"] == 8000
