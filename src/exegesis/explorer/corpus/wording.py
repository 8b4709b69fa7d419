"""How a corpus's figures are said, once, for terminal and errors alike."""

from collections.abc import Sequence


def layers_said(layers: Sequence[int]) -> str:
    """Numbers of layers with their runs drawn together: "0-4, 6"."""
    runs: list[list[int]] = []
    for layer in sorted(layers):
        if runs and runs[-1][1] == layer - 1:
            runs[-1][1] = layer
        else:
            runs.append([layer, layer])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def size_said(size: int) -> str:
    """Bytes as a person says them: "12.3 MB"."""
    if size < 1000:
        return f"{size} bytes"
    number, unit = float(size), "bytes"
    for larger in ("kB", "MB", "GB", "TB"):
        if number < 999.5:
            break
        number, unit = number / 1000, larger
    return f"{number:.1f} {unit}" if number < 99.95 else f"{number:.0f} {unit}"
