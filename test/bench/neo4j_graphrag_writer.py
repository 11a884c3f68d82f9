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
    driver.verify_connectivity()
    began = time.perf_counter()
    asyncio.run(Neo4jWriter(driver).run(graph))
    print(time.perf_counter() - began)
