import { createHash } from "node:crypto";
import { type Signer, signDetached } from "./cms-signature.ts";

/** Bytes kept free for the signature, as twice as many hexadecimal digits; ours takes 900. */
const SIGNATURE_BYTES = 4_096;

const BYTE_RANGE_DIGITS = 10;

const PAGE_TREE_DEPTH_AT_MOST = 10;

/** What a signature states besides the content that it covers. */
export interface SigningDetails {
  readonly signedAt: Temporal.Instant;
  /** Why: shown by readers, `Bill B1-2026-000001`. */
  readonly reason: string;
}

/**
 * Signs a PDF as its author, allowing no change (DocMDP, P 1), by an incremental update: the bytes
 * of `pdf` stay as they are. Only for PDFs as our renderer writes them: a classic cross-reference
 * table and no forms. Throws for others.
 */
export function signPdf(pdf: Uint8Array, signer: Signer, details: SigningDetails): Buffer {
  const original = Buffer.from(pdf);
  const { file, contentsAt } = withSignatureField(original, { signer, details });
  const hole = { from: contentsAt, to: contentsAt + 2 * SIGNATURE_BYTES + 2 };
  const range = [0, hole.from, hole.to, file.length - hole.to];
  const rangeText = range.map((part) => String(part).padEnd(BYTE_RANGE_DIGITS)).join(" ");
  file.write(rangeText, file.indexOf(RANGE_PLACEHOLDER, original.length), "latin1");
  const digest = createHash("sha256")
    .update(file.subarray(0, hole.from))
    .update(file.subarray(hole.to))
    .digest();
  const signature = signDetached(digest, signer).toString("hex");
  if (signature.length > 2 * SIGNATURE_BYTES) throw new RangeError("the signature is too long");
  file.write(signature, hole.from + 1, "latin1");
  return file;
}

const RANGE_PLACEHOLDER = Array.from({ length: 4 }, () => "0".repeat(BYTE_RANGE_DIGITS)).join(" ");

function withSignatureField(
  original: Buffer,
  stated: { readonly signer: Signer; readonly details: SigningDetails },
): { readonly file: Buffer; readonly contentsAt: number } {
  const source = readSource(original);
  const signatureId = source.size;
  const fieldId = source.size + 1;
  const objects = [
    {
      id: source.catalogId,
      body: withEntries(source.catalog, [
        `/AcroForm << /Fields [${fieldId} 0 R] /SigFlags 3 >>`,
        `/Perms << /DocMDP ${signatureId} 0 R >>`,
      ]),
    },
    { id: source.pageId, body: withAnnotation(source.page, fieldId) },
    { id: signatureId, body: signatureObject(stated) },
    { id: fieldId, body: fieldObject({ signatureId, pageId: source.pageId }) },
  ];
  const offsets: { readonly id: number; readonly offset: number }[] = [];
  let update = original.at(-1) === 0x0a ? "" : "\n";
  for (const { id, body } of objects) {
    offsets.push({ id, offset: original.length + Buffer.byteLength(update, "latin1") });
    update += `${id} 0 obj\n${body}\nendobj\n`;
  }
  const tableAt = original.length + Buffer.byteLength(update, "latin1");
  update += crossReferences(offsets);
  update += `trailer\n<< /Size ${source.size + 2} /Root ${source.catalogId} 0 R ${source.info} ${source.id} /Prev ${source.tableAt} >>\n`;
  update += `startxref\n${tableAt}\n%%EOF\n`;
  const file = Buffer.concat([original, Buffer.from(update, "latin1")]);
  return { file, contentsAt: file.indexOf(CONTENTS, original.length) + CONTENTS.length - 1 };
}

const CONTENTS = "/Contents <";

function signatureObject({
  signer,
  details,
}: {
  readonly signer: Signer;
  readonly details: SigningDetails;
}): string {
  return [
    "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached",
    `/ByteRange [${RANGE_PLACEHOLDER}]`,
    `${CONTENTS}${"0".repeat(2 * SIGNATURE_BYTES)}>`,
    `/M (${pdfDate(details.signedAt)})`,
    `/Name ${pdfText(signer.name)} /Reason ${pdfText(details.reason)}`,
    "/Reference [<< /Type /SigRef /TransformMethod /DocMDP",
    "/TransformParams << /Type /TransformParams /P 1 /V /1.2 >> >>] >>",
  ].join("\n");
}

/** An invisible field: PDF/A asks no appearance of an annotation without extent. */
function fieldObject({
  signatureId,
  pageId,
}: {
  readonly signatureId: number;
  readonly pageId: number;
}): string {
  return `<< /Type /Annot /Subtype /Widget /FT /Sig /T (Issuer) /V ${signatureId} 0 R /P ${pageId} 0 R /Rect [0 0 0 0] /F 132 >>`;
}

/** `D:20261103091500Z`. */
function pdfDate(instant: Temporal.Instant): string {
  const seconds = instant.round({ smallestUnit: "second", roundingMode: "floor" });
  return `D:${seconds.toString().replaceAll(/[-:TZ]/g, "")}Z`;
}

/** Text in any script: UTF-16 as hexadecimal digits, so that nothing needs an escape. */
function pdfText(text: string): string {
  const bytes = Buffer.from(`\ufeff${text}`, "utf16le").swap16();
  return `<${bytes.toString("hex").toUpperCase()}>`;
}

function crossReferences(offsets: readonly { readonly id: number; readonly offset: number }[]) {
  const sections = offsets
    .toSorted((a, b) => a.id - b.id)
    .map(({ id, offset }) => `${id} 1\n${String(offset).padStart(10, "0")} 00000 n \n`);
  return `xref\n${sections.join("")}`;
}

interface Source {
  readonly tableAt: number;
  /** One more than the highest object number. */
  readonly size: number;
  readonly info: string;
  readonly id: string;
  readonly catalogId: number;
  readonly catalog: string;
  readonly pageId: number;
  readonly page: string;
}

/** Finds what the update has to repeat: the trailer, the catalogue and the first page. */
function readSource(pdf: Buffer): Source {
  const text = pdf.toString("latin1");
  const tableAt = Number(required(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(text), "startxref")[1]);
  const trailer = text.slice(text.indexOf("trailer", tableAt));
  const catalogId = Number(required(/\/Root (\d+) 0 R/.exec(trailer), "/Root")[1]);
  const objectAt = (id: number) => {
    const entry = text.slice(tableAt).match(/^xref\s+0 (\d+)\s*\n/);
    const first = tableAt + required(entry, "cross-reference table")[0].length;
    const offset = Number(text.slice(first + id * 20, first + id * 20 + 10));
    const start = new RegExp(`^${id} 0 obj\\s+`).exec(text.slice(offset, offset + 40));
    const from = offset + required(start, `object ${id}`)[0].length;
    return text.slice(from, text.indexOf("endobj", from)).trim();
  };
  const catalog = objectAt(catalogId);
  const pagesId = Number(required(/\/Pages (\d+) 0 R/.exec(catalog), "/Pages")[1]);
  const pageId = firstPage(pagesId, objectAt);
  return {
    tableAt,
    size: Number(required(/\/Size (\d+)/.exec(trailer), "/Size")[1]),
    info: /\/Info \d+ 0 R/.exec(trailer)?.[0] ?? "",
    id: /\/ID \[[^\]]*\]/.exec(trailer)?.[0] ?? "",
    catalogId,
    catalog,
    pageId,
    page: objectAt(pageId),
  };
}

/** Follows the first child down the page tree. */
function firstPage(rootId: number, objectAt: (id: number) => string): number {
  let id = rootId;
  for (let depth = 0; depth < PAGE_TREE_DEPTH_AT_MOST; depth += 1) {
    const node = objectAt(id);
    if (/\/Type \/Page\b/.test(node)) return id;
    id = Number(required(/\/Kids \[\s*(\d+) 0 R/.exec(node), "/Kids")[1]);
  }
  throw new RangeError("cannot sign the PDF: its page tree is too deep");
}

function required<T>(match: T | null, what: string): T {
  if (!match) throw new RangeError(`cannot sign the PDF: it has no ${what} where one is expected`);
  return match;
}

/** A page with the field among its annotations, links for example. */
function withAnnotation(page: string, fieldId: number): string {
  const listed = /\/Annots \[([\d\sR]*)\]/.exec(page);
  if (!listed) return withEntries(page, [`/Annots [${fieldId} 0 R]`]);
  return page.replace(listed[0], `/Annots [${listed[1]} ${fieldId} 0 R]`);
}

/** A dictionary with more entries; none may be there already. */
function withEntries(dictionary: string, entries: readonly string[]): string {
  if (!dictionary.startsWith("<<") || !dictionary.endsWith(">>")) {
    throw new RangeError("cannot sign the PDF: an object is no dictionary");
  }
  for (const entry of entries) {
    const name = entry.split(" ", 1)[0] ?? "";
    if (new RegExp(`${name}\\b`).test(dictionary)) {
      throw new RangeError(`cannot sign the PDF: it has an ${name} already`);
    }
  }
  return `${dictionary.slice(0, -2)}\n${entries.join("\n")}\n>>`;
}
