import { Decimal } from "#domain/core/decimal.ts";
import { type Fault, failed, ok, type Result } from "#domain/core/fault.ts";
import { sha256OfText } from "#domain/core/sha256.ts";
import { distribute } from "#domain/sharing/distribute.ts";
import { billOf } from "./bill-draft.ts";
import type { Bill } from "./bill.ts";
import { canonicalJson } from "./canonical-json.ts";
import { creditNoteOf } from "./credit-note.ts";
import { EVIDENCE_FORMAT, evidenceInFile, type EvidenceFile } from "./evidence-file.ts";
import { pricePoints } from "./price-point.ts";

/** One thing that was computed again, and whether the bill says the same. */
export interface VerifiedStep {
  readonly kind:
    "digest" | "reading" | "consumption" | "line" | "share" | "tax" | "total" | "whole";
  /** What it is about: the name of a point, a line, a tax. */
  readonly name: string;
  /** How it comes about: the formula of a line. */
  readonly how: string;
  readonly stated: string;
  readonly computed: string;
  readonly isEqual: boolean;
}

export interface Verification {
  readonly bill: Bill;
  readonly steps: readonly VerifiedStep[];
  readonly isEqual: boolean;
}

/**
 * Computes a bill again from its evidence file, by the same code that made it, and compares every
 * step. A fault where the file is no evidence file or cannot be computed.
 */
export function verifyEvidence(content: unknown): Result<Verification> {
  if (!isEvidenceFile(content)) return failed([notEvidence()]);
  try {
    return verify(content);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return failed([{ ...notEvidence(), message: `cannot be computed: ${message}` }]);
  }
}

/** Guarantees the outermost form; what lies deeper throws where it is not as it should be. */
function isEvidenceFile(content: unknown): content is EvidenceFile {
  return (
    typeof content === "object" &&
    content !== null &&
    "format" in content &&
    content.format === EVIDENCE_FORMAT &&
    "bill" in content &&
    typeof content.bill === "object" &&
    "points" in content &&
    Array.isArray(content.points)
  );
}

function notEvidence(): Fault {
  return {
    code: "evidence.format",
    subject: "file",
    message: `is no evidence file of the format ${EVIDENCE_FORMAT}`,
    remedy: "take the file that came with the bill, unchanged",
  };
}

function verify(file: EvidenceFile): Result<Verification> {
  const { bill: stated } = file;
  const steps: VerifiedStep[] = [];
  const step = (one: Omit<VerifiedStep, "isEqual">) => {
    steps.push({ ...one, isEqual: one.stated === one.computed });
  };
  step({
    kind: "digest",
    name: stated.number,
    how: "SHA-256",
    stated: file.contentSha256,
    computed: sha256OfText(canonicalJson(stated)),
  });
  const computed = file.credits ? ok(creditAgain(file.credits, stated)) : computeAgain(file);
  if (!computed.ok) return computed;
  comparePoints(stated, computed.value, step);
  compareLines(stated, computed.value, step);
  for (const one of divideAgain(file)) step(one);
  const amounts = ["netMinor", "taxMinor", "totalMinor"] as const;
  for (const name of amounts) {
    step({ kind: "total", name, how: "", stated: stated[name], computed: computed.value[name] });
  }
  step({
    kind: "whole",
    name: stated.number,
    how: "SHA-256",
    stated: sha256OfText(canonicalJson(stated)),
    computed: sha256OfText(canonicalJson(computed.value)),
  });
  return ok({ bill: stated, steps, isEqual: steps.every(({ isEqual }) => isEqual) });
}

type AddStep = (step: Omit<VerifiedStep, "isEqual">) => void;

function creditAgain(credits: Bill, { number, issuedOn, corrects }: Bill): Bill {
  return creditNoteOf(credits, { number, issuedOn, reason: corrects?.reason ?? "" });
}

function computeAgain({ bill, points }: EvidenceFile): Result<Bill> {
  if (bill.kind === "credit-note") return failed([notEvidence()]);
  const { language, timeZone, currency } = bill;
  const place = { tenant: bill.recipient.name, language, timeZone, currency };
  const priced = pricePoints(points.map(evidenceInFile), place);
  if (priced.obstacles.length > 0) return failed(priced.obstacles);
  const { number, issuedOn, dueOn, account, corrects } = bill;
  const draft = {
    kind: bill.kind,
    language,
    locale: bill.locale,
    currency,
    timeZone,
    issuer: bill.issuer,
    recipient: bill.recipient,
    premises: bill.premises,
    period: {
      from: Temporal.PlainDate.from(bill.periodFrom),
      to: Temporal.PlainDate.from(bill.periodTo),
    },
    points: priced.points,
    shares: bill.sharedCosts ?? [],
    history: bill.history,
    comparisons: bill.comparisons ?? [],
    emissions: bill.emissions ?? [],
    texts: bill.texts ?? {},
  };
  const issue = {
    number,
    issuedOn,
    dueOn,
    ...(account && { account }),
    ...(corrects && { corrects }),
  };
  return ok(billOf(draft, issue));
}

function comparePoints(stated: Bill, computed: Bill, step: AddStep): void {
  for (const [n, point] of stated.points.entries()) {
    const again = computed.points[n];
    for (const end of ["opening", "closing"] as const) {
      step({
        kind: "reading",
        name: point.name,
        how: point[end].measuredAt,
        stated: point[end].value,
        computed: again?.[end].value ?? "",
      });
    }
    const { opening, closing, multiplier } = point;
    step({
      kind: "consumption",
      name: point.name,
      how: `(${closing.value} − ${opening.value}) × ${multiplier} ${point.unit}`,
      stated: point.consumption,
      computed: again?.consumption ?? "",
    });
  }
}

function compareLines(stated: Bill, computed: Bill, step: AddStep): void {
  const count = Math.max(stated.lines.length, computed.lines.length);
  for (let n = 0; n < count; n += 1) {
    const line = stated.lines[n];
    const again = computed.lines[n];
    step({
      kind: "line",
      name: line?.label ?? again?.label ?? "",
      how: again?.formula ?? "",
      stated: line?.amountMinor ?? "",
      computed: again?.amountMinor ?? "",
    });
  }
  for (const [n, tax] of stated.taxes.entries()) {
    step({
      kind: "tax",
      name: tax.label,
      how: `${tax.rate} %`,
      stated: tax.amountMinor,
      computed: computed.taxes[n]?.amountMinor ?? "",
    });
  }
}

/** Each shared cost divided again by all its weights. */
function divideAgain({ bill, divisions }: EvidenceFile): Omit<VerifiedStep, "isEqual">[] {
  const isCredit = bill.kind === "credit-note";
  return (bill.sharedCosts ?? []).map((share) => {
    const division = divisions.find(({ costId }) => costId === share.costId);
    const amounts = (division?.parts ?? []).map(({ partMinor, weights, own }) => {
      const divided = distribute(
        BigInt(partMinor),
        weights.map((weight) => Decimal.parse(weight)),
      );
      return divided?.[own] ?? 0n;
    });
    const sum = amounts.reduce((all, one) => all + one, 0n);
    return {
      kind: "share",
      name: share.label,
      how: share.parts.map((part) => `${part.weight} / ${part.totalWeight}`).join(" + "),
      stated: share.amountMinor,
      computed: (isCredit ? -sum : sum).toString(),
    };
  });
}
