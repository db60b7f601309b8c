import type { TerraformStack } from 'cdktf';
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { DefaultSecurityGroup } from '@cdktf/provider-aws/lib/default-security-group';
import { FlowLog } from '@cdktf/provider-aws/lib/flow-log';
import { RouteTable } from '@cdktf/provider-aws/lib/route-table';
import { RouteTableAssociation } from '@cdktf/provider-aws/lib/route-table-association';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { Subnet } from '@cdktf/provider-aws/lib/subnet';
import { Vpc } from '@cdktf/provider-aws/lib/vpc';
import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import type { InfraEnvironment } from '../environment';
import { namesIn } from '../names';

export interface Network {
  readonly vpcId: string;
  /** One private subnet a zone. */
  readonly subnetIds: readonly string[];
  readonly cidr: string;
}

const ZONES = ['a', 'b', 'c'];
/** EMR's service role, as AWS keeps it, touches only what carries this tag. */
const FOR_EMR = { 'for-use-with-amazon-emr-managed-policies': 'true' };
/** Everything that jobs, loaders and producers call, besides S3. */
const SERVICES = [
  'ecr.api',
  'ecr.dkr',
  'elasticmapreduce',
  'glue',
  'kms',
  'logs',
  'monitoring',
  'secretsmanager',
  'sts',
];

/** A private network over three zones without a way in or out: what needs AWS reaches it by endpoints. */
export function addNetwork(stack: TerraformStack, environment: InfraEnvironment, logKeyArn: string): Network {
  const { networkCidr: cidr, region } = environment;
  const named = (what: string) => ({ tags: { Name: `clickstream-${environment.name}-${what}` } });
  const vpc = new Vpc(stack, 'vpc', {
    cidrBlock: cidr,
    enableDnsHostnames: true,
    enableDnsSupport: true,
    tags: { ...named('vpc').tags, ...FOR_EMR },
  });
  // Everything in the network says which group it is in; who forgets it can talk to nobody.
  new DefaultSecurityGroup(stack, 'default-security-group', { vpcId: vpc.id });
  const routes = new RouteTable(stack, 'routes', { vpcId: vpc.id, ...named('private') });
  const subnetIds = ZONES.map((zone, index) => {
    const subnet = new Subnet(stack, `subnet-${zone}`, {
      vpcId: vpc.id,
      availabilityZone: `${region}${zone}`,
      cidrBlock: cidr.replace('.0.0/16', `.${index * 16}.0/20`),
      tags: { ...named(`private-${zone}`).tags, ...FOR_EMR },
    });
    new RouteTableAssociation(stack, `subnet-${zone}-routes`, {
      subnetId: subnet.id,
      routeTableId: routes.id,
    });
    return subnet.id;
  });
  addEndpoints(stack, environment, { vpcId: vpc.id, subnetIds, routeTableId: routes.id });
  addFlowLog(stack, environment, vpc.id, logKeyArn);
  return { vpcId: vpc.id, subnetIds, cidr };
}

function addEndpoints(
  stack: TerraformStack,
  { region, networkCidr }: InfraEnvironment,
  { vpcId, subnetIds, routeTableId }: { vpcId: string; subnetIds: string[]; routeTableId: string },
): void {
  const serviceName = (service: string) => `com.amazonaws.${region}.${service}`;
  new VpcEndpoint(stack, 'endpoint-s3', {
    vpcId,
    serviceName: serviceName('s3'),
    vpcEndpointType: 'Gateway',
    routeTableIds: [routeTableId],
  });
  const group = new SecurityGroup(stack, 'endpoints', {
    vpcId,
    namePrefix: 'clickstream-endpoints-',
    description: 'Endpoints of AWS services',
    lifecycle: { createBeforeDestroy: true },
  });
  new VpcSecurityGroupIngressRule(stack, 'endpoints-from-network', {
    securityGroupId: group.id,
    description: 'HTTPS from the network',
    cidrIpv4: networkCidr,
    ipProtocol: 'tcp',
    fromPort: 443,
    toPort: 443,
  });
  for (const service of SERVICES)
    new VpcEndpoint(stack, `endpoint-${service.replace('.', '-')}`, {
      vpcId,
      serviceName: serviceName(service),
      vpcEndpointType: 'Interface',
      privateDnsEnabled: true,
      subnetIds,
      securityGroupIds: [group.id],
    });
}

/** Who talked to whom. */
function addFlowLog(
  stack: TerraformStack,
  environment: InfraEnvironment,
  vpcId: string,
  kmsKeyId: string,
): void {
  const logs = new CloudwatchLogGroup(stack, 'flow-logs', {
    name: `/clickstream/${environment.name}/network`,
    retentionInDays: 365,
    kmsKeyId,
  });
  new FlowLog(stack, 'flow-log', {
    vpcId,
    trafficType: 'ALL',
    logDestination: logs.arn,
    iamRoleArn: namesIn(environment).roleArn('flow-log'),
  });
}
