"""`make bench ARGS=--kill`: PostgreSQL dies under load, again and again (SIGKILL to its postmaster and all processes below it).
The service, never started anew, must have kept its word: every visit that it acknowledged is there once, with its line of the
audit and its answer kept under the idempotency key, and no other visit is there. There are no outbox rows to look for: there
is no outbox yet (docs/decisions/0013). A visit that was under way may have been stored or not; its caller asks again with the
same id and key until it is acknowledged. A killed process leaves the system's cache of files behind, so this proves the order
of commit and answer, and not what a disk does when the power fails."""

import argparse
import collections
import datetime
import http.client
import itertools
import json
import math
import random
import sys
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import report
from load import USERS
from programs import kill
from server import Failed
from stage import Stage, own_server, places, run

# Seconds: between tries of one request, and how long after PostgreSQL is back a request may still fail.
PAUSE, PATIENCE = 0.02, 30
# Visits of the data themselves have ids of this form (ids.sql), which no caller here makes.
CHECK = """
CREATE TEMP TABLE told (id uuid PRIMARY KEY, acknowledged bigint NOT NULL DEFAULT 1);
COPY told (id) FROM STDIN;
{told}\\.
WITH visit AS (SELECT id, count(*) AS visits FROM visits WHERE id::text NOT LIKE '%-7016-8000-000000000000' GROUP BY 1),
audit AS (SELECT object_id AS id, count(*) AS lines FROM audit_events
    WHERE action = 'createVisit' AND outcome = 'done' AND object_id::text NOT LIKE '%-7016-8000-000000000000' GROUP BY 1),
record AS (SELECT substr(key, 6)::uuid AS id, count(*) AS records FROM idempotency_records WHERE key LIKE 'kill-%' GROUP BY 1)
SELECT format('%s: acknowledged %s, visits %s, audit %s, idempotency records %s', id, coalesce(acknowledged, 0), coalesce(visits, 0),
    coalesce(lines, 0), coalesce(records, 0))
FROM told FULL JOIN visit USING (id) FULL JOIN audit USING (id) FULL JOIN record USING (id)
WHERE ROW(acknowledged, visits, lines, records) IS DISTINCT FROM ROW(1, 1, 1, 1) ORDER BY id;
"""

Try = collections.namedtuple("Try", "sent answered status")
Recorded = collections.namedtuple("Recorded", "id tries replayed")


def arguments():
    parser = argparse.ArgumentParser(prog="make bench ARGS=--kill", description=__doc__)
    parser.add_argument("--kill", action="store_true", help="this bench")
    parser.add_argument("--times", type=int, default=20, help="how often PostgreSQL is killed (default 20)")
    parser.add_argument("--writers", type=int, default=8, help="who record visits at the same time (default 8)")
    parser.add_argument("--scale", type=float, default=0.05, help="size of the data, 1 is 2,000,000 visits (default 0.05)")
    places(parser)
    return parser.parse_args()


def new_id():
    """A UUIDv7, as a caller chooses it."""
    bits = time.time_ns() // 10**6 << 80 | random.getrandbits(80)
    return str(uuid.UUID(int=bits & ~(0xF << 76) & ~(3 << 62) | 7 << 76 | 2 << 62))


class Death:
    """One death of PostgreSQL: what was recorded before it, through it, and after it."""

    def __init__(self, stage, service, writers):
        self.stage, self.service, self.tokens = stage, service, stage.told("w3")["tokens"]
        self.back, self.deadline = threading.Event(), math.inf
        with ThreadPoolExecutor(writers) as pool:
            working = [pool.submit(self.write, range(first, USERS + 1, writers)) for first in range(1, writers + 1)]
            try:
                time.sleep(random.uniform(0.3, 1.5))
                self.killed_at = time.monotonic()
                kill(stage.server.process)
                self.gone_at = time.monotonic()
                stage.server.start()
            finally:
                self.deadline = time.monotonic() + (PATIENCE if stage.server.process.poll() is None else 0)
                self.back.set()
        self.visits = [visit for writer in working for visit in writer.result()]
        self.doubtful = [visit for visit in self.visits if visit.tries[0].sent < self.killed_at <= visit.tries[-1].sent]
        self.stored = sum(visit.replayed for visit in self.doubtful)
        # The service may be quicker than the bench, which looks every 50 ms.
        self.first = max(0, min(last.answered for *_, last in (visit.tries for visit in self.visits) if last.sent > self.gone_at)
                         - stage.server.ready_at)

    def write(self, users):
        """Records visits, of other families than all other writers, up to one that began with PostgreSQL back."""
        connection = http.client.HTTPConnection("127.0.0.1", self.service.port, timeout=PATIENCE)
        visits = []
        for user in itertools.cycle(users):
            last = self.back.is_set()
            visits.append(self.record(connection, user))
            if last:
                connection.close()
                return visits

    def record(self, connection, user):
        """One visit, asked for until it is acknowledged."""
        visit, tries = new_id(), []
        trajectory = user + 1000 * random.randrange(self.stage.trajectories // 1000)
        body = json.dumps({"id": visit} | self.stage.visit(user, trajectory))
        headers = {"Authorization": f"Bearer {self.tokens[user - 1]}", "Accept": "application/json", "Content-Type": "application/json",
                   "Idempotency-Key": f"kill-{visit}"}
        while True:
            sent = time.monotonic()
            try:
                connection.request("POST", "/v1/visits", body, headers)
                response = connection.getresponse()
                status, answer = response.status, response.read().decode(errors="replace")
            except (OSError, http.client.HTTPException) as error:
                connection.close()
                status, answer = 0, repr(error)
            tries.append(Try(sent, time.monotonic(), status))
            if status == 201 and json.loads(answer)["id"] == visit:
                return Recorded(visit, tries, response.getheader("Idempotency-Replayed") == "true")
            if 0 < status < 500 or time.monotonic() > self.deadline:
                raise Failed(f"visit {visit} was answered {status} at try {len(tries)}; see {self.service.log}\n{answer}")
            time.sleep(PAUSE)


def verify(stage, visits):
    told = "".join(f"{visit.id}\n" for visit in visits)
    if wrong := stage.server.psql(database=stage.database, script=CHECK.format(told=told)).splitlines():
        raise Failed(f"{len(wrong)} visits are not there once with all that belongs to them:\n" + "\n".join(wrong))


def section(options, deaths, version):
    visits = [visit for death in deaths for visit in death.visits]
    doubtful, stored = sum(len(death.doubtful) for death in deaths), sum(death.stored for death in deaths)
    failed = collections.Counter(one.status or "no answer" for visit in visits for one in visit.tries[:-1])
    words = " ".join(sys.argv[1:])
    heads = ["kills", "visits acknowledged", "in doubt at a kill", "of these stored", "not stored", "most ms from ready to the first acknowledged"]
    row = [len(deaths), f"{len(visits):,}", doubtful, stored, doubtful - stored, f"{max(death.first for death in deaths) * 1000:.0f}"]
    return "\n".join([
        f"## {datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d %H:%M} UTC, killed under load\n",
        f"{report.machine()}; PostgreSQL {version} on the same machine, with `fsync`, `full_page_writes` and `synchronous_commit`. "
        f"`make bench ARGS=\"{words}\"`: {options.writers} writers record visits (W3) at scale {options.scale:g}, with ids and idempotency keys "
        "of their own; 0.3 to 1.5 s later SIGKILL ends PostgreSQL and every process below it. It starts again; the service runs on, and each "
        "visit is asked for again until it is acknowledged.\n",
        "After every kill: **each acknowledged visit is there once, with one line of the audit and one idempotency record, and no other is "
        "there**. There is no outbox yet ([0013](decisions/0013-no-outbox-yet.md)), so there are no outbox rows to look for. Tries that failed "
        "meanwhile: " + (", ".join(f"{count:,} × {status}" for status, count in failed.most_common()) or "none") + ".\n",
        report.table(heads, [row])])


def main():
    options = arguments()
    with own_server(options) as server:
        careful = "'fsync', 'full_page_writes', 'synchronous_commit'"
        if off := server.sql(f"SELECT name FROM pg_settings WHERE name IN ({careful}) AND setting <> 'on'").split():
            raise Failed(f"nothing is durable without {' and '.join(off)}")
        stage = Stage(options, server, options.scale)
        try:
            stage.told("w3")  # the key is there before the service reads it
            service, deaths = stage.start("service"), []
            for number in range(options.times):
                deaths.append(death := Death(stage, service, options.writers))
                verify(stage, [visit for earlier in deaths for visit in earlier.visits])
                print(f"kill {number + 1} of {options.times}: {len(death.visits)} acknowledged, {len(death.doubtful)} in doubt, {death.stored} of these "
                      f"stored; the first {death.first * 1000:.0f} ms after PostgreSQL was ready", flush=True)
        finally:
            stage.clear()
        version = server.sql("SHOW server_version")
    report.tell(section(options, deaths, version), options.output)


if __name__ == "__main__":
    run(main)
