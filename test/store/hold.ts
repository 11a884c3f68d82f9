import { openProject } from '#store/open';

// A second Espalier: opens the project and stays, or leaves with 3 where it is refused.
try {
  openProject(process.argv[2] ?? '');
  process.stdout.write('open');
  setInterval(() => {}, 1000);
} catch {
  process.exit(3);
}
