/**
 * Preloaded into a child process by `--import`: the machine's clock shows CLOCK_AT when it starts, and
 * goes on from there.
 */
const shownAt = process.env["CLOCK_AT"];
if (shownAt === undefined) throw new Error("CLOCK_AT is missing: the instant to start at");
const machine = Temporal.Now.instant;
const ahead = machine().until(Temporal.Instant.from(shownAt));
Temporal.Now.instant = () => machine().add(ahead);
