import { join } from 'node:path';

/** The files of one pipeline's job below a local home; the platform's `status` and `down` read them too. */
export interface JobFolder {
  /** What runs, or ran last, as it was prepared. */
  readonly plan: string;
  /** Latest batch of each query, written by the job. */
  readonly progress: string;
  /** Identity of the driver that runs, or ran last. */
  readonly job: string;
  /** Logging of Spark itself. */
  readonly log4j: string;
  /** Everything that Spark says. */
  readonly log: string;
  /** Spark's temporary files; emptied before and after each run. */
  readonly scratch: string;
}

/** Holds one folder for each pipeline whose job has run. */
export const jobsFolder = (home: string): string => join(home, 'jobs');

/** Drivers that may run beside the one that streams. */
export const JOB_STEPS = ['settle', 'replay'] as const;
export type JobStep = (typeof JOB_STEPS)[number];

/** @param step Absent for the driver that streams. */
export function jobFolder(home: string, pipeline: string, step?: JobStep): JobFolder {
  const folder = join(jobsFolder(home), pipeline, step ?? '');
  return {
    plan: join(folder, 'plan.json'),
    progress: join(folder, 'progress.json'),
    job: join(folder, 'job.json'),
    log4j: join(folder, 'log4j2.properties'),
    log: join(home, 'logs', `job-${pipeline}${step ? `-${step}` : ''}.log`),
    scratch: join(folder, 'scratch'),
  };
}
