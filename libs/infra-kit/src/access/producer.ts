import type { PipelineResources } from '../resources';
import { allow, policy, type PolicyDocument } from './policy';

/** What a producer of a pipeline may do: append to its topic. It cannot read it, create it or change its settings. */
export function producerPolicy({ clusterArn, topicArn }: PipelineResources): PolicyDocument {
  return policy(
    // Kafka asks for idempotent writes on the cluster, not on the topic.
    allow('ConnectToKafka', ['kafka-cluster:Connect', 'kafka-cluster:WriteDataIdempotently'], [clusterArn]),
    allow('WriteTopic', ['kafka-cluster:DescribeTopic', 'kafka-cluster:WriteData'], [topicArn]),
  );
}
