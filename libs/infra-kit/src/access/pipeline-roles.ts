import { namesIn } from '../names';
import type { InfraEnvironment } from '../environment';
import { resourcesOf } from '../resources';
import { producerPolicy } from './producer';
import type { Role } from './roles';
import { sparkPolicy } from './spark';
import { PRODUCER_ACTIONS, SPARK_ACTIONS, trustRole } from './trust';

export const PIPELINE_ROLES = ['spark', 'producer'] as const;
export type PipelineRole = (typeof PIPELINE_ROLES)[number];

/** The roles of one pipeline, each taken on by one host role of the platform. */
export function pipelineRoles(pipeline: string, environment: InfraEnvironment): Record<PipelineRole, Role> {
  const names = namesIn(environment);
  const own = resourcesOf(pipeline, environment);
  const bounded = { managed: [], bounded: true };
  return {
    spark: {
      ...bounded,
      name: `${pipeline}-spark`,
      what: `Steps of pipeline ${pipeline}`,
      trust: trustRole(names.roleArn('emr-host'), SPARK_ACTIONS),
      access: sparkPolicy(own, environment),
    },
    producer: {
      ...bounded,
      name: `${pipeline}-producer`,
      what: `Producers of pipeline ${pipeline}`,
      trust: trustRole(names.roleArn('producer-host'), PRODUCER_ACTIONS),
      access: producerPolicy(own),
    },
  };
}
