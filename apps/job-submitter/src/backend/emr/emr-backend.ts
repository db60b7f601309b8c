import {
  AddJobFlowStepsCommand,
  CancelStepsCommand,
  DescribeClusterCommand,
  EMRClient,
  paginateListClusters,
  paginateListSteps,
  type AddJobFlowStepsInput,
  type StepStatus,
  type StepSummary,
} from '@aws-sdk/client-emr';
import type { PlatformConfig } from '@clickstream/config';
import type { Plan } from '../../plan/plan';
import { lastLogLines } from '../../store/logs';
import type { ObjectStore } from '../../store/object-store';
import { asked, onlyOne } from '../aws-errors';
import { isOver, type Backend, type Run, type RunState } from '../backend';
import { followByState } from '../follow';
import { allOf, firstOf } from '../pages';

const STATES: Readonly<Record<string, RunState>> = {
  PENDING: 'starting',
  CANCEL_PENDING: 'running',
  RUNNING: 'running',
  COMPLETED: 'ended',
  CANCELLED: 'cancelled',
  INTERRUPTED: 'cancelled',
  FAILED: 'failed',
};

/** Runs jobs as steps of an EMR cluster, which is found by its name. */
export class EmrBackend implements Backend {
  private readonly client: EMRClient;

  /** @param store Holds the logs that the cluster writes. */
  constructor(
    { s3 }: Pick<PlatformConfig, 's3'>,
    private readonly store: ObjectStore,
  ) {
    this.client = new EMRClient({ region: s3.region });
  }

  async start(plan: Plan): Promise<Run> {
    const { target, input } = plan.request;
    const cluster = await this.clusterOf(target);
    const request = { ...input, JobFlowId: cluster } as AddJobFlowStepsInput;
    const { StepIds = [] } = await asked(target, this.client.send(new AddJobFlowStepsCommand(request)));
    return { id: StepIds[0] ?? '', state: 'starting', reason: null };
  }

  async find(plan: Plan): Promise<Run | undefined> {
    const step = await this.stepOf(plan, await this.clusterOf(plan.request.target));
    return step && runOf(step);
  }

  async cancel(plan: Plan): Promise<void> {
    const ClusterId = await this.clusterOf(plan.request.target);
    const step = await this.stepOf(plan, ClusterId);
    if (!step?.Id || isOver(runOf(step))) return;
    await asked(
      step.Id,
      this.client.send(
        new CancelStepsCommand({
          ClusterId,
          StepIds: [step.Id],
          StepCancellationOption: 'TERMINATE_PROCESS',
        }),
      ),
    );
  }

  async logs(plan: Plan, lines: number): Promise<string[]> {
    const ClusterId = await this.clusterOf(plan.request.target);
    const step = await this.stepOf(plan, ClusterId);
    const { Cluster } = await asked(ClusterId, this.client.send(new DescribeClusterCommand({ ClusterId })));
    if (!step?.Id || !Cluster?.LogUri) return [];
    const folder = `${Cluster.LogUri.replace(/^s3n:/, 's3:').replace(/\/$/, '')}/${ClusterId}`;
    return lastLogLines(this.store, `${folder}/steps/${step.Id}/stderr.gz`, lines);
  }

  follow(plan: Plan, onProgress: (line: string) => void, signal?: AbortSignal): Promise<Run> {
    return followByState(this, plan, onProgress, signal);
  }

  close(): void {
    this.client.destroy();
  }

  /** @throws PlatformError TARGET_MISSING, TARGET_AMBIGUOUS. */
  private async clusterOf(name: string): Promise<string> {
    const pages = paginateListClusters(
      { client: this.client },
      { ClusterStates: ['STARTING', 'BOOTSTRAPPING', 'RUNNING', 'WAITING'] },
    );
    const named = allOf(pages, ({ Clusters = [] }) =>
      Clusters.filter((one) => one.Name === name).flatMap((one) => one.Id ?? []),
    );
    return onlyOne(await asked(name, named), 'EMR cluster', name);
  }

  /** The newest step of a plan; EMR lists the newest first. */
  private async stepOf({ name }: Plan, ClusterId: string): Promise<StepSummary | undefined> {
    const pages = paginateListSteps({ client: this.client }, { ClusterId });
    const newest = firstOf(pages, ({ Steps = [] }) => Steps.find((one) => one.Name === name));
    return asked(ClusterId, newest);
  }
}

function runOf({ Id = '', Status }: StepSummary): Run {
  return { id: Id, state: STATES[Status?.State ?? ''] ?? 'starting', reason: reasonOf(Status) };
}

function reasonOf(status: StepStatus | undefined): string | null {
  const { FailureDetails: details, StateChangeReason: change } = status ?? {};
  return [details?.Reason, details?.Message ?? change?.Message].filter(Boolean).join(': ') || null;
}
