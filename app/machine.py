"""The machine that figures were taken on: printed beside every figure, since a figure alone says nothing."""

import os
import platform
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True)
class Machine:
    """`load` is the one-minute load average before the run: a busy machine measures itself."""

    cpu: str
    cores: int
    memory_gb: float
    python: str
    load: float

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
