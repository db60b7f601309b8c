import {
  CancelJobRunCommand,
  EMRServerlessClient,
  StartJobRunCommand,
  paginateListApplications,
  paginateListJobRuns,
  type JobRunSummary,
  type StartJobRunRequest,
} from '@aws-sdk/client-emr-serverless';
import type { PlatformConfig } from '@clickstream/config';
import type { Plan } from '../../plan/plan';
import { lastLogLines } from '../../store/logs';
import type { ObjectStore } from '../../store/object-store';
import { asked, onlyOne } from '../aws-errors';
import { isOver, type Backend, type Run, type RunState } from '../backend';
import { followByState } from '../follow';
import { allOf } from '../pages';

const STATES: Readonly<Record<string, RunState>> = {
  SUBMITTED: 'starting',
  PENDING: 'starting',
  SCHEDULED: 'starting',
  QUEUED: 'starting',
  RUNNING: 'running',
  CANCELLING: 'running',
  SUCCESS: 'ended',
  CANCELLED: 'cancelled',
  FAILED: 'failed',
};

/** Runs jobs in an EMR Serverless application, which is found by its name. */
export class EmrServerlessBackend implements Backend {
  private readonly client: EMRServerlessClient;

  /** @param store Holds the logs that job runs write. */
  constructor(
    { s3 }: Pick<PlatformConfig, 's3'>,
    private readonly store: ObjectStore,
  ) {
    this.client = new EMRServerlessClient({ region: s3.region });
  }

  async start(plan: Plan): Promise<Run> {
    const { target, input } = plan.request;
    const applicationId = await this.applicationOf(target);
    const request = { ...input, applicationId } as StartJobRunRequest;
    const { jobRunId = '' } = await asked(target, this.client.send(new StartJobRunCommand(request)));
    return { id: jobRunId, state: 'starting', reason: null };
  }

  async find(plan: Plan): Promise<Run | undefined> {
    const run = await this.runOf(plan, await this.applicationOf(plan.request.target));
    return run && stateOf(run);
  }

  async cancel(plan: Plan): Promise<void> {
    const applicationId = await this.applicationOf(plan.request.target);
    const run = await this.runOf(plan, applicationId);
    if (!run?.id || isOver(stateOf(run))) return;
    await asked(run.id, this.client.send(new CancelJobRunCommand({ applicationId, jobRunId: run.id })));
  }

  async logs(plan: Plan, lines: number): Promise<string[]> {
    const applicationId = await this.applicationOf(plan.request.target);
    const run = await this.runOf(plan, applicationId);
    if (!run?.id) return [];
    const { configurationOverrides } = plan.request.input as Pick<
      StartJobRunRequest,
      'configurationOverrides'
    >;
    const { logUri } = configurationOverrides?.monitoringConfiguration?.s3MonitoringConfiguration ?? {};
    const folder = `${logUri}applications/${applicationId}/jobs/${run.id}`;
    return lastLogLines(this.store, `${folder}/SPARK_DRIVER/stderr.gz`, lines);
  }

  follow(plan: Plan, onProgress: (line: string) => void, signal?: AbortSignal): Promise<Run> {
    return followByState(this, plan, onProgress, signal);
  }

  close(): void {
    this.client.destroy();
  }

  /** @throws PlatformError TARGET_MISSING, TARGET_AMBIGUOUS. */
  private async applicationOf(name: string): Promise<string> {
    const pages = paginateListApplications(
      { client: this.client },
      { states: ['CREATED', 'STARTING', 'STARTED', 'STOPPED'] },
    );
    const named = allOf(pages, ({ applications = [] }) =>
      applications.filter((one) => one.name === name).flatMap((one) => one.id ?? []),
    );
    return onlyOne(await asked(name, named), 'EMR Serverless application', name);
  }

  /** The newest job run of a plan. */
  private async runOf({ name }: Plan, applicationId: string): Promise<JobRunSummary | undefined> {
    const pages = paginateListJobRuns({ client: this.client }, { applicationId });
    const named = allOf(pages, ({ jobRuns = [] }) => jobRuns.filter((run) => run.name === name));
    const found = await asked(applicationId, named);
    return found.sort((a, b) => Number(b.createdAt) - Number(a.createdAt))[0];
  }
}

function stateOf({ id = '', state, stateDetails }: JobRunSummary): Run {
  const mapped = STATES[state ?? ''] ?? 'starting';
  return { id, state: mapped, reason: mapped === 'failed' ? stateDetails || null : null };
}
