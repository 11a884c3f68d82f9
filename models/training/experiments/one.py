"""Runs settings given as JSON: `python -m experiments.one '{"system": "dytnet", "seed": 4}'`."""
import argparse
import json
import os

from experiments.run import run
from settings import settings


def main():
    a = argparse.ArgumentParser()
    a.add_argument("settings")
    a.add_argument("--shared", default=os.environ.get("ESPALIER_SHARED", "../../../shared"))
    a.add_argument("--work", default="work")
    a.add_argument("--device", default="cpu")
    a = a.parse_args()
    run(settings(**json.loads(a.settings)), a.shared, a.work, a.device, lambda line: print(line, flush=True))


if __name__ == "__main__":
    main()
