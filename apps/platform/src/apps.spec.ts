import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryHome } from './testing';
import { runApp } from './apps';
import type { Workbench } from './workbench';

let home: ReturnType<typeof temporaryHome>;
let bench: Workbench;
const never = new AbortController().signal;

beforeEach(() => {
  home = temporaryHome();
  bench = {
    workspace: home.home.root,
    home: home.home,
    tools: { java: '', kafkaJars: '', weed: '', emulatorPython: '', emulatorServer: '' },
  };
});
afterEach(() => home.remove());

function app(script: string): void {
  const file = join(bench.workspace, 'dist/apps/tool/main.js');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, script);
}

describe('runApp', () => {
  it('answers the JSON that the app prints and hands on its progress', async () => {
    app(
      `console.error('half'); console.log(JSON.stringify([process.argv.slice(2), process.env.PLATFORM_HOME]))`,
    );
    const progress: string[] = [];
    const run = { args: ['go'], signal: never, onProgress: (line: string) => void progress.push(line) };
    expect(await runApp(bench, 'tool', run)).toEqual([['go', '--env', 'local', '--json'], home.home.root]);
    expect(progress).toEqual(['half']);
  });

  it("fails with the app's own last line", async () => {
    app(`console.error('starting'); console.error('NO_BROKER  nothing answers'); process.exitCode = 1`);
    await expect(runApp(bench, 'tool', { args: ['go'], signal: never })).rejects.toMatchObject({
      code: 'NO_BROKER',
      message: 'nothing answers',
      where: 'tool go',
    });
  });

  it('lets the app finish what it holds when it is stopped, then stops', async () => {
    const flushed = join(home.home.root, 'flushed');
    app(`const { writeFileSync } = require('node:fs');
      process.on('SIGTERM', () => { writeFileSync(${JSON.stringify(flushed)}, 'all'); process.exit(130); });
      setInterval(() => {}, 1000); console.error('running');`);
    const stop = new AbortController();
    const run = { args: ['go'], signal: stop.signal, onProgress: () => stop.abort() };
    await expect(runApp(bench, 'tool', run)).rejects.toMatchObject({ name: 'AbortError' });
    expect(existsSync(flushed) && readFileSync(flushed, 'utf8')).toBe('all');
  });
});
