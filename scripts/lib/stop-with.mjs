/** A start that cannot go on: one sentence for the person, and the status to leave with (2 for bad input). */
export class StopWith extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.name = "StopWith";
    this.exitCode = exitCode;
  }
}
