"""Opens every file an export wrote with the program people use for it: python3 read-back.py FOLDER FACTS.

The folder holds one export a target, called out.TARGET. Needs openpyxl, pandas, pyarrow, networkx, igraph, lxml and spacy.
"""
import json
import sqlite3
import subprocess
import sys
from pathlib import Path

folder, facts = Path(sys.argv[1]), int(sys.argv[2])
out = lambda name: folder / f"out.{name}"


def check(name, ok, *figures):
    print("ok  " if ok else "BAD ", name, *figures)
    if not ok:
        raise SystemExit(1)


import pandas

csv = pandas.read_csv(out("csv"))
check("csv in pandas", csv["triple"].nunique() == facts, len(csv))
parquet = pandas.read_parquet(out("parquet"))
check("parquet in pandas and pyarrow", list(parquet["triple"]) == list(csv["triple"]) and parquet["page"].dtype.kind in "fi", dict(parquet.dtypes.astype(str)))
excel = pandas.read_excel(out("xlsx"), sheet_name=None)
check("xlsx in openpyxl", list(excel) == ["Facts", "Entities", "Documents"] and list(excel["Facts"]["triple"]) == list(csv["triple"]), {n: len(s) for n, s in excel.items()})
check("xlsx and parquet agree", list(excel["Facts"]["sentence"]) == list(parquet["sentence"]))
jsonl = [json.loads(line) for line in out("jsonl").read_text().splitlines()]
check("jsonl", sum(r["kind"] == "triple" for r in jsonl) == facts)
db = sqlite3.connect(out("sqlite"))
check("sqlite", db.execute("PRAGMA integrity_check").fetchone() == ("ok",) and db.execute("SELECT count(*) FROM fact").fetchone()[0] == facts)
wrong = db.execute("SELECT count(*) FROM evidence e JOIN fact f ON f.id = e.fact LEFT JOIN entity s ON s.id = f.subject WHERE s.id IS NULL").fetchone()[0]
check("sqlite joins", wrong == 0)

import igraph
import networkx

graph = networkx.read_graphml(out("graphml"))
check("graphml in networkx", graph.number_of_edges() == facts, graph.number_of_nodes())
check("graphml in igraph", igraph.Graph.Read_GraphML(str(out("graphml"))).ecount() == facts)
try:
    gexf = networkx.read_gexf(out("gexf"), version="1.3")
    check("gexf in networkx", gexf.number_of_edges() == facts, gexf.number_of_nodes())
except Exception as error:
    print("gexf in networkx:", type(error).__name__, str(error)[:200])

from lxml import etree

for name in ("graphml", "gexf", "rdfxml"):
    etree.parse(str(out(name)))
    subprocess.run(["xmllint", "--noout", "--huge", str(out(name))], check=True)
check("graphml, gexf, rdfxml in lxml and xmllint", True)

spert = json.loads(out("spert").read_text())
check("spert", all(0 <= e["start"] < e["end"] <= len(s["tokens"]) for s in spert for e in s["entities"]) and sum(len(s["relations"]) for s in spert) >= facts, len(spert))
blocks = [b for b in out("conll").read_text().split("\n\n") if b.strip()]
check("conll", len(blocks) == len(spert) and all(len(l.split("\t")) == 5 for b in blocks for l in b.splitlines() if not l.startswith("#doc")))

wrong = 0
for ann in out("brat").glob("*.ann"):
    text = ann.with_suffix(".txt").read_bytes().decode()
    for line in ann.read_text().splitlines():
        if not line.startswith("T"):
            continue
        _, place, words = line.split("\t")
        spans = [tuple(map(int, s.split())) for s in place.split(" ", 1)[1].split(";")]
        wrong += " ".join(text[a:b] for a, b in spans) != words
check("brat offsets", wrong == 0, len(list(out("brat").glob("*.ann"))))

import spacy
from spacy.tokens import DocBin

made = folder / "docbin"
made.mkdir(exist_ok=True)
(folder / "train.json").write_text(out("spacy").read_text())
subprocess.run([sys.executable, "-m", "spacy", "convert", str(folder / "train.json"), str(made), "--converter", "json"], check=True, capture_output=True)
docs = list(DocBin().from_disk(next(made.glob("*.spacy"))).get_docs(spacy.blank("en").vocab))
names = sum(len(d.ents) for d in docs)
check("spacy convert makes a DocBin", names == sum(len(s["entities"]) for s in spert), len(docs), names)
