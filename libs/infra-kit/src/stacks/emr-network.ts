import type { TerraformStack } from 'cdktf';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import type { Network } from './network';

interface Rule {
  readonly id: string;
  readonly description: string;
  readonly ports?: number;
  readonly group?: SecurityGroup;
  readonly cidr?: string;
}

const HTTPS = 443;
const KAFKA = 9098;
/** EMR's own control of a cluster in a private subnet. */
const CONTROL_FROM_CLUSTER = 9443;
const CONTROL_TO_CLUSTER = 8443;

/** The security groups of a cluster in a private subnet; EMR adds what it needs between them. */
export function addClusterGroups(stack: TerraformStack, { vpcId, cidr }: Network) {
  const newGroup = (id: string, description: string) =>
    new SecurityGroup(stack, id, {
      vpcId,
      namePrefix: `clickstream-${id}-`,
      description,
      revokeRulesOnDelete: true,
      tags: { 'for-use-with-amazon-emr-managed-policies': 'true' },
      lifecycle: { createBeforeDestroy: true },
    });
  const nodes = newGroup('emr-nodes', 'Nodes of the cluster');
  const service = newGroup('emr-service-access', 'EMR, to control the cluster');
  const out = (from: SecurityGroup, rule: Rule) =>
    new VpcSecurityGroupEgressRule(stack, rule.id, ruleOf(from, rule));
  const into = (to: SecurityGroup, rule: Rule) =>
    new VpcSecurityGroupIngressRule(stack, rule.id, ruleOf(to, rule));
  into(nodes, { id: 'nodes-from-nodes', description: 'Nodes among themselves', group: nodes });
  into(nodes, { id: 'nodes-from-service', description: 'EMR', ports: CONTROL_TO_CLUSTER, group: service });
  out(nodes, { id: 'nodes-to-nodes', description: 'Nodes among themselves', group: nodes });
  out(nodes, { id: 'nodes-to-service', description: 'EMR', ports: CONTROL_FROM_CLUSTER, group: service });
  out(nodes, { id: 'nodes-to-kafka', description: 'Brokers', ports: KAFKA, cidr });
  // S3's gateway has public addresses, but only the route to it leads out of the network.
  out(nodes, {
    id: 'nodes-to-aws',
    description: 'AWS services by their endpoints',
    ports: HTTPS,
    cidr: '0.0.0.0/0',
  });
  into(service, {
    id: 'service-from-nodes',
    description: 'Nodes',
    ports: CONTROL_FROM_CLUSTER,
    group: nodes,
  });
  out(service, { id: 'service-to-nodes', description: 'Nodes', ports: CONTROL_TO_CLUSTER, group: nodes });
  return {
    emrManagedMasterSecurityGroup: nodes.id,
    emrManagedSlaveSecurityGroup: nodes.id,
    serviceAccessSecurityGroup: service.id,
  };
}

function ruleOf(of: SecurityGroup, { description, ports, group, cidr }: Rule) {
  return {
    securityGroupId: of.id,
    description,
    ipProtocol: ports === undefined ? '-1' : 'tcp',
    fromPort: ports,
    toPort: ports,
    referencedSecurityGroupId: group?.id,
    cidrIpv4: cidr,
  };
}
