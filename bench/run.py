"""`make bench`: the service against PostgreSQL's own ceiling and against a peer, in rounds. Every round measures every
subject, in another order each time, so that what the machine does meanwhile touches all alike; what is reported are
ratios within a round. See docs/performance.md for what came out."""

import argparse
import base64
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
import report
import statements
from load import CLIENTS, COMPUTED, CONNECTIONS, USERS, pgbench, wrk
from programs import Program
from server import Failed, Server
from wire import Wire

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
TOKEN_SECONDS = 900


def arguments():
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--scale", default="1", help="size of the data, 1 is 2,000,000 visits; several with commas (default 1)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=5, help="of each measurement")
    parser.add_argument("--warmup", type=int, default=1, help="seconds before each measurement of a program")
    parser.add_argument("--workloads", default=",".join(statements.WORKLOADS))
    parser.add_argument("--no-peer", action="store_true", help="leave Fastify out")
    parser.add_argument("--statements", action="store_true", help="also print what the service sends for each workload")
    parser.add_argument("--program", default=str(Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release/samen-leren"))
    parser.add_argument("--folder", default=str(ROOT / ".run/bench"), help="where the bench keeps its server")
    parser.add_argument("--output", default=str(ROOT / "docs/performance.md"), help="a file with the markers, or - for none")
    chosen = parser.parse_args()
    chosen.scales = [float(scale) for scale in chosen.scale.split(",")]
    chosen.workloads = chosen.workloads.split(",")
    if unknown := set(chosen.workloads) - set(statements.WORKLOADS):
        parser.error(f"no such workload: {', '.join(unknown)}")
    return chosen


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Bench:
    """One scale: a working copy of its data, the programs, and the tokens."""

    def __init__(self, options, server, scale):
        self.options, self.server, self.scale = options, server, scale
        self.trajectories = data.sizes(scale)["trajectories"]
        self.work = Path(options.folder) / "work"
        self.work.mkdir(exist_ok=True)
        self.database = data.copy(server, data.build(server, options.program, scale))
        if wrong := statements.verify(server, self.database, self.trajectories):
            raise Failed("the ceilings are not what they should be: " + "; ".join(wrong))
        self.secret = base64.b64encode(os.urandom(32)).decode()
        self.key = None
        self.running = []
        self.ports = {"service": free_port(), "peer": free_port()}

    # --- programs and tokens -------------------------------------------------------------------------------------

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

    @staticmethod
    def uuid(kind, number):
        text = statements.identifier(kind, number)
        return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))

    # --- one request by hand -------------------------------------------------------------------------------------

    def request(self, program, workload, told, number):
        """The workload's request of one user; refuses anything but the one right status."""
        user = number % len(told["tokens"]) + 1
        headers = {"Authorization": f"Bearer {told['tokens'][user - 1]}", "Accept": "application/json"}
        trajectory = self.uuid(14, user)
        if workload == "w3":
            headers |= {"Content-Type": "application/json", "Idempotency-Key": f"bench-by-hand-{program.name}-{number}-{time.time_ns()}"}
            body = json.dumps({"trajectoryId": trajectory, "status": "held", "step": "goal_visit", "mode": "home", "heldOn": "2026-11-02",
                               "minutes": 60, "attendance": "parents", "performerIds": [self.uuid(6, user)]})
            verb, path, wanted = "POST", "/v1/visits", 201
        else:
            one = f"/v1/trajectories/{trajectory}" + COMPUTED.get(workload, "")
            lists = {"w2": "/v1/visits?limit=50", "w5": "/v1/licence-standings?on=2026-11-02&limit=200"}
            verb, path, body, wanted = "GET", lists.get(workload, one), None, 200
        status, answer = program.ask(verb, path, headers, body)
        if status != wanted:
            raise Failed(f"{program.name} {workload}: {verb} {path} answered {status} instead of {wanted}:\n{answer}")
        found = json.loads(answer)
        if workload == "w1" and found["visitCount"]["held"] < 20:
            raise Failed(f"{program.name} w1: {found['visitCount']} visits instead of 20 and more")
        if workload == "w4s" and not any(step["times"] >= 20 for step in found["items"]):
            raise Failed(f"{program.name} w4s: no step with 20 visits and more")
        if workload == "w2" and len(found["items"]) != 50:
            raise Failed(f"{program.name} w2: {len(found['items'])} items instead of 50")
        if workload == "w5" and sum(item["valid"] for item in found["items"]) != data.COLLEAGUES:
            raise Failed(f"{program.name} w5: not {data.COLLEAGUES} practitioners with a valid licence")
        return answer

    # --- counting, apart from timing -----------------------------------------------------------------------------

    def count(self, name, workload):
        """Statements and round trips per request, seen from PostgreSQL's side, and the statements themselves."""
        wire = Wire(self.server.sockets, self.wire_folder(), "samen_leren_tenant")
        program = self.start(name, self.wire_folder())
        try:
            told, requests = self.told(workload), 100
            for number in range(200):  # every connection has prepared what it will use
                self.request(program, workload, told, number)
            self.counting(True)
            before = wire.round_trips, wire.messages
            for number in range(requests):
                self.request(program, workload, told, number)
            trips, messages = ((after - past) / requests for after, past in zip((wire.round_trips, wire.messages), before))
            counted, texts = self.counted(requests)
            # A message can hold several statements; and pg_stat_statements overlooks a BEGIN or COMMIT that was prepared.
            return {"statements": max(counted, messages), "round_trips": trips, "texts": texts}
        finally:
            self.counting(False)
            self.stop(program)
            wire.close()

    def counting(self, on):
        self.server.counting(on)
        if on and self.server.counts_statements:
            self.server.sql("SELECT pg_stat_statements_reset()", self.database)

    def counted(self, requests):
        if not self.server.counts_statements:
            return 0, []
        rows = self.server.sql("SELECT calls, regexp_replace(query, '\\s+', ' ', 'g') FROM pg_stat_statements s JOIN pg_roles r "
                               "ON r.oid = s.userid WHERE rolname = 'samen_leren_tenant' AND calls >= 20 ORDER BY calls DESC, query",
                               self.database).splitlines()
        pairs = [row.split("|", 1) for row in rows]
        return sum(int(calls) for calls, _ in pairs) / requests, [f"{int(calls) / requests:g} × {text}" for calls, text in pairs]

    def wire_folder(self):
        folder = self.server.sockets / "w"
        folder.mkdir(exist_ok=True)
        return folder

    # --- rounds --------------------------------------------------------------------------------------------------

    def round(self, number):
        """{workload: {subject: measurement}}, and what the programs needed to start."""
        names = ["service"] + ([] if self.options.no_peer else ["peer"])
        programs = {name: self.start(name) for name in names}
        found = {"ready": {name: program.ready_ms for name, program in programs.items()}}
        for workload in self.options.workloads:
            told, seconds = self.told(workload), self.options.seconds
            subjects = [("tx", CLIENTS), ("impl", CLIENTS), ("impl", 1)]
            subjects += [(name, connections) for connections in CONNECTIONS for name in names]
            if workload == "w1":
                subjects += [(computed, connections) for connections in CONNECTIONS for computed in COMPUTED]
            turn = number * 5 % len(subjects)
            found[workload] = {}
            self.server.sql("CHECKPOINT")
            for subject, connections in subjects[turn:] + subjects[:turn]:
                if subject in COMPUTED:
                    result = self.load(programs["service"], subject, connections, seconds, told)
                elif subject in programs:
                    result = self.load(programs[subject], workload, connections, seconds, told)
                else:
                    result = pgbench(self.server, self.database, workload, self.trajectories, connections, seconds,
                                     subject == "impl", self.work)
                found[workload][subject, connections] = result
                print(f"  {workload} {subject:>7} @{connections:<2} {result['rate']:9.0f}/s", flush=True)
        self.stop()
        return found

    def load(self, program, workload, connections, seconds, told):
        self.request(program, workload, told, connections)
        if self.options.warmup:
            wrk(program, self.server, workload, connections, self.options.warmup, told, self.work)
        before = self.recorded()
        result = wrk(program, self.server, workload, connections, seconds, told, self.work)
        made = self.recorded() - before
        # wrk leaves as many requests without answer as it has connections, when it ends and before, at the warm-up's end.
        if workload == "w3" and not 0 <= made - result["requests"] <= 2 * connections:
            raise Failed(f"{program.name} acknowledged {result['requests']} visits, and {made} are there")
        return result

    def recorded(self):
        """How many creations were remembered: one with every visit."""
        return int(self.server.sql("SELECT count(*) FROM idempotency_records", self.database))


def main():
    options = arguments()
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
    found = {}
    bench = None
    try:
        for scale in options.scales:
            bench = Bench(options, server, scale)
            counts = {}
            for workload in options.workloads:
                bench.told(workload)  # the key is there before the programs read theirs
                own, ceiling = bench.count("service", workload), len(statements.statements(workload)) + 2
                counts[workload] = {"tx": {"statements": ceiling}, "service": own}
                print(f"{workload}: {own['statements']:.1f} statements in {own['round_trips']:.1f} round trips; the ceiling sends {ceiling}"
                      + ("" if abs(own["statements"] - ceiling) < 0.5 else " (different work: compare with --statements)"), flush=True)
                if options.statements:
                    print(f"--- {workload}, per request:", *counts[workload]["service"]["texts"], sep="\n", flush=True)
                if not options.no_peer:
                    counts[workload]["peer"] = bench.count("peer", workload)
            rounds = []
            for number in range(options.rounds):
                print(f"scale {scale:g}, round {number + 1} of {options.rounds}", flush=True)
                rounds.append(bench.round(number))
            found[scale] = {"rounds": rounds, "counts": counts}
    finally:
        if bench:
            bench.stop()
            server.sql(f"DROP DATABASE IF EXISTS {data.WORKING_COPY} WITH (FORCE)")
        version = server.sql("SHOW server_version") if server.process.poll() is None else "?"
        server.stop()
    text = report.section(options, found, version)
    print("\n" + text)
    if options.output != "-":
        report.add(Path(options.output), text)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        main()
    except Failed as failure:
        sys.exit(f"bench: {failure}")
    except KeyboardInterrupt:
        sys.exit(130)
