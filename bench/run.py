"""`make bench`: the service against PostgreSQL's own ceiling and against a peer, in rounds. Every round measures every
subject, in another order each time, so that what the machine does meanwhile touches all alike; what is reported are
ratios within a round. See docs/performance.md for what came out."""

import argparse
import json
import time

import data
import report
import statements
from load import CLIENTS, COMPUTED, CONNECTIONS, pgbench, wrk
from server import Failed
from stage import Stage, own_server, places, run
from wire import Wire


def arguments():
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--scale", default="1", help="size of the data, 1 is 2,000,000 visits; several with commas (default 1)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=5, help="of each measurement")
    parser.add_argument("--warmup", type=int, default=1, help="seconds before each measurement of a program")
    parser.add_argument("--workloads", default=",".join(statements.WORKLOADS))
    parser.add_argument("--no-peer", action="store_true", help="leave Fastify out")
    parser.add_argument("--statements", action="store_true", help="also print what the service sends for each workload")
    places(parser)
    chosen = parser.parse_args()
    chosen.scales = [float(scale) for scale in chosen.scale.split(",")]
    chosen.workloads = chosen.workloads.split(",")
    if unknown := set(chosen.workloads) - set(statements.WORKLOADS):
        parser.error(f"no such workload: {', '.join(unknown)}")
    return chosen


class Bench(Stage):
    """A stage whose ceilings are what they should be, and what is measured on it."""

    def __init__(self, options, server, scale):
        super().__init__(options, server, scale)
        if wrong := statements.verify(server, self.database, self.trajectories):
            raise Failed("the ceilings are not what they should be: " + "; ".join(wrong))

    # --- one request by hand -------------------------------------------------------------------------------------

    def request(self, program, workload, told, number):
        """The workload's request of one user; refuses anything but the one right status."""
        user = number % len(told["tokens"]) + 1
        headers = {"Authorization": f"Bearer {told['tokens'][user - 1]}", "Accept": "application/json"}
        if workload == "w3":
            headers |= {"Content-Type": "application/json", "Idempotency-Key": f"bench-by-hand-{program.name}-{number}-{time.time_ns()}"}
            verb, path, body, wanted = "POST", "/v1/visits", json.dumps(self.visit(user, user)), 201
        else:
            one = f"/v1/trajectories/{self.uuid(14, user)}" + COMPUTED.get(workload, "")
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
            texts = self.counted(requests)
            # A message can hold several statements; and pg_stat_statements overlooks a BEGIN or COMMIT that was prepared.
            return {"statements": max(sum(times for times, _ in texts), messages), "round_trips": trips, "texts": texts}
        finally:
            self.counting(False)
            self.stop(program)
            wire.close()

    def counting(self, on):
        self.server.counting(on)
        if on and self.server.counts_statements:
            self.server.sql("SELECT pg_stat_statements_reset()", self.database)

    def counted(self, requests):
        """[(how many times per request, statement)]"""
        if not self.server.counts_statements:
            return []
        rows = self.server.sql("SELECT calls, regexp_replace(query, '\\s+', ' ', 'g') FROM pg_stat_statements s JOIN pg_roles r "
                               "ON r.oid = s.userid WHERE rolname IN ('samen_leren_tenant', 'samen_leren_worker') AND calls >= 20 ORDER BY calls DESC, query",
                               self.database).splitlines()
        return [(int(calls) / requests, text) for calls, text in (row.split("|", 1) for row in rows)]

    def wire_folder(self):
        folder = self.server.sockets / "w"
        folder.mkdir(exist_ok=True)
        return folder

    # --- rounds --------------------------------------------------------------------------------------------------

    def round(self, number):
        """{workload: {subject: measurement}}, and what the programs needed to start."""
        names = ["service"] + ([] if self.options.no_peer else ["peer"])
        self.server.sql("CHECKPOINT")  # what the round before left to write is nothing of a program's start
        programs = {name: self.start(name) for name in names}
        found = {"ready": {name: program.ready_ms for name, program in programs.items()}}
        programs["service"].settle()
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
                                     {"tx": statements.round_trips, "impl": statements.one_breath}[subject], self.work)
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
    found = {}
    with own_server(options) as server:
        bench = None
        try:
            for scale in options.scales:
                bench = Bench(options, server, scale)
                found[scale] = measured(bench, options)
        finally:
            if bench:
                bench.clear()
        version = server.sql("SHOW server_version")
    report.tell(report.section(options, found, version), options.output)


def measured(bench, options):
    """The rounds of one scale, and what was counted apart from them."""
    counts = {}
    for workload in options.workloads:
        bench.told(workload)  # the key is there before the programs read theirs
        own, ceiling = bench.count("service", workload), [sql for _, _, sql in statements.statements(workload)]
        counts[workload] = {"tx": {"statements": len(ceiling) + 2}, "service": own}
        print(f"{workload}: {own['statements']:.1f} statements in {own['round_trips']:.1f} round trips; the ceiling sends {len(ceiling) + 2}", flush=True)
        if options.statements:
            print(f"--- {workload}, per request:", *(f"{times:g} × {text}" for times, text in own["texts"]), sep="\n", flush=True)
        if not own["texts"]:
            print(f"{workload}: not compared with what the service sends: this PostgreSQL has no pg_stat_statements", flush=True)
        elif (wrong := statements.differences(workload, own["texts"])):
            raise Failed(f"{workload}: the ceiling does other work than the service: " + "; ".join(wrong))
        if not options.no_peer:
            counts[workload]["peer"] = bench.count("peer", workload)
    rounds = []
    for number in range(options.rounds):
        print(f"scale {bench.scale:g}, round {number + 1} of {options.rounds}", flush=True)
        rounds.append(bench.round(number))
    return {"rounds": rounds, "counts": counts}


if __name__ == "__main__":
    run(main)
