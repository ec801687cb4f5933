"""A PostgreSQL server of our own for tests, from the system's `postgresql` package: on a socket that only this machine's owner reaches."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MISSING = "no PostgreSQL server here; on Debian and Ubuntu: apt-get install --no-install-recommends postgresql"

# a crash may lose everything: it is only a test's
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=", "unix_socket_permissions=0700")


def programs() -> Path | None:
    """The folder of `initdb` and `pg_ctl`; Debian keeps it off the PATH, one per version."""
    on_path = shutil.which("initdb")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    return Path(on_path).resolve().parent if on_path else None


@contextmanager
def running_postgres(bin_folder: Path) -> Iterator[str]:
    """The URL of a fresh server that takes everybody on its socket at their word; stopped and gone at the end."""
    # the path of a socket may have 107 bytes, so not in pytest's own folder; nor could another user reach into that
    folder = Path(tempfile.mkdtemp(prefix="goodterms-pg-", dir="/tmp"))
    owner = _owner()
    if owner is not None:
        os.chown(folder, owner.pw_uid, owner.pw_gid)

    def run(program: str, *args: str) -> None:
        as_whom = {} if owner is None else {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": ()}
        command = [str(bin_folder / program), "-D", f"{folder}/data", *args]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, env={"PATH": os.environ["PATH"]}, **as_whom)  # type: ignore[call-overload]

    try:
        run("initdb", "--username=goodterms", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        settings = " ".join(f"-c {setting}" for setting in FAST)
        run("pg_ctl", "start", "--wait", "--timeout=60", f"--log={folder}/log", f"--options=-k {folder} {settings}")
        try:
            yield f"postgresql+psycopg://goodterms@/postgres?host={folder}"
        finally:
            run("pg_ctl", "stop", "--mode=immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _owner() -> pwd.struct_passwd | None:
    """The server refuses to run as root: then it is `postgres`'s, or `nobody`'s where there is no such user."""
    if os.geteuid() != 0:
        return None
    known = {user.pw_name: user for user in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]
