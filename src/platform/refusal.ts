/**
 * SmartPM cannot go on, and a person can do something about it. The message is one line that says
 * what is wrong and what to do; the command prints it without a stack and exits with 1.
 */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

/** The operating system's code of a failed call (`EACCES`, `ENOENT`), or undefined. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** What an error says, on one line. */
export function errorText(error: unknown): string {
  // Node gives an AggregateError without a message where every address of a host failed.
  if (error instanceof AggregateError && error.message === "") {
    return error.errors.map(errorText).join("; ");
  }
  return (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, " ").trim();
}
