"""One measurement: wrk against a program, or pgbench against PostgreSQL."""

import itertools
import json
import re
import subprocess
from pathlib import Path

from programs import cpu_seconds, resident_mb
from server import PORT, Failed
from statements import pgbench_scripts

HERE = Path(__file__).resolve().parent
USERS = 200
CONNECTIONS = (1, 16, 64)
# What is computed of one trajectory, beside reading it plainly (w1): of the service only.
COMPUTED = {"w4s": "/steps", "w4f": "/fidelity"}
# pgbench's best point on two cores; more backends than cores make it slower.
CLIENTS = 8
# Make the idempotency keys and ids of a measurement differ from those of all others.
seeds, blocks = itertools.count(), itertools.count()


def wrk(program, server, workload, connections, seconds, told, work):
    """Throughput, latencies, and processor time per request of the program and of PostgreSQL."""
    file = work / "told.lua"
    tokens = ",".join(f'"{token}"' for token in told["tokens"])
    file.write_text(f'return {{ workload = "{workload}", host = "127.0.0.1:{program.port}", seed = {told["seed"] + next(seeds)}, '
                    f'trajectories = {told["trajectories"]}, tokens = {{ {tokens} }} }}\n')
    before = cpu_seconds(program.pid), cpu_seconds(server.process.pid)
    done = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", HERE / "load.lua",
                           f"http://127.0.0.1:{program.port}", "--", file], capture_output=True, text=True)
    after, memory = (cpu_seconds(program.pid), cpu_seconds(server.process.pid)), resident_mb(program.pid)
    said = re.search(r"^RESULT (.*)$", done.stdout, flags=re.M)
    if done.returncode != 0 or not said:
        raise Failed(f"wrk failed: {done.stdout}{done.stderr}")
    result = json.loads(said[1])
    if result["refused"] or result["broken"] or not result["requests"]:
        raise Failed(f"{program.name} {workload} at {connections} connections: {result['refused']} answers were not 2xx, "
                     f"{result['broken']} requests had no answer, of {result['requests']}; see {program.log}")
    requests = result["requests"]
    return {"rate": requests / (result["duration"] / 1e6), "requests": requests, "p50": result["p50"] / 1000, "p99": result["p99"] / 1000,
            "cpu": (after[0] - before[0]) / requests * 1e6, "cpu_database": (after[1] - before[1]) / requests * 1e6, "memory": memory}


def pgbench(server, database, workload, trajectories, clients, seconds, frame, work):
    """Throughput, and with one client the median latency from pgbench's own log."""
    command = [server.binaries / "pgbench", "-h", server.sockets, "-p", PORT, "-U", "samen_leren_tenant", "-n", "-M", "prepared",
               "-c", clients, "-j", min(clients, 2), "-D", f"base={next(blocks) * 10_000_000}", "-D", "turn=0", "-T", seconds]
    if clients == 1:
        command += ["-l", f"--log-prefix={work / 'pgbench'}"]
    for number, script in enumerate(pgbench_scripts(workload, trajectories, frame)):
        file = work / f"{workload}-{number}.sql"
        file.write_text(script)
        command += ["-f", file]
    done = subprocess.run([*map(str, command), database], capture_output=True, text=True)
    rate = re.search(r"^tps = ([0-9.]+)", done.stdout, flags=re.M)
    if done.returncode != 0 or not rate or "failed transactions: 0 " not in done.stdout:
        raise Failed(f"pgbench {workload} failed: {done.stderr.strip()[-500:]}")
    latencies = []
    for file in work.glob("pgbench.*"):
        latencies += sorted(int(line.split()[2]) for line in file.read_text().splitlines())
        file.unlink()
    return {"rate": float(rate[1]), "p50": latencies[len(latencies) // 2] / 1000 if latencies else None}
