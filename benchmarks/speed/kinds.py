"""Kinds of processors: machines of one kind share a table, others stand beside it."""

import platform
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_UNITS = (("amx_tile", "AMX"), ("avx512f", "AVX-512"), ("avx2", "AVX2"))
_MAKERS = {"GenuineIntel": "Intel", "AuthenticAMD": "AMD"}
_INFO = Path("/proc/cpuinfo")


@dataclass(frozen=True)
class Kind:
    """Who made it and the widest unit that it has for products."""

    maker: str
    unit: str

    @property
    def title(self) -> str:
        """ "Intel, AVX-512" """
        return f"{self.maker}, {self.unit}" if self.unit else self.maker

    @property
    def folder(self) -> str:
        """The name of its folder: "intel-avx-512"."""
        return "-".join(self.title.lower().replace(",", "").split())


def kind_of(lines: Iterable[str], machine: str) -> Kind:
    """From the lines of /proc/cpuinfo; `machine` is the architecture's name, which stands in where they say nothing."""
    facts = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines) if value}
    flags = facts.get("flags", "").split()
    unit = next((name for flag, name in _UNITS if flag in flags), "")
    return Kind(_MAKERS.get(facts.get("vendor_id", ""), facts.get("vendor_id", machine)), unit)


def this_kind() -> Kind:
    """Of the machine this runs on."""
    lines = _INFO.read_text(encoding="utf-8").splitlines() if _INFO.is_file() else []
    return kind_of(lines, platform.machine())
