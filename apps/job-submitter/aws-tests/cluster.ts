import {
  CancelStepsCommand,
  DescribeStepCommand,
  EMRClient,
  ListStepsCommand,
  RunJobFlowCommand,
  type Step,
} from '@aws-sdk/client-emr';
import { REGION } from './account';

/** An EMR cluster as the stack `emr` makes it; its steps are noted and nothing runs them. */
export class Cluster {
  private constructor(
    private readonly client: EMRClient,
    readonly id: string,
  ) {}

  static async create(name: string): Promise<Cluster> {
    const client = new EMRClient({ region: REGION });
    const { JobFlowId = '' } = await client.send(
      new RunJobFlowCommand({
        Name: name,
        LogUri: 's3://clickstream-logs-dev/emr/',
        Instances: { KeepJobFlowAliveWhenNoSteps: true, InstanceCount: 1, MasterInstanceType: 'm7g.xlarge' },
        JobFlowRole: 'host',
        ServiceRole: 'service',
      }),
    );
    return new Cluster(client, JobFlowId);
  }

  /** What EMR was asked to run: the newest step of a name. */
  async step(name: string): Promise<Step> {
    const { Steps = [] } = await this.client.send(new ListStepsCommand({ ClusterId: this.id }));
    const StepId = Steps.find((step) => step.Name === name)?.Id;
    const { Step: found } = await this.client.send(new DescribeStepCommand({ ClusterId: this.id, StepId }));
    if (!found) throw new Error(`EMR has no step ${name}`);
    return found;
  }

  /** Ends the steps that run, as they end when their jobs do. */
  async endSteps(): Promise<void> {
    const { Steps = [] } = await this.client.send(new ListStepsCommand({ ClusterId: this.id }));
    const StepIds = Steps.filter(({ Status }) => Status?.State !== 'CANCELLED').flatMap(({ Id }) => Id ?? []);
    await this.client.send(new CancelStepsCommand({ ClusterId: this.id, StepIds }));
  }

  close(): void {
    this.client.destroy();
  }
}
