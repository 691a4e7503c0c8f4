"""The programs that answer requests: the service and its peer. Started and stopped by the bench, and weighed."""

import http.client
import os
import signal
import subprocess
import time
from pathlib import Path

from server import Failed

TICKS = os.sysconf("SC_CLK_TCK")


def children(pid):
    """All processes below this one."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            for child in task.read_text().split():
                found += [int(child), *children(int(child))]
        except (FileNotFoundError, ProcessLookupError):
            pass
    return found


def alive(pid):
    """Whether a process does anything still; one that nobody has waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def kill(process):
    """SIGKILL to a process and all below it, whatever group they are in; returns when none is left."""
    process.send_signal(signal.SIGSTOP)  # what stands still starts no others meanwhile
    below = children(process.pid)
    for pid in [process.pid, *below]:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    process.wait()
    while any(map(alive, below)):
        time.sleep(0.001)


def cpu_seconds(pid):
    """What a process and everything below it has used, those that have ended included."""
    total = 0
    for process in [pid, *children(pid)]:
        try:
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        # utime and stime, and of those it has waited for (proc(5) counts from 1, and two are before the parenthesis).
        total += sum(map(int, fields[11:15]))
    return total / TICKS


def resident_mb(pid):
    """Memory of a process and everything below it."""
    total = 0
    for process in [pid, *children(pid)]:
        try:
            lines = Path(f"/proc/{process}/status").read_text().splitlines()
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))
    return total / 1024


class Program:
    """A running program that listens on a loopback port. `ready_ms`: from its start until /readyz answered 200."""

    def __init__(self, name, command, port, environment, log):
        self.name, self.port, self.log = name, port, log
        for secret in ("DATABASE_URL", "DOOR_DATABASE_URL", "DOOR_PASSWORD", "SECRET_KEY_PREVIOUS", "SMTP_URL"):
            os.environ.pop(secret, None)  # a developer's own settings are not what is measured
        started = time.monotonic()
        with open(log, "ab") as out:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True,
                                            env=os.environ | environment | {"LISTEN": f"127.0.0.1:{port}"})
        try:
            self._wait(started)
        except BaseException:
            self.stop()
            raise
        self.ready_ms = (time.monotonic() - started) * 1000

    def _wait(self, started):
        while not self._ready():
            if self.process.poll() is not None:
                raise Failed(f"{self.name} ended at its start; see {self.log}")
            if time.monotonic() - started > 30:
                raise Failed(f"{self.name} is not ready after 30 s; see {self.log}")
            time.sleep(0.002)

    def _ready(self):
        return self.ask("GET", "/readyz", {}, None)[0] == 200

    def ask(self, verb, path, headers, body):
        """(status, text) of one request; status 0 when nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(verb, path, body, headers)
            response = connection.getresponse()
            return response.status, response.read().decode(errors="replace")
        except OSError:
            return 0, ""
        finally:
            connection.close()

    def settle(self):
        """Waits until what it does of its own at its start is done: for a second it used less than a hundredth of a core."""
        started, used = time.monotonic(), cpu_seconds(self.pid)
        while time.monotonic() - started < 60:
            time.sleep(1)
            before, used = used, cpu_seconds(self.pid)
            if used - before < 0.01:
                return
        raise Failed(f"{self.name} is still busy with itself after a minute")

    @property
    def pid(self):
        return self.process.pid

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
