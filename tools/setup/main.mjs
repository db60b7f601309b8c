/**
 * The entry of every npm script: makes a fresh clone ready, then runs the command.
 * Plain Node without packages, because on a fresh clone there are none yet.
 */
import { audit } from './src/audit.mjs';
import { SetupError } from './src/errors.mjs';
import { findSuite, readSuites, runSuite, usage } from './src/bench.mjs';
import { build } from './src/build.mjs';
import { exec } from './src/exec.mjs';
import { prepare } from './src/prepare.mjs';
import { runTests } from './src/test-run.mjs';
import { refuseWindows } from './src/requirements.mjs';

const PLATFORM = 'dist/apps/platform/main.js';
/** Commands of the platform that start something, and so need Java, Python and the jars. */
const STARTS_SERVICES = new Set(['up', 'demo']);
const SERVICES = ['packages', 'python', 'jars'];

const commands = {
  setup: async () => {
    await prepare([...SERVICES, 'ciTools']);
    await build();
    return 0;
  },
  /** Asked for by what needs them, when they are not there. */
  'setup:aws-emulator': async () => only('awsEmulator'),
  'setup:snowflake-emulator': async () => only('snowflakeEmulator'),
  'setup:checkov': async () => only('checkov'),
  demo: async (args) => platform(['demo', ...args]),
  platform,
  test: async (args) => test('test', args),
  'test:crash': async (args) => test('test:crash', args),
  'test:aws': async (args) => test('test:aws', args),
  'test:all': async (args) => test('test:all', args),
  bench,
  audit: async () => {
    await prepare(['packages', 'auditTools']);
    return audit();
  },
};

async function only(step) {
  await prepare([step]);
  return 0;
}

async function platform(args) {
  const helpOnly = args.includes('--help') || args.includes('-h');
  const services = STARTS_SERVICES.has(args[0]) && !helpOnly;
  const emulator = services && args.some((arg) => /^(--warehouse=)?snowflake-emulator$/.test(arg));
  await prepare([...(services ? SERVICES : ['packages']), ...(emulator ? ['snowflakeEmulator'] : [])]);
  await build();
  return exec(process.execPath, [PLATFORM, ...args]);
}

async function test(tier, args) {
  await prepare([...SERVICES, 'ciTools']);
  await build();
  return runTests(tier, args);
}

async function bench([suite, ...args]) {
  await prepare(['packages']);
  const suites = readSuites();
  if (suite === '--help' || suite === '-h') {
    console.log(usage(suites));
    return 0;
  }
  const found = findSuite(suites, suite);
  await prepare(SERVICES);
  await build();
  return runSuite(found, args);
}

const [name, ...args] = process.argv.slice(2);
try {
  refuseWindows(process.platform);
  const command = commands[name];
  if (!command)
    throw new SetupError(`unknown command "${name}"`, `use one of: ${Object.keys(commands).join(', ')}`);
  process.exitCode = await command(args);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.oneLine());
  process.exitCode = error.exitCode;
}
