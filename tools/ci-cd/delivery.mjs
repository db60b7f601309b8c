/**
 * Makes sure that the run of another workflow, which a person named by its number for execute.yml, is a delivery of main
 * that has succeeded. Reads RUN, GITHUB_REPOSITORY, GITHUB_API_URL, GITHUB_TOKEN; ends with 2 when it refuses. Plain Node,
 * as everything beside this file that a step of a workflow starts.
 */
const CD = '.github/workflows/cd.yml';

const { env } = process;

async function requireDelivery() {
  const { RUN: run = '', GITHUB_REPOSITORY: repository, GITHUB_API_URL: api, GITHUB_TOKEN: token } = env;
  if (!/^\d+$/.test(run))
    return refuse(`"${run}" is no run`, 'give the number at the end of the address of a run of cd');
  const answer = await fetch(`${api}/repos/${repository}/actions/runs/${run}`, {
    headers: { accept: 'application/vnd.github+json', authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(30_000),
  });
  if (!answer.ok) return refuse(`GitHub answers ${answer.status}`, 'look whether there is such a run');
  const found = await answer.json();
  const wrong = [
    ['workflow', found.path?.split('@')[0], CD],
    ['repository', found.head_repository?.full_name, repository],
    ['branch', found.head_branch, 'main'],
    ['conclusion', found.conclusion, 'success'],
  ].filter(([, is, must]) => is !== must);
  if (wrong.length > 0)
    return refuse(
      wrong.map(([what, is, must]) => `${what} of the run is ${is}, not ${must}`).join('; '),
      'take a run of cd on main that is green',
    );
  console.log(`run ${run} has delivered ${found.head_sha} of main`);
}

function refuse(message, next) {
  console.error(`DELIVERY_REFUSED  ${message} (run ${env.RUN}). Next: ${next}`);
  process.exitCode = 2;
}

await requireDelivery();
