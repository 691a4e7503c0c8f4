"""What a bench of the service stands on: its own PostgreSQL, a working copy of the data, the programs on it, the tokens of
its callers. What is done there is for the bench: run.py measures, kill.py kills."""

import base64
import contextlib
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import data
import statements
from load import USERS
from programs import Program
from server import Failed, Server

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
TOKEN_SECONDS = 900


def places(parser):
    """The options that say what is run and where."""
    parser.add_argument("--program", default=str(Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release/samen-leren"))
    parser.add_argument("--folder", default=str(ROOT / ".run/bench"), help="where the bench keeps its server")
    parser.add_argument("--output", default=str(ROOT / "docs/performance.md"), help="a file with the markers, or - for none")


@contextlib.contextmanager
def own_server(options):
    """The bench's PostgreSQL, for one bench at a time."""
    if not os.access(options.program, os.X_OK):
        raise Failed(f"{options.program} is missing: cargo build --release")
    folder = Path(options.folder)
    folder.mkdir(parents=True, exist_ok=True)
    lock = open(folder / "lock", "w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Failed(f"another bench is running in {folder}") from None
    server = Server(os.environ["POSTGRES_BIN"], folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def run(main):
    """Runs a bench; what its reader can act on is told without a traceback."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        main()
    except Failed as failure:
        sys.exit(f"bench: {failure}")
    except KeyboardInterrupt:
        sys.exit(130)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Stage:
    """One scale: a working copy of its data, the programs, and the tokens."""

    def __init__(self, options, server, scale):
        self.options, self.server, self.scale = options, server, scale
        self.trajectories = data.sizes(scale)["trajectories"]
        self.work = Path(options.folder) / "work"
        self.work.mkdir(exist_ok=True)
        self.database = data.copy(server, data.build(server, options.program, scale))
        self.secret = base64.b64encode(os.urandom(32)).decode()
        self.key = None
        self.running = []
        self.ports = {"service": free_port(), "peer": free_port()}

    def start(self, name, sockets=None):
        port = self.ports[name]
        command = [self.options.program, "serve"] if name == "service" else ["node", str(HERE / "peers/fastify/server.mjs")]
        environment = {"DATABASE_URL": self.server.url("postgres", self.database, sockets),
                       "DOOR_DATABASE_URL": self.server.url("postgres", self.database, sockets), "SECRET_KEY": self.secret,
                       # One issuer, so that both take the same tokens.
                       "PUBLIC_URL": self.issuer(), "REQUESTS_PER_MINUTE": "100000000", "RUST_LOG": "warn",
                       "MAIL_FOLDER": str(self.work / "mail"), "NODE_ENV": "production"}
        program = Program(name, command, port, environment, self.work / f"{name}.log")
        self.running.append(program)
        return program

    def stop(self, *programs):
        for program in programs or list(self.running):
            program.stop()
            self.running.remove(program)

    def clear(self):
        """Leaves nothing behind but the data themselves."""
        self.stop()
        if self.server.process.poll() is None:
            self.server.sql(f"DROP DATABASE IF EXISTS {data.WORKING_COPY} WITH (FORCE)")

    def issuer(self):
        return f"http://127.0.0.1:{self.ports['service']}"

    def told(self, workload):
        """What the load generator needs: fresh tokens of users who may do this."""
        first = 2000 if workload in ("w2", "w5") else 0
        people = [statements.LARGE] if workload == "w5" else range(1, USERS + 1)
        users = [{"sub": self.uuid(2, first + p), "sid": self.uuid(4, first + p), "member": self.uuid(3, first + p),
                  "org": self.uuid(1, p)} for p in people]
        asked = {"secretKey": self.secret, "issuer": self.issuer(), "seconds": TOKEN_SECONDS, "users": users} | (self.key or {})
        done = subprocess.run(["node", HERE / "tokens.mjs"], input=json.dumps(asked), capture_output=True, text=True)
        if done.returncode != 0:
            raise Failed(f"tokens.mjs: {done.stderr}")
        made = json.loads(done.stdout)
        if not self.key:
            self.key = {"kid": made["kid"], "seed": made["seed"]}
            self.server.sql(f"INSERT INTO signing_keys (kid, public_key, sealed_private_key, created_at, signs_from) VALUES "
                            f"('{made['kid']}', '\\x{made['publicKey']}', '\\x{made['sealed']}', now(), now())", self.database)
        return {"tokens": made["tokens"], "seed": int(time.time()) % 10**6 * 1000, "trajectories": self.trajectories}

    def visit(self, user, trajectory):
        """What a practitioner records of an own family in w3."""
        return {"trajectoryId": self.uuid(14, trajectory), "status": "held", "step": "goal_visit", "mode": "home", "heldOn": "2026-11-02",
                "minutes": 60, "attendance": "parents", "performerIds": [self.uuid(6, user)]}

    @staticmethod
    def uuid(kind, number):
        text = statements.identifier(kind, number)
        return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))
