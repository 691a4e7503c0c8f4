"""`make bench ARGS=--build`: how long a developer waits. A debug build from nothing in a folder of its own, and checks after
a change of one file: a leaf, and what nearly everything rests on."""

import argparse
import datetime
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import report
from server import Failed

ROOT = Path(__file__).resolve().parent.parent
# What changes before a check.
CHANGED = {"a feature's rules": "src/features/visits/rules.rs", "the doors": "src/db/doors.rs"}


def arguments():
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--build", action="store_true", required=True)
    parser.add_argument("--rounds", type=int, default=5, help="checks of each kind")
    parser.add_argument("--folder", default=str(ROOT / ".run/bench"), help="where it builds")
    parser.add_argument("--output", default=str(ROOT / "docs/performance.md"), help="'-' prints only")
    return parser.parse_args()


def cargo(command, target):
    """Seconds."""
    started = time.monotonic()
    done = subprocess.run(["cargo", command, "--locked", "--offline", "--quiet"], cwd=ROOT, env=os.environ | {"CARGO_TARGET_DIR": str(target)})
    if done.returncode != 0:
        raise Failed(f"`cargo {command}` failed")
    return time.monotonic() - started


def measure(options):
    target = Path(options.folder) / "build"
    shutil.rmtree(target, ignore_errors=True)
    try:
        found = {"debug build, from nothing": [cargo("build", target)]}
        print(f"debug build: {found['debug build, from nothing'][0]:.0f} s", flush=True)
        cargo("check", target)
        for name, file in CHANGED.items():
            found[f"check after a change in {name} (`{file}`)"] = times = []
            text = (ROOT / file).read_text()
            try:
                for number in range(options.rounds):
                    (ROOT / file).write_text(f"{text}\n#[allow(dead_code)]\nfn changed() -> u64 {{\n    {number}\n}}\n")
                    times.append(cargo("check", target))
                    print(f"check after {name}, {number + 1} of {options.rounds}: {times[-1]:.1f} s", flush=True)
            finally:
                (ROOT / file).write_text(text)
        return found
    finally:
        shutil.rmtree(target, ignore_errors=True)


def section(options, found):
    version = subprocess.run(["cargo", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    rows = [[name, f"{median(times):.1f}" + (f" ({min(times):.1f}–{max(times):.1f})" if len(times) > 1 else "")] for name, times in found.items()]
    words = " ".join(sys.argv[1:])
    return "\n".join([
        f"## {datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d %H:%M} UTC, build\n",
        f"{report.machine()}; {version}. `make bench ARGS=\"{words}\"`: with the packages downloaded, once from nothing; checks "
        f"{options.rounds} times each.\n",
        report.table(["", "seconds"], rows)])


def main():
    options = arguments()
    try:
        text = section(options, measure(options))
    except Failed as failure:
        sys.exit(f"bench: {failure}")
    report.tell(text, options.output)


if __name__ == "__main__":
    main()
