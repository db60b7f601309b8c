import { DockerfileParser, type From } from 'dockerfile-ast';

/** An image that a Dockerfile starts from, with the argument that pins it to bytes. */
export interface Base {
  /** Like `node:20.20.2-bookworm-slim`. */
  readonly image: string;
  /** Like `NODE_DIGEST`; its value is empty or `@sha256:...`. */
  readonly digestArgument: string;
}

/**
 * The bases of a Dockerfile, each once; stages that start from an earlier one have none.
 *
 * @throws Error for a base without a tag or without an argument for its digest.
 */
export function basesOf(text: string): Base[] {
  const froms = DockerfileParser.parse(text).getFROMs();
  const stages = new Set(froms.map((from) => from.getBuildStage()));
  const bases = froms.filter((from) => !stages.has(from.getImage())).map(baseOf);
  return [...new Map(bases.map((base) => [base.image, base])).values()];
}

function baseOf(from: From): Base {
  const [, image, digestArgument] =
    /^([\w./-]+:[\w.-]+)\$\{(\w+_DIGEST)\}$/.exec(from.getImage() ?? '') ?? [];
  if (!image || !digestArgument)
    throw new Error(`FROM ${from.getImage()}: write it like node:20.20.2-bookworm-slim\${NODE_DIGEST}`);
  return { image, digestArgument };
}
