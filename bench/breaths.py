"""`make bench ARGS=--breaths`: what a request of W1, W2 and W3 costs in PostgreSQL alone, by how its statements leave, alone and in
groups: pgbench, in rounds. A breath is what leaves together and ends with one Sync. See decisions 0041,
0043, 0044 and 0048."""

import argparse
import datetime
import re
import sys
from statistics import median

import report
import statements
from load import CLIENTS, pgbench
from programs import cpu_seconds
from stage import Stage, own_server, places, run

CORES = 2
WORKLOADS = ("w1", "w2", "w3")
# Where a breath of the service's read begins, counted in its own statements: the page is read before it is asked who is involved
# in its visits.
BREATHS = {"w1": (0,), "w2": (0, 2)}
GROUP = 8


def explicit(body):
    return statements.one_breath(["BEGIN;", *body, "COMMIT;"])


def own(body):
    """What a read sends in its own transaction. The caller's standing, the second statement, and the line of the audit, the last one,
    go for many at once elsewhere (decisions 0048 and 0043)."""
    return [body[0], *body[2:-1]]


def alone(workload):
    def frame(body):
        sent, starts = own(body), BREATHS[workload]
        parts = [sent[begin:end] for begin, end in zip(starts, (*starts[1:], len(sent)))]
        parts[0], parts[-1] = ["BEGIN;", *parts[0]], [*parts[-1], "COMMIT;"]
        return [line for part in parts for line in statements.one_breath(part)]
    return frame


def multiplexed(body):
    """Several requests in one breath, each a transaction of its own: what a connection shared by all would send."""
    return statements.one_breath(GROUP * ["BEGIN;", *own(body), "COMMIT;"])


def lines(count):
    """Only the audit's line, so many of them in one statement."""
    def frame(body):
        into, line = body[-1].rstrip(";").split(" VALUES ")
        rows = ", ".join(line.replace(statements.new_id(18), statements.new_id(100 + number)) for number in range(count))
        return explicit([body[0], f"{into} VALUES {rows};"])
    return frame


def lazy(body):
    """Commits without waiting for the disk: the least that sharing its waits could cost."""
    return explicit(["SET LOCAL synchronous_commit = off;", *body])


def grouped(body):
    """Several changes in one transaction, each with new ids and a key of its own."""
    def renewed(line, number):
        return re.sub(r"('02' \|\| :fresh::text \|\| '[0-9]+)0'", rf"\g<1>{number}'", line).replace("'pgbench-'", f"'pgbench-{number}-'")
    return explicit([renewed(line, number) for number in range(GROUP) for line in body])


def frames(workload):
    """name → (requests in one go, how their statements leave)"""
    common = {"`tx`: a round trip each": (1, statements.round_trips), "`impl`: one breath, implicit": (1, statements.one_breath),
              "one breath, BEGIN and COMMIT": (1, explicit)}
    if workload == "w3":
        return common | {"the same, not waiting for the disk": (1, lazy), f"{GROUP} visits in one transaction and breath": (GROUP, grouped)}
    breaths = f"{len(BREATHS[workload])} breath{'s' if len(BREATHS[workload]) > 1 else ''}"
    return common | {f"without standing and audit, {breaths}, as the service": (1, alone(workload)),
                     f"the same, {GROUP} requests in one breath": (GROUP, multiplexed),
                     "the audit's line alone": (1, lines(1)), f"{GROUP} of these lines in one statement": (GROUP, lines(GROUP))}


def arguments():
    parser = argparse.ArgumentParser(prog="make bench ARGS=--breaths", description=__doc__)
    parser.add_argument("--breaths", action="store_true", help="this bench")
    parser.add_argument("--scale", type=float, default=0.05)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4, help="of each measurement")
    places(parser)
    return parser.parse_args()


def measured(stage, workload, requests, frame, seconds):
    """Time of both cores for one request, and PostgreSQL's own share, in µs."""
    before = cpu_seconds(stage.server.process.pid)
    rate = pgbench(stage.server, stage.database, workload, stage.trajectories, CLIENTS, seconds, frame, stage.work)["rate"] * requests
    used = cpu_seconds(stage.server.process.pid) - before
    return {"both": CORES * 1e6 / rate, "database": used / (rate * seconds) * 1e6}


def section(options, rounds, version):
    text = [f"## {datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d %H:%M} UTC, breaths\n",
            f"{report.machine()}; PostgreSQL {version} on the same machine. `make bench ARGS=\"{' '.join(sys.argv[1:])}\"`: `pgbench -M prepared "
            f"-c {CLIENTS}` at scale {options.scale:g}, {options.rounds} rounds of {options.seconds} s for each. µs for one request (or line): what both cores "
            "had (2 s by its rate), and what PostgreSQL used of it; median (minimum–maximum).\n"]
    rows = []
    for workload in WORKLOADS:
        for name in frames(workload):
            shares = [[found[workload, name][what] for found in rounds] for what in ("both", "database")]
            rows.append([workload.upper(), name, *(f"{median(share):.0f} ({min(share):.0f}–{max(share):.0f})" for share in shares)])
    return "\n".join([*text, report.table(["", "the statements leave", "both cores, µs", "PostgreSQL, µs"], rows)])


def main():
    options = arguments()
    with own_server(options) as server:
        stage = None
        try:
            stage = Stage(options, server, options.scale)
            rounds = []
            for number in range(options.rounds):
                asked = [(workload, name, how) for workload in WORKLOADS for name, how in frames(workload).items()]
                turn = number * 3 % len(asked)
                rounds.append({(workload, name): measured(stage, workload, *how, options.seconds)
                               for workload, name, how in asked[turn:] + asked[:turn]})
                print(f"round {number + 1} of {options.rounds}", flush=True)
            version = server.sql("SHOW server_version")
        finally:
            if stage:
                stage.clear()
    report.tell(section(options, rounds, version), options.output)


if __name__ == "__main__":
    run(main)
