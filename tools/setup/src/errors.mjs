/** A mistake of the environment that a person can fix: shown as one line, without a stack. */
export class SetupError extends Error {
  constructor(message, next, exitCode = 2) {
    super(message);
    this.next = next;
    this.exitCode = exitCode;
  }

  oneLine() {
    return `SETUP  ${this.message}. Next: ${this.next}`;
  }
}

/** The person pressed Ctrl-C: no failure, but nothing after it may run. */
export class Interrupted extends SetupError {
  constructor(step) {
    super(`${step} was interrupted; what was finished is kept`, 'run the same command again to go on', 130);
  }
}
