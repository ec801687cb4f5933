"""A PostgreSQL server of our own for tests, from the system's `postgresql` package: on a socket that only this machine's owner reaches."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MISSING = "no PostgreSQL server here; on Debian and Ubuntu: apt-get install --no-install-recommends postgresql"
PATIENCE_S = 60

# a crash may lose everything: it is only a test's
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=", "unix_socket_permissions=0700")


def programs() -> Path | None:
    """The folder of `initdb` and `postgres`; Debian keeps it off the PATH, one per version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


@contextmanager
def running_postgres(bin_folder: Path) -> Iterator[str]:
    """The URL of a fresh server that takes everybody on its socket at their word; gone at the end, also when the tests are killed."""
    # the path of a socket may have 107 bytes, so not in pytest's own folder; nor could another user reach into that
    folder = Path(tempfile.mkdtemp(prefix="goodterms-pg-", dir="/tmp"))
    try:
        as_whom = _as_whom(folder)
        initdb = [*as_whom, str(bin_folder / "initdb"), "-D", f"{folder}/data", "--username=goodterms", "--auth=trust"]
        subprocess.run([*initdb, "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        settings = [part for setting in FAST for part in ("-c", setting)]
        command = [*as_whom, str(bin_folder / "postgres"), "-D", f"{folder}/data", "-k", str(folder), *settings]
        with (folder / "log").open("w") as log, subprocess.Popen(command, cwd=folder, stdout=log, stderr=log) as server:
            try:
                _wait(bin_folder, folder, server)
                yield f"postgresql+psycopg://goodterms@/postgres?host={folder}"
            finally:
                server.send_signal(signal.SIGQUIT)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _as_whom(folder: Path) -> list[str]:
    """The server refuses to run as root: then it is `postgres`'s, or `nobody`'s where there is no such user. It dies with us."""
    setpriv = ["setpriv", "--pdeathsig=INT"]
    if os.geteuid() != 0:
        return setpriv
    known = {user.pw_name: user for user in pwd.getpwall()}
    owner = known.get("postgres") or known["nobody"]
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    return [*setpriv, f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups"]


def _wait(bin_folder: Path, folder: Path, server: subprocess.Popen[bytes]) -> None:
    asking = [str(bin_folder / "pg_isready"), "--quiet", f"--host={folder}"]
    for _ in range(PATIENCE_S * 20):
        if subprocess.run(asking, check=False).returncode == 0:
            return
        if server.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError(f"the PostgreSQL server did not start: {(folder / 'log').read_text()[-2000:]}")
