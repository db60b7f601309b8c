/** A release, for real, in a clone: what the subjects of commits make of version and changelog. */
import { ScratchClone } from '@clickstream/scratch-clone';

const clone = new ScratchClone();
afterAll(() => clone.remove());

const RELEASE = 'npx nx release --skip-publish';
const version = (): string => (JSON.parse(clone.read('package.json')) as { version: string }).version;

/** A commit that changes a library of the platform. */
function commit(subject: string): void {
  const file = 'libs/errors/src/index.ts';
  clone.write(file, `${clone.read(file)}// ${subject}\n`);
  clone.commit(subject);
}

it.each([
  { subject: 'Refuse a horizon that lets a backlog lose rows', next: '1.0.1', section: 'Changed' },
  { subject: 'fix: Refuse an empty horizon', next: '1.0.2', section: 'Mended' },
  { subject: 'feat: Let a horizon be longer', next: '1.1.0', section: 'New' },
  { subject: 'feat!: Take horizons in hours', next: '2.0.0', section: 'Breaking Changes' },
])('"$subject" makes version $next', ({ subject, next, section }) => {
  if (version().startsWith('0.')) {
    clone.write('package.json', clone.read('package.json').replace(/"version": ".*"/, '"version": "1.0.0"'));
    clone.commit('Begin at 1.0.0');
    clone.git('tag', 'v1.0.0');
  }
  commit(subject);
  clone.mustRun(RELEASE);
  expect(version()).toBe(next);
  expect(clone.git('describe', '--exact-match').trim()).toBe(`v${next}`);
  const entries = clone.read('CHANGELOG.md').split(/^(?=## )/m);
  expect(entries[0]).toMatch(new RegExp(`^##? ${next.replaceAll('.', '\\.')} `));
  const [entry] = entries;
  expect(entry).toContain(section);
  expect(entry).toContain(subject.replace(/^\w+!?: /, ''));
  expect(clone.changes()).toEqual([]);
});
