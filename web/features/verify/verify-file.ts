import type { DocumentVerification } from "#api/contract/verification.ts";
import { type Verification, verifyEvidence } from "#domain/billing/verify-evidence.ts";
import { sha256Hex } from "#domain/core/sha256.ts";
import { call } from "#web/api/call.ts";
import { serverWords } from "#web/i18n/server-words.ts";
import { attachedText } from "./pdf-attachment.ts";

/** What is known of a file. */
export type Outcome =
  | {
      readonly kind: "document";
      readonly answer: DocumentVerification;
      /** Of the evidence within it; undefined where there is none that could be read. */
      readonly verification: Verification | undefined;
    }
  | { readonly kind: "evidence"; readonly verification: Verification }
  | { readonly kind: "unreadable"; readonly message: string };

/**
 * Asks the service about a document by its digest, and computes the evidence in it, or an evidence file,
 * again. Rejects where the service cannot be asked.
 */
export async function verifyFile(file: File): Promise<Outcome> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const isJson = bytes[0] === 0x7b;
  if (!isGzip && !isJson) {
    const query = { sha256: sha256Hex(bytes) };
    const answer = await call("GET /verification", { query });
    return { kind: "document", answer, verification: await verifyAttached(bytes) };
  }
  const text = isGzip ? await unzipped(bytes) : new TextDecoder().decode(bytes);
  try {
    const result = verifyEvidence(JSON.parse(text));
    if (result.ok) return { kind: "evidence", verification: result.value };
    return { kind: "unreadable", message: serverWords(result.faults[0]?.message ?? "") };
  } catch {
    return { kind: "unreadable", message: "" };
  }
}

/** Also of a document that is not genuine: what stands in it may still tell what was changed. */
async function verifyAttached(pdf: Uint8Array<ArrayBuffer>): Promise<Verification | undefined> {
  try {
    const text = await attachedText(pdf, "evidence.json");
    const result = text === undefined ? undefined : verifyEvidence(JSON.parse(text));
    return result?.ok ? result.value : undefined;
  } catch {
    return undefined;
  }
}

async function unzipped(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}

/** Whether all holds that can be known of the file. */
export function isInOrder(outcome: Outcome): boolean {
  switch (outcome.kind) {
    case "unreadable":
      return false;
    case "document":
      return outcome.answer.isGenuine && (outcome.verification?.isEqual ?? true);
    case "evidence":
      return outcome.verification.isEqual;
  }
}
