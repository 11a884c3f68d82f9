"""`runs/experiment C3 [C4 …] [--seeds 1,2] [--device cuda] [--jobs 8] [--encoder FOLDER] [--set epochs=30] [--only frozen]`; "all" for all.

Each run is a process of its own; one that is finished is not repeated, one that was killed goes on from its last epoch.
"""
import argparse
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from threading import Lock

from experiments.listing import EXPERIMENTS, FIRST
from experiments.report import write
from experiments.run import finished
from settings import MINILM


def wanted(names, seeds, encoder, overrides, only=""):
    """Settings of the runs, each once: all rows' first seeds, then their second … `only`: rows whose name holds it."""
    rows = [row for name in names for row in EXPERIMENTS[name].rows if only in row.name]
    rounds = [[s] for s in seeds] if seeds else [[k] for k in range(1, 1 + max((row.seeds for row in rows), default=0))]
    out = {}
    for one in rounds:
        for row in rows:
            if seeds or one[0] <= row.seeds:
                for s in row.runs(one, encoder, overrides):
                    out.setdefault(s.key, s)
    return list(out.values())


def from_caller(path: str) -> str:
    """`runs/experiment` changes the folder: what the caller's own folder holds under this name is meant, if nothing here is."""
    there = Path(os.environ.get("ESPALIER_FROM", "."), path)
    return str(there.resolve()) if there.exists() and not Path(path).exists() else path


def main():
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument("names", nargs="+", choices=[*EXPERIMENTS, "all"])
    a.add_argument("--seeds", default="")
    a.add_argument("--device", default="cpu")
    a.add_argument("--jobs", type=int, default=1)
    a.add_argument("--encoder", default=MINILM)
    a.add_argument("--set", nargs="*", default=[], help="settings laid over every run, as NAME=JSON")
    a.add_argument("--shared", default=os.environ.get("ESPALIER_SHARED", "../../../shared"))
    a.add_argument("--only", default="", help="rows whose name holds this: conll04, frozen …")
    a.add_argument("--minutes", type=float, default=1e9, help="no run is started after this")
    a.add_argument("--dry", action="store_true", help="list what would be run")
    a = a.parse_args()
    a.encoder, a.shared = from_caller(a.encoder), from_caller(a.shared)
    overrides = {k: json.loads(v) for k, v in (x.split("=", 1) for x in a.set)}
    seeds = [int(s) for s in a.seeds.split(",") if s]
    at_hand = lambda s: s.corpus != "ace05" or "ESPALIER_ACE05" in os.environ  # licensed, a user's own
    runs = [s for s in wanted(FIRST if "all" in a.names else a.names, seeds, a.encoder, overrides, a.only) if at_hand(s) and not finished(s)]
    print(f"{len(runs)} runs to do", flush=True)
    if a.dry:
        print("\n".join(s.key + " " + json.dumps({k: v for k, v in asdict(s).items()}) for s in runs))
        return
    lock, began = Lock(), time.time()

    def start(s):
        if time.time() - began > 60 * a.minutes:
            return
        given = {k: v for k, v in asdict(s).items()}
        command = [sys.executable, "-W", "ignore", "-m", "experiments.one", json.dumps(given), "--shared", a.shared, "--device", a.device]
        code = subprocess.run(command, env=os.environ | {"OMP_NUM_THREADS": "1"}).returncode
        with lock:
            print(f"{'done' if code == 0 else f'FAILED {code}'} {s.key} at {(time.time() - began) / 60:.1f} min", flush=True)
            if not overrides:
                write(a.encoder)
        return code

    with ThreadPoolExecutor(a.jobs) as pool:
        sys.exit(1 if any([*pool.map(start, runs)]) else 0)  # a list: one that failed must not call off the others


if __name__ == "__main__":
    main()
