import { namesOf } from '@clickstream/pipeline';

/**
 * The pipelines that a Python file reaches into, by module (`spark.pipelines.web_shop`) or by path
 * (`libs/pipelines/web-shop`). Python has no public and private: the edge that follows from it is what a test refuses.
 */
export function pipelinesReached(python: string, pipelines: readonly string[]): string[] {
  const words = [...python.matchAll(/\bpipelines[./]([\w-]+)/g)].map((match) => match[1] as string);
  return pipelines.filter((name) => words.includes(name) || words.includes(namesOf(name).snake));
}
