"""The statements of a workload (statements/*.sql), as pgbench scripts and as something to try in psql."""

import re
from collections import Counter
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "statements"
WORKLOADS = ("w1", "w2", "w3", "w5")
# Where a page's ids stand in a script as text, it is for one organisation; this many of them take turns.
ORGANISATIONS_OF_W2 = 16
# The organisation with 200 practitioners (data.sql); 2000 and its number is its project leader.
LARGE = 201
BODY = ('{"id":"019c1000-0001-7016-8000-000000000000","trajectoryId":"019c1000-0001-7014-8000-000000000000","status":"held",'
        '"performerIds":["019c1000-0001-7006-8000-000000000000"],"observerIds":[],"step":"goal_visit","mode":"home",'
        '"communication":null,"plannedAt":null,"heldOn":"2026-11-02","startedAt":null,"minutes":60,"attendance":"parents",'
        '"parentIdsPresent":[],"cancelReason":null,"goalWork":[],"notes":null,"licences":[],"version":1,'
        '"createdAt":"2026-11-02T18:00:00Z","updatedAt":"2026-11-02T18:00:00Z"}')


def statements(workload):
    """[(name, rows, SQL)], in order."""
    text = (FOLDER / f"{workload}.sql").read_text()
    parts = re.split(r"^-- statement (\w+) (\d+)$", text, flags=re.M)[1:]
    return [(name, int(rows), sql.strip().rstrip(";")) for name, rows, sql in zip(parts[0::3], parts[1::3], parts[2::3])]


def identifier(kind, number):
    return f"019c{10_000_000 + number:08d}7{kind:03d}8" + "0" * 15


def from_number(kind, variable):
    """A text expression for an id of data.sql; the variable holds 10,000,000 + its number."""
    return f"('019c' || :{variable}::text || '7{kind:03d}8000000000000000')"


def new_id(kind):
    """A text expression for an id that no data have: in order like the service's own, and later than all of them."""
    return f"('02' || :fresh::text || '7{kind:03d}8000000000000000')"


def values(workload, organisation, trajectories):
    """name → SQL, in terms of pgbench's own variables."""
    user = {"w2": "leader", "w5": "chief"}.get(workload, "person")
    where = "large" if workload == "w5" else "person"
    visits = [organisation + 200 * k for k in range(50)]
    return {
        "organisation_id": from_number(1, where), "session_id": from_number(4, user), "account_id": from_number(2, user),
        "practitioner_id": from_number(6, "person"), "licence_id": from_number(7, "person"),
        "licence_period_id": from_number(8, "person"), "trajectory_id": from_number(14, "trajectory"),
        "family_id": from_number(10, "trajectory"), "visit_id": new_id(17), "audit_id": new_id(18),
        "visit_ids": "'{" + ",".join(identifier(16, visit) for visit in visits) + "}'",
        "family_ids": "'{" + ",".join(sorted({identifier(10, (visit - 1) % trajectories + 1) for visit in visits})) + "}'",
        "key_lock": ":lock", "idempotency_key": "('pgbench-' || :fresh::text)", "fingerprint": "'\\x" + "5a" * 32 + "'",
        "location": "('/v1/visits/' || :fresh::text)",
        # pgbench takes a colon for a variable even between quotes.
        "body": "E'" + BODY.replace(":", "\\x3a") + "'",
    }


def round_trips(body):
    """A transaction whose statements wait for each other."""
    return ["BEGIN;", *body, "COMMIT;"]


def one_breath(body):
    """Statements that leave together. Up to one Sync they are one transaction, without BEGIN and COMMIT."""
    return ["\\startpipeline", *body, "\\endpipeline"]


def pgbench_scripts(workload, trajectories, frame):
    """Scripts that take turns; `frame` says how their statements leave. Wants -D base=N, where N to N + 9,999,999 are numbers of new ids that are free."""
    for organisation in range(1, (ORGANISATIONS_OF_W2 if workload == "w2" else 1) + 1):
        chosen = organisation if workload == "w2" else "random(1, 200)"
        lines = [f"\\set p {chosen}", "\\set person 10000000 + :p", "\\set leader 10002000 + :p",
                 f"\\set large {10_000_000 + LARGE}", f"\\set chief {10_002_000 + LARGE}",
                 f"\\set trajectory 10000000 + :p + 1000 * random(0, {trajectories // 1000 - 1})",
                 "\\set turn :turn + 1", "\\set fresh 1000000000 + :base + :turn * 8 + :client_id", "\\set lock random(1, 9000000000000000)"]
        known = values(workload, organisation, trajectories)
        body = [filled(sql, known) + ";" for _, _, sql in statements(workload)]
        yield "\n".join([*lines, *frame(body)]) + "\n"


def filled(sql, known):
    return re.sub(r"(?<!:):([a-z_]+)", lambda match: known[match[1]], " ".join(sql.split()))


def kind_of(sql):
    """What a statement touches, however it is written: its verb, the tables in their order, the functions that do more than compute."""
    plain = re.sub(r"\bFOR NO KEY UPDATE\b.*", "", sql.replace('"', ""), flags=re.S)
    tables = re.findall(r"\b(?:FROM|JOIN|INTO|UPDATE)\s+\(*(\w+)", plain)
    functions = [name for name in re.findall(r"\b(\w+)\(", plain.lower()) if name not in ("any", "count", "now")]
    return " ".join([plain.split()[0], *tables, *sorted(functions)])


def differences(workload, texts):
    """In what a ceiling's statements are not those that the service sent, [(times per request, statement)]: one that does more would
    be easily reached."""
    # The service waits for the disk in a statement of its own (decision 0044), a ceiling with its COMMIT; and a ceiling says of a read
    # that it does not wait, which the service's connections were told once.
    sent = Counter(kind for times, text in texts for kind in round(times) * [kind_of(text)] if "pg_logical_emit_message" not in kind)
    early = "set_config('synchronous_commit', 'off', true)"
    wanted = Counter(kind_of(sql.replace(", " + early, "")) for _, _, sql in statements(workload))
    return [f"only the service sends {kind}" for kind in sent - wanted] + [f"only the ceiling sends {kind}" for kind in wanted - sent]


def verify(server, database, trajectories):
    """Tries every statement once, as the tenant, and undoes it; complains when one finds something else than it should."""
    wrong = []
    for workload in WORKLOADS:
        known = values(workload, 1, trajectories)
        script = ["\\set person 10000001", "\\set leader 10002001", f"\\set large {10_000_000 + LARGE}", f"\\set chief {10_002_000 + LARGE}",
                  "\\set trajectory 10000001", "\\set fresh 9999999999", "\\set lock 1",
                  "BEGIN;"]
        for name, _, sql in statements(workload):
            script += [f"\\echo @{name}", filled(sql, known) + ";"]
        said = server.psql(database=database, role="samen_leren_tenant", script="\n".join([*script, "\\echo @end", "ROLLBACK;"]))
        found = dict(re.findall(r"^@(\w+)\n(.*?)(?=^@)", said, flags=re.M | re.S))
        for name, rows, _ in statements(workload):
            if len(found[name].splitlines()) != rows:
                wrong.append(f"{workload} {name}: {len(found[name].splitlines())} rows instead of {rows}")
    return wrong
