"""The machine that figures were taken on: printed beside every figure, since a figure alone says nothing."""

import os
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil


@dataclass(frozen=True)
class Machine:
    """`load` is the one-minute load average before the run: a busy machine measures itself."""

    cpu: str
    cores: int
    memory_gb: float
    python: str
    load: float

    def __str__(self) -> str:
        return f"{self.cores} cores of {self.cpu}, {self.memory_gb} GB, Python {self.python}, load {self.load} before the run"

    def as_dict(self) -> dict[str, object]:
        """For JSON output."""
        return asdict(self)


def this_machine() -> Machine:
    """Read from the kernel, now."""
    cpu = next(
        (line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")),
        platform.machine(),
    )
    return Machine(
        cpu=cpu,
        cores=os.cpu_count() or 1,
        memory_gb=round(psutil.virtual_memory().total / 2**30, 1),
        python=platform.python_version(),
        load=round(os.getloadavg()[0], 2),
    )


def told(figures: Mapping[str, Any]) -> str:
    """Figures for a person: one a line, the machine as a sentence."""
    lines = [f"{name:22} {value}" for name, value in figures.items() if name != "machine"]
    return "\n".join([*lines, f"on {Machine(**figures['machine'])}"])
