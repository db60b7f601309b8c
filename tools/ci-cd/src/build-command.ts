/** What an image is built as. */
export interface Build {
  /** Name of the project, of its Dockerfile and of its repository in the registry. */
  readonly name: string;
  readonly version: string;
  /** Commit, in full. */
  readonly revision: string;
  /** Seconds since 1970 of the commit: files in the image are as old as it, so that the same input gives the same bytes. */
  readonly commitSeconds: number;
  /** Host of the registry and the folder of an environment in it; undefined keeps the image here. */
  readonly registry?: string;
  /** By argument of the Dockerfile, like `@sha256:...`. */
  readonly digests: Readonly<Record<string, string>>;
  /** Where buildx says what it made. */
  readonly metadataFile: string;
}

export const tagOf = ({ name, version, registry = 'clickstream' }: Build): string =>
  `${registry}/${name}:${version}`;

/** The arguments of `docker` that build an image from the root of the repository. */
export function buildCommand(build: Build): string[] {
  const labels = {
    title: build.name,
    version: build.version,
    revision: build.revision,
  };
  return [
    'buildx',
    'build',
    ...['--file', `docker/${build.name}.Dockerfile`],
    ...['--tag', tagOf(build)],
    ...['--metadata-file', build.metadataFile],
    ...Object.entries(labels).flatMap(([key, value]) => [
      '--label',
      `org.opencontainers.image.${key}=${value}`,
    ]),
    ...['--build-arg', `SOURCE_DATE_EPOCH=${build.commitSeconds}`],
    ...Object.entries(build.digests).flatMap(([key, value]) => ['--build-arg', `${key}=${value}`]),
    ...(build.registry ? ['--push', '--sbom=true', '--provenance=mode=max'] : ['--load']),
    '.',
  ];
}
