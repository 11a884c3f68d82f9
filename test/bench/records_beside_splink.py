#!/usr/bin/env python3
"""Matches the shared tables with Splink and with Espalier, in the same run, and prints F1, wall and processor seconds.

pip install splink pandas (in a scratch environment), then in the project's root:
    python3 test/bench/records_beside_splink.py [FOLDER]     # FOLDER: ../shared/data/resolution/records
Splink gets what its own tutorials give it: comparisons by kind of column, u from random pairs, m by EM on two blocking
rules, and the threshold 0.5; for two tables its best match of each record, as Espalier's.
"""
import gzip, json, logging, resource, subprocess, sys, time
from pathlib import Path

import pandas as pd
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

logging.disable(logging.CRITICAL)
DATA = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data/resolution/records")


def read(path):
    table = pd.read_csv(DATA / path, dtype=str, skipinitialspace=True)
    table.columns = [name.strip() for name in table.columns]
    table = table.rename(columns={table.columns[0]: "unique_id"})
    for name in table.columns[1:]:
        table[name] = table[name].str.lower().str.strip()
    return table


def words(name):
    """Jaccard of words, for long texts."""
    return cl.JaccardAtThresholds(name, [0.9, 0.7, 0.5, 0.3])


TASKS = {
    "DBLP-ACM": dict(
        files=("dblp-acm/dblp.csv", "dblp-acm/acm.csv", "dblp-acm/gt.csv"),
        comparisons=[cl.JaroWinklerAtThresholds("title", [0.95, 0.9, 0.8]), cl.JaroWinklerAtThresholds("authors", [0.95, 0.9, 0.7]), cl.ExactMatch("year"), cl.JaroWinklerAtThresholds("venue", [0.9, 0.7])],
        blocks=[block_on("substr(title, 1, 8)"), block_on("year", "substr(authors, 1, 5)"), block_on("substr(title, -10, 10)")],
        train=[block_on("substr(title, 1, 12)"), block_on("substr(authors, 1, 10)")],
    ),
    "Abt-Buy": dict(
        files=("abt-buy/abt.csv", "abt-buy/buy.csv", "abt-buy/gt.csv"),
        comparisons=[cl.JaroWinklerAtThresholds("name", [0.95, 0.88, 0.8, 0.7]), words("description"), cl.ExactMatch("price")],
        blocks=[block_on("substr(name, 1, 5)"), block_on("split_part(name, ' ', -1)"), block_on("price")],
        train=[block_on("substr(name, 1, 10)"), block_on("price")],
    ),
    "Febrl 4": dict(
        files=("febrl/dataset4a.csv.gz", "febrl/dataset4b.csv.gz", None),
        comparisons=[cl.NameComparison("given_name"), cl.NameComparison("surname"), cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]), cl.DamerauLevenshteinAtThresholds("date_of_birth", [1, 2]), cl.DamerauLevenshteinAtThresholds("postcode", [1]), cl.JaroWinklerAtThresholds("address_1", [0.9, 0.8]), cl.JaroWinklerAtThresholds("suburb", [0.9, 0.8])],
        blocks=[block_on("given_name", "surname"), block_on("date_of_birth"), block_on("soc_sec_id"), block_on("postcode", "surname"), block_on("suburb", "given_name"), block_on("address_1")],
        train=[block_on("date_of_birth"), block_on("soc_sec_id")],
    ),
}


def match(left, right, comparisons, blocks, train):
    settings = SettingsCreator(link_type="link_only", comparisons=comparisons, blocking_rules_to_generate_predictions=blocks)
    api = DuckDBAPI()
    linker = Linker([api.register(left), api.register(right)], settings)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    for rule in train:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_probability=0.5).as_pandas_dataframe()
    found = found.sort_values("match_probability", ascending=False)
    found = found.drop_duplicates("unique_id_l").drop_duplicates("unique_id_r")
    return set(zip(found["unique_id_l"], found["unique_id_r"]))


def f1(found, truth):
    hits = len(found & truth)
    return 2 * hits / (len(found) + len(truth)) if found else 0.0


for name, task in TASKS.items():
    a, b, gold = task["files"]
    left, right = read(a), read(b)
    if gold:
        truth = set(map(tuple, pd.read_csv(DATA / gold, dtype=str).iloc[:, :2].values))
    else:
        person = lambda key: key.split("-")[1]
        partner = {person(key): key for key in right["unique_id"]}
        truth = {(key, partner[person(key)]) for key in left["unique_id"] if person(key) in partner}
    used, start = resource.getrusage(resource.RUSAGE_SELF), time.time()
    found = match(left, right, task["comparisons"], task["blocks"], task["train"])
    seconds, now = time.time() - start, resource.getrusage(resource.RUSAGE_SELF)
    processor = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
    theirs = max(f1(found, truth), f1({(y, x) for x, y in found}, truth))
    arguments = ["--left", DATA / a, "--right", DATA / b, *(["--truth", DATA / gold] if gold else [])]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = subprocess.run(["node", "engine/hosts/cli.ts", "evaluate", "records", *map(str, arguments), "--json"], capture_output=True, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    ours = json.loads(run.stdout)
    own = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{name}: Splink F1 {theirs:.3f} in {seconds:.1f} s ({processor:.1f} s of processor); Espalier F1 {ours['pairwise']['f1']:.3f} in {ours['seconds']:.1f} s ({own:.1f} s of processor, start and reading included)", flush=True)
