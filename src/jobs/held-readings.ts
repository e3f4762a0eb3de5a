import type { RegisterSeries } from "#domain/consumption/register-series.ts";
import type { Fault } from "#domain/core/fault.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import { type Finding, holdsBilling } from "#domain/validation/finding.ts";
import { registerFindings } from "#domain/validation/register-findings.ts";
import type { MeteredChannel } from "#storage/channel-consumption.ts";
import { decisionKey } from "#storage/reading-exceptions.ts";

/**
 * Why a bill over these days must wait: what the register shows cannot be right, and nobody has
 * decided about it. Judged from the readings themselves, so that nothing slips through between
 * their coming and their validation.
 */
export function heldReadings(
  { channel, series }: { readonly channel: MeteredChannel; readonly series: RegisterSeries },
  {
    range,
    decided,
    tenant,
    timeZone,
  }: {
    readonly range: InstantRange;
    readonly decided: ReadonlySet<string>;
    readonly tenant: string;
    readonly timeZone: string;
  },
): Fault[] {
  const { compare } = Temporal.Instant;
  const findings = registerFindings({
    ...channel,
    series,
    digits: channel.registerDigits,
    rules: [],
  });
  return findings
    .filter(
      (finding) =>
        holdsBilling(finding.rule) &&
        compare(finding.range.from, range.to) < 0 &&
        compare(finding.range.to, range.from) > 0 &&
        !decided.has(decisionKey(channel.id, { rule: finding.rule, from: finding.range.from })),
    )
    .map((finding) => ({
      code: "billing.readings-doubtful",
      subject: tenant,
      message: `${channel.pointName}: ${reasonOf(finding, timeZone)}`,
      remedy: "accept, correct or estimate it under Data quality; the bill is made by itself then",
    }));
}

function reasonOf({ rule, range, details }: Finding, timeZone: string): string {
  const local = range.to.toZonedDateTimeISO(timeZone).toPlainDateTime();
  const at = local.toString({ smallestUnit: "minute" }).replace("T", " ");
  const { before = "", after = "" } = details;
  switch (rule) {
    case "jump":
      return `the register climbed from ${before} to ${after} until ${at}, more than the connection can draw`;
    case "estimate-exceeded":
      return `the estimate of ${before} is above the ${after} that the meter showed at ${at}`;
    case "exchange-incomplete":
      return `nobody noted what the meter showed when it was removed at ${at}`;
    default:
      return `the register fell from ${before} to ${after} at ${at}, and what was used then is not known`;
  }
}
