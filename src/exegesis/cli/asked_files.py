"""Which input that is no text a command is asked about, of the options that can name one."""

from pathlib import Path

from exegesis.cli.asked_inputs import AskedImage, AskedInput, AskedSeries, AskedSound, check_alone
from exegesis.cli.rows import AskedRow
from exegesis.core.errors import InputError


def asked_file(
    image: Path | None,
    series: Path | None,
    channel: list[str] | None,
    sound: Path | None,
    rate: int | None,
    row: AskedRow | None,
    has_model: bool,
    **texts: object,
) -> AskedInput | None:
    """The row, or file of another kind of data than texts; `InputError` for two, and for options of another.

    `texts`: what is said of a text, which goes with none of them.
    """
    if channel is not None and series is None:
        raise InputError("--channel names columns of --series FILE.")
    if rate is not None and sound is None:
        raise InputError("--rate goes with --sound.")
    if series is not None and not has_model:
        raise InputError("--series needs --model: a function of arrays, or an estimator, as module:name.")
    if sound is not None and not has_model:
        raise InputError("--sound needs --model: a function of sounds as module:name, with --rate.")
    given = {"--row": row, "--image": image, "--series": series, "--sound": sound}
    named = [name for name, value in given.items() if value is not None]
    if len(named) > 1:
        raise InputError(f"give {' or '.join(named)}, not both.")
    if named:
        check_alone(named[0], **texts)
    if image is not None:
        return AskedImage(image)
    if series is not None:
        return AskedSeries.of(series, channel)
    return row if sound is None else AskedSound(sound, rate)
