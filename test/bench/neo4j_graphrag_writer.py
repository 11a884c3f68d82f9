"""Writes a graph of JSON with neo4j-graphrag's Neo4jWriter, as its pipelines do; prints the seconds. Called by neo4j.ts."""

import asyncio
import json
import os
import sys
import time

from neo4j import GraphDatabase
from neo4j_graphrag.components.kg_writer import Neo4jWriter
from neo4j_graphrag.components.types import Neo4jGraph

with open(sys.argv[1], encoding="utf-8") as file:
    graph = Neo4jGraph.model_validate(json.load(file))
auth = (os.environ["BENCH_USER"], os.environ["BENCH_PASSWORD"])
with GraphDatabase.driver(os.environ["BENCH_URI"], auth=auth) as driver:
<<<<<<< Updated upstream
    driver.verify_connectivity()
    began = time.perf_counter()
    asyncio.run(Neo4jWriter(driver).run(graph))
    print(time.perf_counter() - began)
=======
    written = asyncio.run(Neo4jWriter(driver).run(graph))
# It tells a failure in its answer only.
if written.status != "SUCCESS":
    sys.exit(f"neo4j-graphrag: {(written.metadata or {}).get('error', written.status)}")
>>>>>>> Stashed changes
