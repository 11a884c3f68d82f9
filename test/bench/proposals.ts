import { link } from '#resolve/link';
import { readHomes } from './project-homes.ts';

// node test/bench/proposals.ts PROJECT [merged|proposed] [COUNT]: what linking says of a project's homes as they stand,
// nothing written; a sample spread evenly over all, for a person to judge.
const [path = '', outcome = 'proposed', count = '100'] = process.argv.slice(2);
const profiles = readHomes(path);
const byId = new Map(profiles.map((profile) => [profile.id, profile]));
const { links } = link(profiles);
const wanted = links.filter((one) => one.outcome === outcome);
const step = Math.max(1, wanted.length / Number(count));
process.stdout.write(`${profiles.length} homes, ${wanted.length} ${outcome}\n`);
for (let at = 0; at < wanted.length; at += step) {
  const one = wanted[Math.floor(at)];
  if (!one) break;
  const show = (id: typeof one.left) => {
    const profile = byId.get(id);
    return `${profile?.forms[0]?.text} [${profile?.type}] in ${profile?.documents}`;
  };
  const reasons = one.reasons.map(({ kind, weight }) => `${kind} ${weight.toFixed(1)}`).join(', ');
  process.stdout.write(
    `${one.probability.toFixed(2)}  ${show(one.left)} | ${show(one.right)} | ${reasons}\n`,
  );
}
