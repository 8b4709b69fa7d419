"""Files of text as people have them: plain or packed by gzip, UTF-8 or UTF-16 with a byte order mark.

A byte that is not UTF-8 becomes half a character of its own (`surrogateescape`), so that one bad line is told in its
place (`undecoded`) and the others are read.
"""

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TextIO, cast

from exegesis.core.errors import InputError

_GZIP = b"\x1f\x8b"
_BYTE = re.compile("[\udc80-\udcff]")
_TYPOGRAPHIC = set("‘’“”–—…€•™©®°«»§´·£¡¿ºª½¼¾±²³")


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """The bytes of a file, unpacked where they are packed. What goes wrong in reading is told in one line."""
    try:
        with path.open("rb") as file:
            packed = file.peek(2)[:2] == _GZIP  # whatever its name: browsers unpack what they fetch, and keep the name
            yield cast(IO[bytes], gzip.GzipFile(fileobj=file)) if packed else file
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise InputError(f"{path.name} is no whole gzip file.") from None
    except UnicodeDecodeError:
        raise InputError(f"{path.name} is not whole UTF-16; convert it to UTF-8 first.") from None
    except OSError as error:
        raise InputError(f"cannot read {str(path)!r}: {error.strerror or error}.") from None


@contextmanager
def opened_text(path: Path, newline: str = "\n") -> Iterator[TextIO]:
    """The characters of a file; `newline` is where its lines end, "" at any of "\\n", "\\r" and "\\r\\n"."""
    with opened(path) as file:
        buffer = io.BufferedReader(cast(io.RawIOBase, file))
        is_wide = buffer.peek(2)[:2] in (b"\xff\xfe", b"\xfe\xff")
        encoding, errors = ("utf-16", "strict") if is_wide else ("utf-8-sig", "surrogateescape")
        yield io.TextIOWrapper(buffer, encoding=encoding, errors=errors, newline=newline)


def whole_text(path: Path | str) -> str:
    """All characters of a file; `InputError` names the first byte that is not UTF-8."""
    path = Path(path)
    with opened_text(path) as file:
        text = file.read()
    fault = undecoded(text)
    if fault:
        raise InputError(f"{path.name}: {fault}")
    return text


def undecoded(text: str) -> str:
    """What is wrong with a text or line that held bytes that are not UTF-8; "" for one that is whole."""
    first = _BYTE.search(text)
    if first is None:
        return ""
    place = len(text[: first.start()].encode("utf-8", "surrogateescape"))
    said = f"not UTF-8 (byte {place} is 0x{ord(first[0]) - 0xDC00:02X})"
    if _is_western(text.encode("utf-8", "surrogateescape")):
        return f"{said}; it is likely Windows-1252: convert the file first (iconv -f WINDOWS-1252 -t UTF-8)."
    return f"{said}; convert the file first."


def _is_western(raw: bytes) -> bool:
    """Whether the bytes make Latin letters and the usual signs in Windows-1252."""
    try:
        wide = {sign for sign in raw.decode("cp1252") if ord(sign) > 127}
    except UnicodeDecodeError:
        return False
    return all(sign in _TYPOGRAPHIC or ("À" <= sign <= "ž" and sign.isalpha()) for sign in wide)
