import type { TerraformStack } from 'cdktf';
import { AppautoscalingPolicy } from '@cdktf/provider-aws/lib/appautoscaling-policy';
import { AppautoscalingTarget } from '@cdktf/provider-aws/lib/appautoscaling-target';
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { MskCluster } from '@cdktf/provider-aws/lib/msk-cluster';
import { MskConfiguration } from '@cdktf/provider-aws/lib/msk-configuration';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import type { InfraEnvironment } from '../environment';
import { namesIn } from '../names';
import { addAlarms } from './alarm';
import { addNetwork, type Network } from './network';
import { addAwsProvider, addOutputs, keepsData, newStack, type Target } from './stack';
import type { StorageStack } from './storage';

export interface MskStack {
  readonly stack: TerraformStack;
  readonly network: Network;
}

const BROKERS = 3;
/** SASL with IAM over TLS. */
const IAM_PORT = 9098;
const VERSION = '3.9.x';

/**
 * What an acknowledged record survives: the loss of one broker of three, and a leader that lags is never elected. Topics
 * are made by `producer topics apply` and by nobody's typing error.
 */
const SERVER_PROPERTIES = [
  'auto.create.topics.enable=false',
  'default.replication.factor=3',
  'min.insync.replicas=2',
  'unclean.leader.election.enable=false',
  'log.message.timestamp.type=LogAppendTime',
  'allow.everyone.if.no.acl.found=false',
].join('\n');

/** The log and the network that it, and all that uses it, stands in. */
export function mskStack(target: Target, { keyArn }: StorageStack): MskStack {
  const { environment } = target;
  const names = namesIn(environment);
  const stack = newStack(target, 'msk');
  addAwsProvider(stack, environment);
  const alarms = new SnsTopic(stack, 'alarms', {
    name: `clickstream-${environment.name}-alarms`,
    kmsMasterKeyId: keyArn,
  });
  const network = addNetwork(stack, environment, keyArn);
  const configuration = new MskConfiguration(stack, 'configuration', {
    name: names.kafkaCluster,
    kafkaVersions: [VERSION],
    serverProperties: SERVER_PROPERTIES,
  });
  const logs = new CloudwatchLogGroup(stack, 'broker-logs', {
    name: `/clickstream/${environment.name}/kafka`,
    retentionInDays: 365,
    kmsKeyId: keyArn,
  });
  const cluster = new MskCluster(stack, 'cluster', {
    clusterName: names.kafkaCluster,
    kafkaVersion: VERSION,
    numberOfBrokerNodes: BROKERS,
    enhancedMonitoring: 'PER_TOPIC_PER_BROKER',
    configurationInfo: { arn: configuration.arn, revision: configuration.latestRevision },
    brokerNodeGroupInfo: {
      instanceType: environment.kafka.instance,
      clientSubnets: [...network.subnetIds],
      securityGroups: [addBrokersGroup(stack, network)],
      storageInfo: { ebsStorageInfo: { volumeSize: environment.kafka.volumeGb } },
    },
    clientAuthentication: { sasl: { iam: true }, unauthenticated: false },
    encryptionInfo: {
      encryptionAtRestKmsKeyArn: keyArn,
      encryptionInTransit: { clientBroker: 'TLS', inCluster: true },
    },
    loggingInfo: { brokerLogs: { cloudwatchLogs: { enabled: true, logGroup: logs.name } } },
    lifecycle: {
      ...keepsData(target).lifecycle,
      // It grows by itself.
      ignoreChanges: ['broker_node_group_info[0].storage_info[0].ebs_storage_info[0].volume_size'],
    },
  });
  addStorageScaling(stack, cluster, environment);
  addAlarms(stack, environment, alarms.arn, kafkaAlarms(environment));
  addOutputs(stack, {
    bootstrap_servers: cluster.bootstrapBrokersSaslIam,
    cluster_arn: cluster.arn,
    alarms_topic_arn: alarms.arn,
    vpc_id: network.vpcId,
    subnet_ids: network.subnetIds,
  });
  return { stack, network };
}

function addBrokersGroup(stack: TerraformStack, { vpcId, cidr }: Network): string {
  const group = new SecurityGroup(stack, 'brokers', {
    vpcId,
    namePrefix: 'clickstream-brokers-',
    description: 'Brokers of Kafka',
    lifecycle: { createBeforeDestroy: true },
  });
  new VpcSecurityGroupIngressRule(stack, 'brokers-from-network', {
    securityGroupId: group.id,
    description: 'Clients that prove who they are by IAM',
    cidrIpv4: cidr,
    ipProtocol: 'tcp',
    fromPort: IAM_PORT,
    toPort: IAM_PORT,
  });
  return group.id;
}

function addStorageScaling(stack: TerraformStack, cluster: MskCluster, { kafka }: InfraEnvironment): void {
  const target = new AppautoscalingTarget(stack, 'storage-target', {
    serviceNamespace: 'kafka',
    scalableDimension: 'kafka:broker-storage:VolumeSize',
    resourceId: cluster.arn,
    minCapacity: 1,
    maxCapacity: kafka.maxVolumeGb,
  });
  new AppautoscalingPolicy(stack, 'storage-policy', {
    name: 'grow-before-full',
    policyType: 'TargetTrackingScaling',
    serviceNamespace: target.serviceNamespace,
    scalableDimension: target.scalableDimension,
    resourceId: target.resourceId,
    targetTrackingScalingPolicyConfiguration: {
      targetValue: 60,
      // A disk of MSK cannot shrink.
      disableScaleIn: true,
      predefinedMetricSpecification: { predefinedMetricType: 'KafkaBrokerStorageUtilization' },
    },
  });
}

/** Source of metrics and limits: Amazon MSK Developer Guide, "Amazon MSK metrics" and "Best practices". */
function kafkaAlarms(environment: InfraEnvironment) {
  const cluster = { 'Cluster Name': namesIn(environment).kafkaCluster };
  const broker = (id: number) => ({ ...cluster, 'Broker ID': String(id) });
  const common = { namespace: 'AWS/Kafka', periodSeconds: 300 };
  return [
    {
      ...common,
      id: 'no-controller',
      metric: 'ActiveControllerCount',
      statistic: 'Maximum',
      below: 1,
      dimensions: cluster,
      description: 'Kafka has no controller: nothing can change its leader.',
    },
    {
      ...common,
      id: 'offline-partitions',
      metric: 'OfflinePartitionsCount',
      statistic: 'Maximum',
      above: 0,
      dimensions: cluster,
      description: 'Partitions of Kafka have no leader: they take no records.',
    },
    ...Array.from({ length: BROKERS }, (_, index) => index + 1).flatMap((id) => [
      {
        ...common,
        id: `under-min-insync-${id}`,
        metric: 'UnderMinIsrPartitionCount',
        statistic: 'Maximum',
        above: 0,
        dimensions: broker(id),
        description: `Broker ${id} leads partitions with too few copies: they take no records.`,
      },
      {
        ...common,
        id: `disk-${id}`,
        metric: 'KafkaDataLogsDiskUsed',
        statistic: 'Maximum',
        above: 85,
        dimensions: broker(id),
        description: `The disk of broker ${id} is nearly full (percent): it does not grow fast enough, or no more.`,
      },
    ]),
  ] as const;
}
