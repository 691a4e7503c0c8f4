"""The data of the measurements. Built once for a scale and kept as a database of its own; every run works on a copy, so
that what one run writes is not there for the next."""

import hashlib
import os
import re
import subprocess
import sys
import time
from pathlib import Path

from server import Failed

HERE = Path(__file__).resolve().parent
ORGANISATIONS, PRACTITIONERS = 200, 1000
# One organisation more, at every scale: without families, and with this many licensed practitioners.
COLLEAGUES = 200
WORKING_COPY = "bench"
TABLES = ("trajectories", "focus_children", "assignments", "visits", "visit_performers", "visit_parents", "audit_events")


def sizes(scale):
    """How many of what at a scale; 1 is 100,000 trajectories and 2,000,000 visits."""
    trajectories = max(1, round(100 * scale)) * PRACTITIONERS
    return {"organisations": ORGANISATIONS, "users": 2000 + ORGANISATIONS, "practitioners": PRACTITIONERS, "large": 1, "colleagues": COLLEAGUES,
            "trajectories": trajectories, "visits": 20 * trajectories}


def name_of(scale):
    """Other migrations or other data make another name, so what is reused is always what would be built."""
    told = hashlib.sha256()
    for file in sorted((HERE.parent / "migrations").glob("*/up.sql")) + [HERE / "ids.sql", HERE / "data.sql"]:
        told.update(file.read_bytes())
    return f"data_{sizes(scale)['trajectories']}_{told.hexdigest()[:10]}"


def steps():
    """(name, over what, SQL) in the order of data.sql."""
    parts = re.split(r"^-- step (.+) over (\w+)$", (HERE / "data.sql").read_text(), flags=re.M)[1:]
    return list(zip(parts[0::3], parts[1::3], parts[2::3]))


def migrate(server, program, database):
    """Roles and schema, by the program that is measured."""
    for command in ("provision", "migrate"):
        done = subprocess.run([program, command], capture_output=True, text=True,
                              env=os.environ | {"DATABASE_URL": server.url("postgres", database)})
        if done.returncode != 0:
            raise Failed(f"`{program} {command}` failed:\n{done.stdout}{done.stderr}")


def exists(server, database):
    return server.sql(f"SELECT 1 FROM pg_database WHERE datname = '{database}'") == "1"


def build(server, program, scale):
    """The name of the database with the data of this scale; builds it when it is not there."""
    name = name_of(scale)
    if exists(server, name):
        print(f"data at scale {scale:g}: kept from before ({name})", flush=True)
        return name
    count, half, started = sizes(scale), f"{name}_half", time.monotonic()
    # What other migrations or a broken-off run left behind.
    for old in server.sql(f"SELECT datname FROM pg_database WHERE datname ~ '^data_{count['trajectories']}_'").split():
        server.sql(f"DROP DATABASE {old}")
    server.sql(f"CREATE DATABASE {half}")
    migrate(server, program, half)
    server.psql("-f", HERE / "ids.sql", database=half)
    rows = {step: count[over] for step, over, _ in steps()}
    done, total = 0, sum(rows.values())
    for step, over, sql in steps():
        for low in range(1, rows[step] + 1, 100_000):
            high = min(low + 99_999, rows[step])
            server.psql("-1", "-v", f"lo={low}", "-v", f"hi={high}", "-v", f"trajectories={count['trajectories']}", database=half,
                        script="SET synchronous_commit = off; SET session_replication_role = replica;\n" + sql)
            done += high - low + 1
            progress(f"data at scale {scale:g}", done / total, step, time.monotonic() - started)
    print(f"data at scale {scale:g}: checking the references, vacuuming", flush=True)
    server.psql("-f", HERE / "check.sql", database=half)
    server.sql("VACUUM (FREEZE, ANALYZE)", database=half)
    server.sql(f"ALTER DATABASE {half} RENAME TO {name}")
    size = server.sql(f"SELECT pg_size_pretty(pg_database_size('{name}'))")
    print(f"data at scale {scale:g}: {size} in {time.monotonic() - started:.0f} s", flush=True)
    return name


def progress(what, share, step, seconds):
    if sys.stdout.isatty():
        bar = "#" * int(30 * share)
        print(f"\r\033[K{what} [{bar:<30}] {share:4.0%} {step}", end="\n" if share >= 1 else "", flush=True)
    elif progress.said != step:
        progress.said = step
        print(f"{what}: {share:4.0%} after {seconds:.0f} s, {step}", flush=True)


progress.said = None


def copy(server, source):
    """A fresh working copy, its tables in memory. Returns its name."""
    server.sql(f"DROP DATABASE IF EXISTS {WORKING_COPY}")
    strategy = " STRATEGY file_copy" if int(server.sql("SHOW server_version_num")) >= 150000 else ""
    server.sql(f"CREATE DATABASE {WORKING_COPY} TEMPLATE {source}{strategy}")
    # Today's keys. Without them a plan that was made for the empty table would scan it for as long as a connection lives;
    # and kept with the data they would be too old, so that the service's clean-up removed them during a measurement.
    server.sql("INSERT INTO idempotency_records SELECT bench.id(1, i % 200 + 1), bench.id(2, i % 1000 + 1), 'bench-before-' || i, "
               "sha256(i::text::bytea), 201, '/v1/visits/' || bench.id(16, i), '\"1\"', repeat('x', 600), false, now() "
               "FROM generate_series(1, 20000) i", WORKING_COPY)
    server.sql("VACUUM ANALYZE idempotency_records", WORKING_COPY)
    if server.counts_statements:
        server.sql("CREATE EXTENSION IF NOT EXISTS pg_stat_statements", database=WORKING_COPY)
    if server.sql("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_prewarm'") == "1":
        server.sql("CREATE EXTENSION IF NOT EXISTS pg_prewarm", database=WORKING_COPY)
        tables = ", ".join(f"'{table}'" for table in TABLES)
        server.sql(f"SELECT count(pg_prewarm(oid)) FROM pg_class WHERE oid IN (SELECT unnest(ARRAY[indrelid, indexrelid]) "
                   f"FROM pg_index WHERE indrelid::regclass::text IN ({tables}))", database=WORKING_COPY)
    server.sql("CHECKPOINT")
    return WORKING_COPY
