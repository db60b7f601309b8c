import { INFRA_APP, layoutOf } from '../../graph/layout';

/** What of Nx's project graph is needed. */
export interface Graph {
  readonly dependencies: Readonly<Record<string, readonly { readonly target: string }[]>>;
}

/** Projects that a removal would break: not the pipeline's own, nor the app that finds pipelines by their manifests. */
export function dependentsOf(name: string, { dependencies }: Graph): string[] {
  const { project, sparkProject } = layoutOf(name);
  const own = [project, sparkProject];
  return Object.keys(dependencies)
    .filter((source) => ![...own, INFRA_APP].includes(source))
    .filter((source) => dependencies[source]?.some(({ target }) => own.includes(target)))
    .sort();
}
