import { PlatformError } from '@clickstream/errors';
import type { Capabilities } from '@clickstream/warehouse';
import { withConnections, type Connections } from './connect';
import { explainLoad } from './explain';
import { commandLine } from './failures';
import { FAULT_MEANINGS, FAULT_POINTS, faultFrom } from './faults';
import { follow } from './follow';
import { healthRecord } from './health';
import { loadAndPublish, type Loader } from './load';
import { createMetrics } from './metrics';
import { observedBy } from './observer';
import type { LoadReport, Verification } from './outputs';
import { progressLines } from './progress';
import { publisherOf } from './publisher';
import { rebuildPipeline } from './rebuild';
import { renderExplanation, renderLoad, renderStatus, renderVerification } from './render';
import { openStaging } from './staging';
import { statusOf } from './status';
import { serveTelemetry, type Listen } from './telemetry-server';
import { BOUNDS, type Bounds } from './units';
import { verify } from './verify';

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const say = (text: string): void => void process.stderr.write(`${text}\n`);

export interface Common {
  readonly pipeline: string;
  readonly env: string;
  readonly json?: boolean;
}

export interface LoadOptions extends Common {
  readonly follow?: boolean;
  readonly maxSnapshots?: number;
  readonly pollSeconds: number;
  readonly listen: Listen;
}

export async function loadCommand(options: LoadOptions, stop: AbortSignal): Promise<void> {
  await withLoader(options, stop, async (loader) => {
    if (options.follow) return followCommand(loader, options);
    const report = await loadAndPublish(loader);
    print(options.json ? JSON.stringify(report, null, 2) : renderLoad(report));
  });
}

async function followCommand(loader: Loader, { json, pollSeconds, listen }: LoadOptions): Promise<void> {
  const pollMs = pollSeconds * 1000;
  const metrics = createMetrics(loader.plan.schema.pipeline);
  const health = healthRecord(pollMs);
  const server = await serveTelemetry(listen, metrics.registry, health);
  say(`metrics at ${server.address}/metrics, health at ${server.address}/health`);
  const observer = observedBy(loader.observer, metrics, {
    pending: () => undefined,
    applied: () => health.advanced(),
  });
  try {
    await follow(
      { ...loader, observer },
      {
        pollMs,
        onLooked(report) {
          metrics.looked();
          health.looked();
          if (hasLoaded(report)) print(json ? JSON.stringify(report) : renderLoad(report));
        },
        onTrouble(error, waitMs) {
          metrics.failed(error.code);
          health.failed(error.oneLine());
          say(`${error.oneLine()}; next try in ${waitMs / 1000} s`);
        },
      },
    );
  } finally {
    await server.close();
  }
}

function hasLoaded(report: LoadReport): boolean {
  return report.tables.some((table) => table.units > 0);
}

export async function rebuildCommand(options: Common, stop: AbortSignal): Promise<void> {
  await withLoader(options, stop, async (loader) => {
    const report = await rebuildPipeline(loader);
    print(options.json ? JSON.stringify(report, null, 2) : renderLoad(report));
  });
}

export async function statusCommand(options: Common): Promise<void> {
  await withConnections({ environment: options.env, pipeline: options.pipeline }, async (connections) => {
    const now = await statusOf({ ...connections, now: Date.now });
    print(options.json ? JSON.stringify(now, null, 2) : renderStatus(now));
  });
}

export async function verifyCommand(options: Common): Promise<void> {
  await withConnections({ environment: options.env, pipeline: options.pipeline }, async (connections) => {
    const staging = await openStaging(connections.lake, connections.stagingFolder);
    const verification = await verify({ ...connections, staging });
    print(options.json ? JSON.stringify(verification, null, 2) : renderVerification(verification));
    refuseDifference(verification);
  });
}

export async function sqlCommand(options: Common): Promise<void> {
  await withConnections({ environment: options.env, pipeline: options.pipeline }, async (connections) => {
    const explanation = await explainLoad(connections);
    print(options.json ? JSON.stringify(explanation, null, 2) : renderExplanation(explanation));
  });
}

export function faultsCommand(options: { readonly json?: boolean }): void {
  const list = FAULT_POINTS.map((point) => ({ point, meaning: FAULT_MEANINGS[point] }));
  if (options.json) print(JSON.stringify(list, null, 2));
  else for (const { point, meaning } of list) print(`${point.padEnd(12)}${meaning}`);
}

function refuseDifference({ equal, pipeline, tables }: Verification): void {
  if (equal) return;
  const differing = tables.filter((table) => !table.equal).map((table) => table.table);
  throw new PlatformError({
    code: 'VERIFY_DIFFERS',
    message: `the warehouse does not hold the lake's rows: ${differing.join(', ')}`,
    where: pipeline,
    next: commandLine('rebuild', pipeline),
  });
}

async function withLoader(
  options: Common & Partial<LoadOptions>,
  signal: AbortSignal,
  work: (loader: Loader) => Promise<void>,
): Promise<void> {
  const reach = faultFrom(process.env, options.env);
  const which = { environment: options.env, pipeline: options.pipeline, onStep: reach };
  await withConnections(which, async ({ stagingFolder, ...connections }: Connections) =>
    work({
      ...connections,
      publisher: publisherOf(connections.warehouse),
      staging: await openStaging(connections.lake, stagingFolder),
      bounds: boundsOf(connections.warehouse.capabilities, options.maxSnapshots),
      signal,
      reach,
      observer: progressLines(),
    }),
  );
}

function boundsOf({ filesPerUnit }: Capabilities, snapshots = BOUNDS.snapshots): Bounds {
  return { ...BOUNDS, snapshots, files: Math.min(BOUNDS.files, filesPerUnit) };
}
