"""What came out, as Markdown: medians over the rounds; ratios are taken within each round first."""

import datetime
import os
import platform
import sys
from pathlib import Path
from statistics import median

from data import sizes
from load import CLIENTS, COMPUTED, CONNECTIONS
from statements import WORKLOADS

BEGIN, END = "<!-- bench:begin -->", "<!-- bench:end -->"
EMPTY = f"""# Performance

Written by `make bench`: the service against PostgreSQL's own ceiling and a peer, newest first. How it measures is told in
`bench/run.py`; the statements of the ceilings and the peer are in `bench/statements/`.

{BEGIN}
{END}
"""
NAMES = {"w1": "W1 one trajectory", "w2": "W2 page of 50", "w3": "W3 record a visit", "w5": "W5 200 licences on a day"}


def table(heads, rows):
    lines = [heads, ["---"] + ["---:"] * (len(heads) - 1), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines) + "\n"


def spread(values):
    """Median with minimum and maximum."""
    return f"{median(values):.2f} ({min(values):.2f}–{max(values):.2f})"


class Rounds:
    """The measurements of one scale."""

    def __init__(self, rounds):
        self.rounds = rounds

    def all(self, workload, subject, connections, what):
        return [found[workload][subject, connections][what] for found in self.rounds]

    def middle(self, *which):
        return median(self.all(*which))

    def ratios(self, workload, subject, other, what="rate"):
        pairs = zip(self.all(workload, *subject, what), self.all(workload, *other, what))
        return [one / two for one, two in pairs]


def throughput(rounds, workloads, peer):
    heads = ["", "connections", "requests/s", "÷ tx", "÷ impl", *(["÷ peer"] if peer else []), "p50 ms", "p99 ms",
             "CPU service µs", "CPU PostgreSQL µs"]
    rows = []
    for workload in workloads:
        for count in CONNECTIONS:
            own = ("service", count)
            against = [("tx", CLIENTS), ("impl", CLIENTS)] + ([("peer", count)] if peer else [])
            rows.append([NAMES[workload], count, f"{rounds.middle(workload, *own, 'rate'):.0f}",
                         *(spread(rounds.ratios(workload, own, other)) for other in against),
                         *(f"{rounds.middle(workload, *own, what):.2f}" for what in ("p50", "p99")),
                         *(f"{rounds.middle(workload, *own, what):.0f}" for what in ("cpu", "cpu_database"))])
    return table(heads, rows)


def ceilings(rounds, counts, workloads, peer):
    def told(workload, subject, what):
        value = counts[workload].get(subject, {}).get(what)
        return "–" if value is None else f"{value:.1f}"

    heads = ["", "tx/s", "impl/s", "p50 at 1: impl ms", "service ÷ impl", "statements: service", "tx", "round trips: service"]
    heads += ["peer/s at 64", "peer p50 at 1 ms", "peer CPU µs at 64", "peer statements", "peer round trips"] if peer else []
    rows = []
    for workload in workloads:
        row = [NAMES[workload], f"{rounds.middle(workload, 'tx', CLIENTS, 'rate'):.0f}", f"{rounds.middle(workload, 'impl', CLIENTS, 'rate'):.0f}",
               f"{rounds.middle(workload, 'impl', 1, 'p50'):.2f}", spread(rounds.ratios(workload, ("service", 1), ("impl", 1), "p50")),
               told(workload, "service", "statements"), told(workload, "tx", "statements"), told(workload, "service", "round_trips")]
        if peer:
            row += [f"{rounds.middle(workload, 'peer', 64, 'rate'):.0f}", f"{rounds.middle(workload, 'peer', 1, 'p50'):.2f}",
                    f"{rounds.middle(workload, 'peer', 64, 'cpu'):.0f}", told(workload, "peer", "statements"), told(workload, "peer", "round_trips")]
        rows.append(row)
    return table(heads, rows)


def computed(rounds):
    """Steps and fidelity of a trajectory against reading it plainly, in the same round."""
    names = {"w4s": "W4 steps", "w4f": "W4 fidelity"}
    rows = []
    for subject in COMPUTED:
        for count in CONNECTIONS:
            own = (subject, count)
            rows.append([names[subject], count, f"{rounds.middle('w1', *own, 'rate'):.0f}",
                         spread(rounds.ratios("w1", own, ("service", count), "p50")),
                         *(f"{rounds.middle('w1', *own, what):.2f}" for what in ("p50", "p99")),
                         *(f"{rounds.middle('w1', *own, what):.0f}" for what in ("cpu", "cpu_database"))])
    return table(["", "connections", "requests/s", "p50 ÷ W1", "p50 ms", "p99 ms", "CPU service µs", "CPU PostgreSQL µs"], rows)


def weights(rounds, workloads, peer):
    rows = []
    for name in ["service"] + (["peer"] if peer else []):
        memory = [max(found[workload][name, count]["memory"] for workload in workloads for count in CONNECTIONS) for found in rounds.rounds]
        ready = [found["ready"][name] for found in rounds.rounds]
        rows.append([name, *(f"{median(all_of):.0f} ({min(all_of):.0f}–{max(all_of):.0f})" for all_of in (memory, ready))])
    return table(["", "most memory under load, MB", "start to ready, ms"], rows)


def flat(found, workloads):
    """How the ratio to the ceiling moves with the size of the data."""
    rows = [[NAMES[workload], *(spread(Rounds(of["rounds"]).ratios(workload, ("service", CONNECTIONS[-1]), ("tx", CLIENTS)))
                                for of in found.values())] for workload in workloads]
    return table([f"÷ tx at {CONNECTIONS[-1]} connections", *(f"scale {scale:g}" for scale in found)], rows)


def machine():
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    try:
        with open("/proc/cpuinfo") as lines:
            model = next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        model = platform.machine()
    return f"{os.cpu_count()} × {model}, {memory:.0f} GiB, Linux {platform.release()}"


def section(options, found, version):
    now, peer = datetime.datetime.now(datetime.timezone.utc), not options.no_peer
    workloads = [workload for workload in WORKLOADS if workload in options.workloads]
    words = " ".join(sys.argv[1:])
    told = [f"## {now:%Y-%m-%d %H:%M} UTC\n",
            f"{machine()}; PostgreSQL {version} on the same machine, with wrk and pgbench beside it. "
            f"`make bench{f' ARGS={chr(34)}{words}{chr(34)}' if words else ''}`: {options.rounds} rounds of {options.seconds} s for each measurement"
            + ("" if options.rounds >= 5 else " (**too few to conclude from**)") + ".\n",
            f"`tx` and `impl`: `pgbench -M prepared -c {CLIENTS} -j 2` with the same statements as separate round trips, and pipelined as one "
            "implicit transaction. " + ("`peer`: Fastify and pg, two workers. " if peer else "")
            + "Ratios: median of the rounds (minimum–maximum). CPU is per request.\n"]
    for scale, of in found.items():
        rounds, count = Rounds(of["rounds"]), sizes(scale)
        told += [f"**Scale {scale:g}**: {count['organisations']} organisations, {count['trajectories']:,} trajectories, {count['visits']:,} visits.\n",
                 throughput(rounds, workloads, peer), *([computed(rounds)] if "w1" in workloads else []), ceilings(rounds, of["counts"], workloads, peer),
                 weights(rounds, workloads, peer)]
    if len(found) > 1:
        told += ["**Flat**: does the ratio move with the data by less than its own spread?\n", flat(found, workloads)]
    return "\n".join(told)


def tell(text, output):
    """Prints a section, and puts it in front of the earlier ones of a file; of none, when that is `-`."""
    print("\n" + text)
    if output == "-":
        return
    file = Path(output)
    before = file.read_text() if file.exists() else EMPTY
    if BEGIN not in before:
        before += f"\n{BEGIN}\n{END}\n"
    file.write_text(before.replace(f"{BEGIN}\n", f"{BEGIN}\n\n{text}", 1))
    print(f"added to {file}")
