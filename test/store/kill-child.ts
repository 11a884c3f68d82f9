import { existsSync, statSync } from 'node:fs';
import { toNaming } from '#resolve/name';
import { createJob, listJobs, updateJob } from '#store/jobs';
import { enqueueSources, storeFailure } from '#store/journal';
import { leaseNext, releaseLeases } from '#store/leases';
import { createProject, openProject } from '#store/open';
import { storeDocument } from '#store/store-document';
import { createDice, makeCrowd } from './crowd.ts';

// An import that goes on where it was killed: argv is the project and the number of files. Says "w" when it starts to write.
const [path = '', files = '0'] = process.argv.slice(2);
const project =
  existsSync(path) && statSync(path).size > 0 ? openProject(path) : createProject(path);
process.stdout.write('w');
releaseLeases(project);
const job =
  listJobs(project)[0] ?? createJob(project, { kind: 'import', subject: '/crowd', params: null });
if (job.counters !== 'queued') {
  const inputs = Array.from(
    { length: Number(files) },
    (_, n) => makeCrowd(createDice(n), n, 4, 60).source,
  );
  enqueueSources(project, job.id, inputs, toNaming);
  updateJob(project, job.id, { counters: 'queued' });
}
for (
  let source = leaseNext(project, job.id, { holder: 'only one' });
  source;
  source = leaseNext(project, job.id, { holder: 'only one' })
) {
  const n = Number(/\d+(?=\.txt$)/u.exec(source.path)?.[0]);
  const failure = {
    path: source.path,
    state: 'quarantined',
    code: 'broken-file',
    detail: null,
    sha256: null,
    run: null,
  } as const;
  if (n % 11 === 10) storeFailure(project, failure, toNaming);
  else storeDocument(project, makeCrowd(createDice(n), n, 4, 60), toNaming);
}
updateJob(project, job.id, { state: 'done' });
project.close();
