/** What the command line gives; each may be absent for a pipeline that exists. */
export interface PipelineOptions {
  readonly name: string;
  readonly owner?: string;
  /** Comma list. */
  readonly events?: string;
  readonly partitions?: number;
  /** Durations like `48h`. */
  readonly retention?: string;
  readonly sessionGap?: string;
  readonly lateness?: string;
}
