/**
 * The one check that a branch rule has to require: fails unless every job it needs has succeeded. A job that was
 * skipped or cancelled has checked nothing. Reads `toJSON(needs)` from NEEDS; plain Node, because nothing is installed.
 */
const jobs = Object.entries(JSON.parse(process.env.NEEDS ?? '{}'));
for (const [name, { result }] of jobs) console.log(`${result === 'success' ? '✔' : '✖'} ${name}: ${result}`);
if (jobs.length === 0) console.error('GATE  no job is needed. Next: name the jobs in NEEDS');
process.exitCode = jobs.length > 0 && jobs.every(([, { result }]) => result === 'success') ? 0 : 1;
