import { readKnowledgeNet, readSet } from './weights/corpora.ts';
import { type Judged, listJudged } from './weights/pairs.ts';

// node test/bench/reliability.ts: of the pairs that are said to be one thing with such a probability, how many are;
// on KnowledgeNet's third fold and on the sets that figures are reported on. Pairs of homes, each counted once.
const EDGES = [-3, -1, 1, 3, 5, 7, 100];

function show(name: string, judged: readonly Judged[]): void {
  process.stdout.write(`${name}\n`);
  for (const [at, from] of EDGES.entries()) {
    const to = EDGES[at + 1] ?? from;
    const inside = judged.filter(({ bits }) => bits >= from && bits < to);
    if (inside.length === 0) continue;
    const said = inside.reduce((sum, { bits }) => sum + 1 / (1 + 2 ** -bits), 0) / inside.length;
    const right = inside.filter(({ isSame }) => isSame).length;
    process.stdout.write(
      `  ${from} to ${to} bits: ${inside.length} pairs, said ${said.toFixed(3)}, are ${(right / inside.length).toFixed(3)}\n`,
    );
  }
}

show('KnowledgeNet, fold 3', listJudged(readKnowledgeNet([3])));
const sets = [
  'entity_linking/wiki-fair-v2.jsonl.gz',
  'entity_linking/oke-2016-train.jsonl.gz',
  'entity_linking/rss-500.jsonl.gz',
  'entity_linking/kore50.jsonl',
  'entity_linking/oke-2016-eval.jsonl.gz',
  'gum_dev_coreference.json.gz',
];
const judged = sets.map((path) => listJudged(readSet(path)));
for (const [at, path] of sets.entries()) show(path, judged[at] ?? []);
show('these six', judged.flat());
