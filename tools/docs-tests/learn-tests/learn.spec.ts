/** Types each page of docs/learn word for word, in a clone, and looks for what the page says that it prints. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ScratchClone } from '@clickstream/scratch-clone';

const pages = readdirSync(join(__dirname, '../../../docs/learn')).filter((file) => /^\d/.test(file));

const clone = new ScratchClone();
afterEach(() => void clone.run('npm run platform -- down --purge'));
afterAll(() => clone.remove());

it.each(pages)('%s does what it says', (page) => {
  const fences = [...clone.read(`docs/learn/${page}`).matchAll(/^```(bash|text)\n([\s\S]*?)^```$/gm)];
  let printed = '';
  let commands = 0;
  for (const [, language, text = ''] of fences) {
    if (language === 'bash') {
      printed = clone.mustRun(text);
      commands += 1;
    } else for (const line of text.trim().split('\n')) expect(printed).toContain(line);
  }
  expect(commands).toBeGreaterThan(1);
  expect(clone.changes()).toEqual([]);
});

it('has a page for each of the six', () => {
  expect(pages).toHaveLength(6);
});
