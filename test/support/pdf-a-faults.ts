/**
 * What of PDF/A-3b (ISO 19005-3) a program can check in a PDF of our engine without interpreting its
 * pages. No validator is to be had as a package; veraPDF, where it is at hand, checks the rest.
 */
import { type PdfObject, readObjects } from "./read-pdf.ts";

/** Breaches of the standard, each with its clause; none where all that is checked holds. */
export function pdfAFaults(pdf: Uint8Array): string[] {
  const text = Buffer.from(pdf).toString("latin1");
  const objects = readObjects(pdf);
  const all = [...objects.values()];
  const catalog = all.find(({ dictionary }) => /\/Type \/Catalog\b/.test(dictionary));
  if (!catalog) return ["7.7.2 of ISO 32000-1: there is no catalogue"];
  return [
    ...fileFaults(text),
    ...metadataFaults(catalog, objects),
    ...intentFaults(catalog, objects),
    ...fontFaults(all, objects),
    ...attachmentFaults(all, catalog, objects),
    ...annotationFaults(all),
    ...all.flatMap(({ dictionary }) => forbidden(dictionary)),
  ];
}

function unless(holds: boolean, fault: string): string[] {
  return holds ? [] : [fault];
}

function fileFaults(text: string): string[] {
  const comment = text.slice(text.indexOf("\n") + 1, text.indexOf("\n") + 6);
  const highBytes = Array.from(comment.slice(1)).filter((letter) => letter.charCodeAt(0) > 127);
  const trailers = text.match(/trailer\n<<[^]*?>>/g) ?? [];
  return [
    ...unless(/^%PDF-1\.[0-7]\n/.test(text), "6.1.2: the header names no version of PDF 1"),
    ...unless(
      comment.startsWith("%") && highBytes.length >= 4,
      "6.1.2: no comment of four high bytes",
    ),
    ...unless(trailers.length > 0, "6.1.3: no trailer"),
    ...trailers.flatMap((trailer) =>
      unless(trailer.includes("/ID ["), "6.1.3: a trailer without ID"),
    ),
    ...unless(!text.includes("/Encrypt"), "6.1.3: encrypted"),
    ...unless(/%%EOF\r?\n?$/.test(text), "6.1.3: data after the last end-of-file marker"),
  ];
}

function streamOf(objects: ReadonlyMap<number, PdfObject>, reference: string | undefined) {
  return objects.get(Number(reference))?.stream;
}

function metadataFaults({ dictionary }: PdfObject, objects: ReadonlyMap<number, PdfObject>) {
  const reference = /\/Metadata (\d+) 0 R/.exec(dictionary)?.[1];
  const xmp = streamOf(objects, reference)?.toString("utf8") ?? "";
  const filtered = objects.get(Number(reference))?.dictionary.includes("/Filter") ?? false;
  return [
    ...unless(xmp.startsWith("<?xpacket begin="), "6.6.2.1: no XMP metadata"),
    ...unless(!filtered, "6.6.2.1: the metadata are compressed"),
    ...unless(/<pdfaid:part>3<\/pdfaid:part>/.test(xmp), "6.6.4: not said to be part 3"),
    ...unless(
      /<pdfaid:conformance>B<\/pdfaid:conformance>/.test(xmp),
      "6.6.4: no level of conformance",
    ),
    ...unless(/<dc:title>/.test(xmp), "6.6.2: no title in the metadata"),
  ];
}

function intentFaults({ dictionary }: PdfObject, objects: ReadonlyMap<number, PdfObject>) {
  const list = objects.get(Number(/\/OutputIntents (\d+) 0 R/.exec(dictionary)?.[1]));
  const first = Number(/(\d+) 0 R/.exec(list?.dictionary ?? "")?.[1]);
  const intent = objects.get(first)?.dictionary ?? "";
  const profile = streamOf(objects, /\/DestOutputProfile (\d+) 0 R/.exec(intent)?.[1]);
  return [
    ...unless(/\/S \/GTS_PDFA1\b/.test(intent), "6.2.3: no PDF/A output intent"),
    ...unless(
      profile?.subarray(36, 40).toString() === "acsp",
      "6.2.3: its profile is no ICC profile",
    ),
  ];
}

function fontFaults(all: readonly PdfObject[], objects: ReadonlyMap<number, PdfObject>): string[] {
  const descriptors = all.filter(({ dictionary }) => /\/Type \/FontDescriptor\b/.test(dictionary));
  const composite = all.filter(({ dictionary }) => /\/Subtype \/Type0\b/.test(dictionary));
  const simple = all.filter(({ dictionary }) =>
    /\/Subtype \/(Type1|TrueType|Type3)\b/.test(dictionary),
  );
  return [
    ...unless(composite.length > 0, "no font was found to check"),
    ...unless(simple.length === 0, "a simple font: not a form that is checked here"),
    ...descriptors.flatMap(({ dictionary }) => {
      const file = /\/FontFile[23]? (\d+) 0 R/.exec(dictionary)?.[1];
      return unless(Boolean(streamOf(objects, file)), "6.2.11.4.1: a font is not embedded");
    }),
    ...composite.flatMap(({ dictionary }) => {
      const map = /\/ToUnicode (\d+) 0 R/.exec(dictionary)?.[1];
      return unless(Boolean(streamOf(objects, map)), "6.2.11.7: a font without its Unicode map");
    }),
  ];
}

function attachmentFaults(
  all: readonly PdfObject[],
  catalog: PdfObject,
  objects: ReadonlyMap<number, PdfObject>,
): string[] {
  const files = Array.from(objects).filter(([, { dictionary }]) =>
    /\/Type \/Filespec\b/.test(dictionary),
  );
  const embedded = all.filter(({ dictionary }) => /\/Type \/EmbeddedFile\b/.test(dictionary));
  const associated = /\/AF \[([^\]]*)\]/.exec(catalog.dictionary)?.[1] ?? "";
  return [
    ...files.flatMap(([id, { dictionary }]) => [
      ...unless(
        /\/F \(/.test(dictionary) && /\/UF \(/.test(dictionary),
        "6.8: a file without F and UF",
      ),
      ...unless(/\/AFRelationship \//.test(dictionary), "6.8: a file that is in no relation"),
      ...unless(new RegExp(`\\b${id} 0 R`).test(associated), "6.8: a file that is not associated"),
    ]),
    ...embedded.flatMap(({ dictionary }) => [
      ...unless(/\/Subtype \//.test(dictionary), "6.8: an attached file without a MIME type"),
      ...unless(/\/ModDate \(/.test(dictionary), "6.8: an attached file without its date"),
    ]),
  ];
}

const PRINT = 4;
const HIDDEN_OR_INVISIBLE = 1 | 2 | 32;

function annotationFaults(all: readonly PdfObject[]): string[] {
  return all
    .filter(({ dictionary }) => /\/Type \/Annot\b/.test(dictionary))
    .flatMap(({ dictionary }) => {
      const flags = Number(/\/F (\d+)\b(?! 0 R)/.exec(dictionary)?.[1] ?? 0);
      const isSeen = /\/Rect \[0 0 0 0\]/.test(dictionary) === false;
      const needsLook = isSeen && !/\/Subtype \/(Link|Popup)\b/.test(dictionary);
      return [
        ...unless((flags & PRINT) !== 0, "6.3.2: an annotation that does not print"),
        ...unless((flags & HIDDEN_OR_INVISIBLE) === 0, "6.3.2: an annotation that is hidden"),
        ...unless(!needsLook || dictionary.includes("/AP "), "6.3.3: an annotation without a look"),
      ];
    });
}

const FORBIDDEN: readonly (readonly [pattern: RegExp, fault: string])[] = [
  [/\/LZWDecode\b/, "6.1.7.2: LZW"],
  [/\/JavaScript\b|\/JS\b/, "6.5.1: a script"],
  [
    /\/S \/(Launch|Sound|Movie|ResetForm|ImportData|Hide|SetOCGState|Rendition|Trans|GoTo3DView)\b/,
    "6.5.1: an action that is forbidden",
  ],
  [/\/AA <</, "6.5.2: additional actions"],
  [/\/NeedAppearances true/, "6.4.1: looks that are to be made by the reader"],
  [/\/XFA\b/, "6.4.2: an XFA form"],
  [/\/Interpolate true/, "6.2.8.1: an interpolated image"],
  [/\/Alternates\b|\/OPI\b/, "6.2.8.1: alternate images"],
  [/\/TR2? \d+ 0 R|\/HTP\b/, "6.2.5: a transfer function"],
  [/\/Requirements\b/, "6.10: requirements of a reader"],
];

function forbidden(dictionary: string): string[] {
  return FORBIDDEN.flatMap(([pattern, fault]) => unless(!pattern.test(dictionary), fault));
}
