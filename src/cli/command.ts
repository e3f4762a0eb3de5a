/**
 * One word after `./smartpm`. Each has a file of its own in this folder, which is loaded only when
 * the command is asked for, and a line in commands.ts.
 */
export interface Command {
  /** How it is called, with an explanation of every option: printed by `./smartpm help <name>`. */
  readonly usage: string;
  /**
   * Does it, and resolves with the exit code: 0 when all went well. What a person can put right is
   * thrown as a Refusal, and printed as one line. Results go to stdout, all else to stderr.
   */
  run(args: readonly string[]): Promise<number>;
}
