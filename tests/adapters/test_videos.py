"""A callable of videos as a model."""

from typing import Any

import numpy as np
import pytest

import exegesis
from exegesis.adapters.videos import VideoModel
from exegesis.core.errors import InputError
from tests.modalities.video.films import film, loaded, sees_red

FILM = film()[0]


def test_a_callable_is_a_model_of_videos() -> None:
    sizes: list[Any] = []
    model = loaded(
        lambda videos: (sizes.append([one.shape for one in videos]), sees_red(videos))[1], labels=["no", "red"]
    )
    assert isinstance(model, VideoModel)
    assert (model.reads, model.labels) == ("video", ("no", "red"))
    np.testing.assert_allclose(model.predict([FILM] * 5, batch_pixels=2 * 8 * 24 * 32), sees_red([FILM] * 5))
    assert sizes == [[FILM.shape] * 2, [FILM.shape] * 2, [FILM.shape]]
    assert model.predict([]).shape == (0, 2)
    with pytest.raises(InputError, match="video 2: the video is blank"):
        exegesis.predict(model, [FILM, FILM * 0])
