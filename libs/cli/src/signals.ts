/**
 * An AbortSignal that fires on the first Ctrl-C or SIGTERM, so that work can stop cleanly.
 * A second signal ends the process at once: nobody should have to wait for a stop that hangs.
 */
export function onStopSignal(): AbortSignal {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return controller.signal;
}
