import type { TerraformStack } from 'cdktf';
import { EmrCluster } from '@cdktf/provider-aws/lib/emr-cluster';
import { EmrManagedScalingPolicy } from '@cdktf/provider-aws/lib/emr-managed-scaling-policy';
import { EmrSecurityConfiguration } from '@cdktf/provider-aws/lib/emr-security-configuration';
import { isEmulated, type InfraEnvironment } from '../environment';
import { namesIn } from '../names';
import { addAlarms } from './alarm';
import { addClusterGroups } from './emr-network';
import type { MskStack } from './msk';
import { addAwsProvider, addOutputs, newStack, type Target } from './stack';
import type { StorageStack } from './storage';

/** Spark 4.1.1, Iceberg 1.11.0, Python 3.11, Java 17: what spark/requirements.txt and tools/jars have too. */
const RELEASE = 'emr-spark-8.1.0';
/** Pipelines that stream at the same time, and their batch steps. */
const CONCURRENT_STEPS = 32;
const DISK_GB = 100;

/** The engine: one cluster on which each step runs as the role of its pipeline. It holds no data that is not on S3. */
export function emrStack(target: Target, { keyArn }: StorageStack, { network }: MskStack): TerraformStack {
  const { environment } = target;
  const { name, spark } = environment;
  const names = namesIn(environment);
  const stack = newStack(target, 'emr');
  addAwsProvider(stack, environment);
  const security = new EmrSecurityConfiguration(stack, 'security', {
    name: names.emrCluster,
    configuration: JSON.stringify(securityConfiguration(environment, keyArn)),
  });
  const disk = { ebsConfig: [{ type: 'gp3', size: DISK_GB, volumesPerInstance: 1 }] };
  const cluster = new EmrCluster(stack, 'cluster', {
    name: names.emrCluster,
    releaseLabel: RELEASE,
    applications: ['Spark'],
    serviceRole: names.roleArn('emr-service'),
    securityConfiguration: security.name,
    logUri: `s3://${names.bucket('logs')}/emr/`,
    keepJobFlowAliveWhenNoSteps: true,
    stepConcurrencyLevel: CONCURRENT_STEPS,
    terminationProtection: !target.deleteData && !isEmulated(environment),
    unhealthyNodeReplacement: true,
    ebsRootVolumeSize: DISK_GB,
    ec2Attributes: {
      instanceProfile: names.roleName('emr-host'),
      subnetId: network.subnetIds[0],
      ...addClusterGroups(stack, network),
    },
    masterInstanceGroup: { instanceType: spark.primaryInstance, instanceCount: spark.primaries, ...disk },
    coreInstanceGroup: { instanceType: spark.coreInstance, instanceCount: spark.cores, ...disk },
    configurationsJson: JSON.stringify(CONFIGURATIONS),
    tags: { 'for-use-with-amazon-emr-managed-policies': 'true' },
    // Managed scaling changes it.
    lifecycle: { ignoreChanges: ['core_instance_group[0].instance_count'] },
  });
  new EmrManagedScalingPolicy(stack, 'scaling', {
    clusterId: cluster.id,
    computeLimits: [
      {
        unitType: 'Instances',
        minimumCapacityUnits: spark.cores,
        maximumCapacityUnits: spark.maxCores,
        maximumCoreCapacityUnits: spark.maxCores,
      },
    ],
  });
  addAlarms(stack, environment, names.alarmTopicArn, clusterAlarms(cluster.id, spark.cores));
  addOutputs(stack, { cluster_id: cluster.id, release: RELEASE, environment: name });
  return stack;
}

/** Encrypted on S3, on disk and between nodes; a step can be somebody else than the cluster. */
function securityConfiguration(environment: InfraEnvironment, keyArn: string): object {
  const names = namesIn(environment);
  return {
    EncryptionConfiguration: {
      EnableAtRestEncryption: true,
      AtRestEncryptionConfiguration: {
        S3EncryptionConfiguration: { EncryptionMode: 'SSE-KMS', AwsKmsKey: keyArn },
        LocalDiskEncryptionConfiguration: {
          EncryptionKeyProviderType: 'AwsKms',
          AwsKmsKey: keyArn,
          EnableEbsEncryption: true,
        },
      },
      EnableInTransitEncryption: true,
      InTransitEncryptionConfiguration: {
        TLSCertificateConfiguration: {
          CertificateProviderType: 'PEM',
          S3Object: `s3://${names.bucket('artifacts')}/emr/certificates.zip`,
        },
      },
    },
    AuthorizationConfiguration: { IAMConfiguration: { EnableApplicationScopedIAMRole: true } },
    InstanceMetadataServiceConfiguration: {
      MinimumInstanceMetadataServiceVersion: 2,
      HttpPutResponseHopLimit: 1,
    },
  };
}

/** What holds for every job; the rest is resolved by the job submitter, where it can be reviewed. */
const CONFIGURATIONS = [
  { Classification: 'spark', Properties: { maximizeResourceAllocation: 'false' } },
  // A driver that dies is started again, as often as its plan says; its lease keeps a second one from the checkpoints.
  { Classification: 'yarn-site', Properties: { 'yarn.resourcemanager.am.max-attempts': '5' } },
  { Classification: 'spark-defaults', Properties: { 'spark.dynamicAllocation.enabled': 'false' } },
];

/** Source of metrics: Amazon EMR Management Guide, "Metrics reported by Amazon EMR". */
function clusterAlarms(clusterId: string, cores: number) {
  const common = {
    namespace: 'AWS/ElasticMapReduce',
    periodSeconds: 300,
    dimensions: { JobFlowId: clusterId },
  };
  return [
    {
      ...common,
      id: 'core-nodes',
      metric: 'CoreNodesRunning',
      statistic: 'Minimum',
      below: cores,
      description: 'The cluster has fewer core nodes than it must, or is gone.',
    },
    {
      ...common,
      id: 'unhealthy-nodes',
      metric: 'MRUnhealthyNodes',
      statistic: 'Maximum',
      above: 0,
      description: 'Nodes of the cluster are unhealthy: their tasks run elsewhere or not at all.',
    },
    {
      ...common,
      id: 'pending-containers',
      metric: 'ContainerPending',
      statistic: 'Minimum',
      above: 0,
      description: 'Containers wait although the cluster may have grown: jobs are short of executors.',
    },
    {
      ...common,
      id: 'hdfs',
      metric: 'HDFSUtilization',
      statistic: 'Maximum',
      above: 85,
      description: 'The disks of the cluster are nearly full (percent).',
    },
  ] as const;
}
