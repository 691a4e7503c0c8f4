"""The bench's own PostgreSQL: in .run/bench, on a unix socket, without a TCP port, with every care for its files.
PostgreSQL refuses to run as root, so root hands it to another user. It ends with the run."""

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

PORT = 5432


class Failed(Exception):
    """Something the reader of the output can act on; shown without a traceback."""


def unprivileged():
    """What subprocess needs to run something as the user PostgreSQL may run as."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
            return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        except KeyError:
            continue
    raise Failed("PostgreSQL can't run as root, and there is no user postgres or nobody here")


def reachable(folder, user):
    """The folder itself, or one of the same name below /var/tmp when its user can't get there (a project below /root)."""
    folder.mkdir(parents=True, exist_ok=True)
    if not user or all(part.stat().st_mode & 0o001 for part in folder.parents):
        return folder
    elsewhere = Path("/var/tmp") / ("samen-leren" + "".join(c if c.isalnum() else "-" for c in str(folder)))
    elsewhere.mkdir(exist_ok=True)
    return elsewhere


def settings():
    """As one would run it in production on this machine; `fsync` and its friends are PostgreSQL's own defaults: on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    return {
        "listen_addresses": "", "port": PORT, "max_connections": 100,
        "fsync": "on", "full_page_writes": "on", "synchronous_commit": "on",
        "shared_buffers": f"{min(memory // 4, 4096)}MB", "effective_cache_size": f"{memory // 2}MB",
        "maintenance_work_mem": "256MB", "random_page_cost": 1.1, "effective_io_concurrency": 100,
        "max_wal_size": "8GB", "checkpoint_timeout": "15min", "wal_buffers": "16MB",
        # Nothing that runs for milliseconds gains by compiling.
        "jit": "off",
    }


class Server:
    def __init__(self, binaries, folder):
        self.binaries = Path(binaries)
        self.user = unprivileged()
        folder = reachable(folder.resolve(), self.user)
        self.data, self.log, self.sockets = folder / "data", folder / "postgresql.log", folder / "s"
        if len(str(self.sockets)) > 80:  # the kernel allows 107 bytes
            self.sockets = Path(tempfile.mkdtemp(prefix="sl-bench-"))
        self.sockets.mkdir(exist_ok=True)
        self.sockets.chmod(0o700)
        if self.user:
            for path in (folder, self.sockets):
                os.chown(path, self.user["user"], self.user["group"])
        self.counts_statements = (self.binaries / "pg_config").exists() and self._has("pg_stat_statements")
        self.process = self.ready_at = None

    def _has(self, module):
        said = subprocess.run([self.binaries / "pg_config", "--pkglibdir"], capture_output=True, text=True)
        return (Path(said.stdout.strip()) / f"{module}.so").exists()

    def _run(self, program, *arguments):
        done = subprocess.run([self.binaries / program, *map(str, arguments)], capture_output=True, text=True,
                              cwd="/", env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"}, **self.user)
        if done.returncode != 0:
            raise Failed(f"{program} failed: {done.stderr.strip() or done.stdout.strip()}")

    def start(self):
        if not (self.data / "PG_VERSION").exists():
            self._run("initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C",
                      "--data-checksums", "--no-instructions", "-D", self.data)
        if (self.data / "postmaster.pid").exists():
            # Left by a run that was killed. The data folder is ours, so is its server.
            try:
                self._run("pg_ctl", "stop", "-m", "fast", "-w", "-D", self.data)
            except Failed:
                pass
        wanted = settings() | {"unix_socket_directories": self.sockets}
        if self.counts_statements:
            wanted |= {"shared_preload_libraries": "pg_stat_statements"}
        options = [word for name, value in wanted.items() for word in ("-c", f"{name}={value}")]
        # A group of its own: Ctrl-C must not reach it before the bench has put things away.
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([self.binaries / "postgres", "-D", self.data, *options], stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log, cwd="/", start_new_session=True,
                                            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"}, **self.user)
        atexit.register(self.stop)
        deadline = time.monotonic() + 120  # after a crash there is WAL to replay
        while True:
            if self.process.poll() is not None:
                raise Failed(f"PostgreSQL did not start; see {self.log}")
            try:
                self.sql("SELECT 1")
                self.ready_at = time.monotonic()
                break
            except Failed:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
        # Off while something is measured; `counting` turns it on for a moment.
        self.counting(False)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # fast shutdown
            try:
                self.process.wait(120)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait()
        if self.sockets.parent == Path(tempfile.gettempdir()):
            shutil.rmtree(self.sockets, ignore_errors=True)

    def psql(self, *arguments, database="postgres", role="postgres", script=None):
        """What psql prints, unaligned."""
        done = subprocess.run([self.binaries / "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-h", self.sockets, "-p", str(PORT),
                               "-U", role, "-d", database, *map(str, arguments)],
                              input=script or "", capture_output=True, text=True)
        if done.returncode != 0:
            raise Failed(f"psql: {done.stderr.strip()}")
        return done.stdout.rstrip("\n")

    def sql(self, statement, database="postgres"):
        return self.psql("-c", statement, database=database)

    def url(self, role, database, sockets=None):
        return f"postgres://{role}@{str(sockets or self.sockets).replace('/', '%2F')}/{database}"

    def counting(self, on):
        """Turns the counting of statements on or off; open sessions notice before their next statement."""
        if self.counts_statements:
            self.sql(f"ALTER SYSTEM SET pg_stat_statements.track = '{'top' if on else 'none'}'")
            self.sql("SELECT pg_reload_conf()")
            time.sleep(0.2)
