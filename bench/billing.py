"""`make bench ARGS=--billing`: a billing run over 100 organisations and one over 1,000, in rounds, each on a fresh database:
what an organisation costs must not grow with their number. Each has three years of billed months behind it, which a run
looks through for what turned out otherwise. Drafting and issuing, by the command line; documents are rendered and mailed by
the jobs afterwards, and are not in these figures."""

import argparse
import datetime
import os
import subprocess
import sys
import time
from statistics import median

import data
import report
from server import Failed
from stage import own_server, places, run

COUNTS = (100, 1000)
MONTH = "2026-10"
ORGANISATIONS = """
UPDATE seller SET details = '{"name": "Stichting Voorbeeld", "kvkNumber": "99999990", "vatId": "NL999999990B01", "iban": "NL91ABNA0417164300",
    "address": {"street": "Verzonnenlaan 12", "postalCode": "1234 AB", "city": "Voorbeeldstad"}, "email": "administratie@stichting.example"}';
WITH made AS (INSERT INTO organisations (id, name, kvk_number, address, billing, contact, status, version, created_at, updated_at)
    SELECT gen_random_uuid(), 'Organisatie ' || n, (20000000 + n)::text,
        '{"street": "Verzonnenlaan 1", "postalCode": "1234 AB", "city": "Voorbeeldstad"}', '{"email": "rekening@welzijn.example"}', '{}',
        'active', 1, now(), now()
    FROM generate_series(1, :count) n RETURNING id)
INSERT INTO subscriptions (organisation_id, id, starts_on, version, created_at, updated_at)
SELECT id, gen_random_uuid(), '2023-10-01', 1, now(), now() FROM made;
"""
# 36 months before MONTH, each run, and billed to every organisation on an invoice of its own. All have their numbers in a
# year before that of the run, whose series begins at 1.
HISTORY = """
CREATE TEMPORARY TABLE history AS SELECT s.organisation_id, m::date AS month, gen_random_uuid() AS id, gen_random_uuid() AS invoice,
    gen_random_uuid() AS line, row_number() OVER () AS number
    FROM subscriptions s CROSS JOIN generate_series('2023-10-01'::timestamp, '2026-09-01'::timestamp, interval '1 month') m;
INSERT INTO billing_runs (id, month, dry_run, issue, status, organisations, created_at, finished_at)
    SELECT gen_random_uuid(), month, false, true, 'finished', count(*), now(), now() FROM history GROUP BY month;
INSERT INTO subscription_months (organisation_id, id, month, active_from, active_until, active_days, practitioners, trajectories, visits, measured_at)
    SELECT organisation_id, id, month, month, (month + interval '1 month' - interval '1 day')::date,
        (month + interval '1 month')::date - month, 4, 10, 50, now() FROM history;
INSERT INTO invoices (organisation_id, id, kind, status, month, net_cents, vat_cents, total_cents, vat, version, created_at, updated_at)
    SELECT organisation_id, invoice, 'invoice', 'draft', month, 14000, 2940, 16940, '[{"vatRate": 21, "netCents": 14000, "vatCents": 2940}]',
        1, now(), now() FROM history;
INSERT INTO invoice_lines (organisation_id, id, invoice_id, position, code, description, quantity, unit_cents, net_cents, vat_rate, price_id,
        period_from, period_until, subscription_month_id, round)
    SELECT organisation_id, line, invoice, 1, 'subscription_month', 'Abonnement Samen Leren', 1, 14000, 14000, 21,
        (SELECT id FROM prices WHERE code = 'subscription_month'), month, (month + interval '1 month' - interval '1 day')::date, id, 1
    FROM history;
UPDATE subscription_months m SET invoice_line_id = h.line FROM history h WHERE h.organisation_id = m.organisation_id AND h.id = m.id;
UPDATE invoices i SET status = 'issued', number = 'F2025-' || lpad(h.number::text, 5, '0'), issued_on = '2025-12-31', due_on = '2026-01-30',
    seller = (SELECT details FROM seller), buyer = '{"name": "Organisatie"}' FROM history h WHERE h.organisation_id = i.organisation_id AND h.invoice = i.id;
INSERT INTO invoice_series (kind, year, last) SELECT 'invoice', 2025, count(*) FROM history;
INSERT INTO invoice_numbers (kind, year, sequence, organisation_id, invoice_id)
    SELECT 'invoice', 2025, number, organisation_id, invoice FROM history;
"""


def arguments():
    parser = argparse.ArgumentParser(prog="make bench ARGS=--billing", description=__doc__)
    parser.add_argument("--billing", action="store_true", help="this bench")
    parser.add_argument("--rounds", type=int, default=5)
    places(parser)
    return parser.parse_args()


def bill(server, program, count):
    """One run over so many organisations: seconds, seconds of a core, most memory in MB."""
    server.sql("DROP DATABASE IF EXISTS billing")
    server.sql("CREATE DATABASE billing TEMPLATE billing_template")
    server.psql("-v", f"count={count}", database="billing", script=ORGANISATIONS + HISTORY)
    server.sql("VACUUM ANALYZE", "billing")
    started = time.monotonic()
    environment = os.environ | {"DATABASE_URL": server.url("postgres", "billing"), "SECRET_KEY": "A" * 43 + "=", "RUST_LOG": "warn"}
    process = subprocess.Popen([program, "admin", "bill", "--month", MONTH], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    told = process.stdout.read().decode()
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.monotonic() - started
    issued = server.sql(f"SELECT count(*) FROM invoices WHERE status = 'issued' AND month = '{MONTH}-01'", "billing")
    last = server.sql("SELECT last FROM invoice_series WHERE year > 2025", "billing")
    if status != 0 or (issued, last) != (str(count), str(count)):
        raise Failed(f"the run over {count} organisations ended with {status} and {issued} invoices:\n{told}")
    return {"seconds": seconds, "cpu": used.ru_utime + used.ru_stime, "memory": used.ru_maxrss / 1024}


def section(options, rounds, version):
    rows = []
    for count in COUNTS:
        middle = {what: median(found[count][what] for found in rounds) for what in ("seconds", "cpu", "memory")}
        spread = [found[count]["seconds"] for found in rounds]
        rows.append([f"{count:,} organisations", f"{middle['seconds']:.2f} ({min(spread):.2f}–{max(spread):.2f})", f"{middle['seconds'] / count * 1000:.1f}",
                     f"{middle['cpu'] / count * 1000:.2f}", f"{middle['memory']:.0f}"])
    small, large = COUNTS
    ratios = [found[large]["seconds"] / large / (found[small]["seconds"] / small) for found in rounds]
    words = " ".join(sys.argv[1:])
    return "\n".join([
        f"## {datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d %H:%M} UTC, billing\n",
        f"{report.machine()}; PostgreSQL {version} on the same machine. `make bench ARGS=\"{words}\"`: {options.rounds} rounds, each run on a fresh "
        f"database, 36 billed months behind every organisation, every invoice durable before the next. Time of an organisation in a run over {large:,} against one over {small}: "
        f"**{report.spread(ratios)}** (1 is linear; below it the start weighs).\n",
        report.table(["a billing run over", "seconds", "ms each", "CPU of the program, ms each", "most memory, MB"], rows)])


def clear(server):
    """Leaves nothing behind."""
    if server.process.poll() is None:
        for database in ("billing", "billing_template"):
            server.sql(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")


def main():
    options = arguments()
    with own_server(options) as server:
        try:
            clear(server)
            server.sql("CREATE DATABASE billing_template")
            data.migrate(server, options.program, "billing_template")
            rounds = []
            for number in range(options.rounds):
                order = COUNTS if number % 2 == 0 else COUNTS[::-1]
                rounds.append({count: bill(server, options.program, count) for count in order})
                print(f"round {number + 1} of {options.rounds}: " + ", ".join(f"{count}: {rounds[-1][count]['seconds']:.2f} s" for count in COUNTS), flush=True)
            version = server.sql("SHOW server_version")
        finally:
            clear(server)
    report.tell(section(options, rounds, version), options.output)


if __name__ == "__main__":
    run(main)
