import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createSessionFactory } from '#engine/session';
import type { Session, Tensor } from '#extract/tensor';
import type { Answer, Ask, Row } from './rows.ts';

/**
 * One process with bare sessions of one thread: `sessions.ts plain FILE` runs a whole-table graph in padded batches,
 * `sessions.ts product FILE` a graph of one 37 × 384 input as often as there are rows, `sessions.ts ours ENCODER HEAD…` the encoder
 * and any number of heads, the sentences of a batch asked for at once where the encoder answers several together, else one after
 * the other, as an extractor does. A line in, a line out.
 */
const [kind = '', ...files] = process.argv.slice(2);
const createSession = createSessionFactory();
const sessions: Session[] = [];
for (const file of files) sessions.push(await createSession(readFileSync(file), file));

const int = (rows: readonly (readonly number[])[], width: number): Tensor => ({
  type: 'int32',
  data: Int32Array.from(
    rows.flatMap((row) => [...row, ...Array.from({ length: width - row.length }, () => 0)]),
  ),
  dims: [rows.length, width],
});

function toFeeds(rows: readonly Row[]): Record<string, Tensor> {
  const pieces = Math.max(...rows.map(([ids]) => ids.length));
  const words = Math.max(...rows.map(([, starts]) => starts.length));
  return {
    input_ids: int(
      rows.map(([ids]) => ids),
      pieces,
    ),
    attention_mask: int(
      rows.map(([ids]) => ids.map(() => 1)),
      pieces,
    ),
    piece_shapes: int(
      rows.map(([, , , shapes]) => shapes),
      pieces,
    ),
    word_start: int(
      rows.map(([, starts]) => starts),
      words,
    ),
    word_count: int(
      rows.map(([, , counts]) => counts),
      words,
    ),
    word_shapes: int(
      rows.map(([, , , , shapes]) => shapes),
      words,
    ),
  };
}

const pick = (session: Session, from: Readonly<Record<string, Tensor>>) =>
  Object.fromEntries(Object.entries(from).filter(([name]) => session.inputs.includes(name)));

/** What a caller of a whole-table graph has to do at least: the best label of every tag and cell. */
function countBest(tensor: Tensor | undefined): number {
  const labels = tensor?.dims.at(-1) ?? 1;
  let found = 0;
  for (let at = 0; at < (tensor?.data.length ?? 0); at += labels) {
    let best = 0;
    for (let k = 1; k < labels; k++)
      if ((tensor?.data[at + k] ?? 0) > (tensor?.data[at + best] ?? 0)) best = k;
    if (best > 0) found += 1;
  }
  return found;
}

async function run(feeds: Record<string, Tensor>): Promise<number> {
  const [first, ...heads] = sessions;
  if (!first) throw new Error('no graph');
  if (kind === 'product') {
    await first.run({
      a: { type: 'int32', data: new Int32Array(37 * 384).fill(7), dims: [37, 384] },
    });
    return 0;
  }
  const encoded = await first.run(pick(first, feeds));
  if (kind === 'plain') return countBest(encoded['tags']) + countBest(encoded['cells']);
  let found = 0;
  for (const head of heads) {
    const outputs = await head.run(pick(head, { ...encoded, ...feeds }));
    found += countBest(outputs['tag_logits']) + countBest(outputs['relation_logits']);
  }
  return found;
}

process.stdout.write('ready\n');
for await (const line of createInterface({ input: process.stdin })) {
  const { rows, batch } = JSON.parse(line) as Ask;
  const batches = Array.from({ length: Math.ceil(rows.length / batch) }, (_, i) =>
    rows.slice(i * batch, (i + 1) * batch),
  );
  const feeds = batches.map((some) =>
    kind === 'plain' ? [toFeeds(some)] : some.map((row) => toFeeds([row])),
  );
  const isTogether = kind === 'ours' && sessions[0]?.isTogether;
  const [wall, cpu] = [performance.now(), process.cpuUsage()];
  let found = 0;
  for (const some of feeds)
    if (isTogether) found += (await Promise.all(some.map(run))).reduce((a, b) => a + b, 0);
    else for (const one of some) found += await run(one);
  const used = process.cpuUsage(cpu);
  const answer: Answer = {
    wall: (performance.now() - wall) / 1000,
    cpu: (used.user + used.system) / 1e6,
    found,
    memory: process.resourceUsage().maxRSS / 1024,
  };
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
