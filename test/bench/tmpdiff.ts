import { fromGold } from '#resolve/evaluate';
import { resolve } from '#resolve/resolve';
import { link } from '#resolve/link';
import { toProfiles } from '#resolve/profiles';
import { digest } from '#engine/digest';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
const f = process.argv[2]; const b = readFileSync(f);
const docs = fromGold((f.endsWith('gz') ? gunzipSync(b) : b).toString());
const res = docs.map(({ text, mentions }) => ({ id: digest(text), text, mentions, resolution: resolve({ text, extractions: [{ start: 0, end: text.length, mentions, relations: [] }], digest }) }));
const prof = toProfiles(res, digest); const by = new Map(prof.map((p) => [p.id, p]));
const gold = new Map();
for (const r of res) for (const c of r.resolution.clusters) for (const m of c.mentions) { const g = r.resolution.mentions[m].entity; const e = gold.get(c.entity) ?? new Map(); e.set(g, (e.get(g) ?? 0) + 1); gold.set(c.entity, e); }
const { links } = link(prof);
for (const l of links) { const s = (i) => by.get(i).forms[0].text + '[' + by.get(i).type + ']'; const ga = [...gold.get(l.left).keys()], gb = [...gold.get(l.right).keys()]; console.log(l.outcome, ga.some((x) => gb.includes(x)) ? 'SAME' : 'DIFF', [s(l.left), s(l.right)].sort().join(' | '), l.reasons.map((r) => r.kind + r.weight.toFixed(1)).join(' ')); }
