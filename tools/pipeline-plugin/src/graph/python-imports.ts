import { namesOf } from '@clickstream/pipeline';

/**
 * The projects of pipelines that a Python file reaches into, by module (`spark.pipelines.web_shop`) or by path
 * (`libs/pipelines/web-shop`). Python has no public and private: the edge that follows from it is what a test refuses.
 */
export function projectsReached(python: string, pipelines: readonly string[]): string[] {
  const mentions = [...python.matchAll(/\b(libs\/)?pipelines[./]([\w-]+)/g)];
  const reached = mentions.flatMap(([, contracts, word]) =>
    pipelines
      .map(namesOf)
      .filter(({ name, snake }) => word === name || word === snake)
      .map(({ project, sparkProject }) => (contracts ? project : sparkProject)),
  );
  return [...new Set(reached)];
}
