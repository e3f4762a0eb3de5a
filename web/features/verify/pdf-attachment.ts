/** Attached files larger than that are no bill's: a file from a stranger must not take all memory. */
const BYTES_AT_MOST = 50_000_000;

/**
 * The file of that name that is attached to a PDF of ours, as text; undefined where there is none. It
 * reads the form in which SmartPM writes PDFs and no other: whether the file is genuine is asked
 * before, of the service.
 */
export async function attachedText(
  pdf: Uint8Array<ArrayBuffer>,
  name: string,
): Promise<string | undefined> {
  // One letter a byte, so that places in the text are places in the file.
  const text = new TextDecoder("latin1").decode(pdf);
  const specification = objects(text).find(
    (body) => body.includes("/Type /Filespec") && body.includes(`(${name})`),
  );
  const reference = /\/EF <<\s*\/F (\d+) 0 R/.exec(specification ?? "")?.[1];
  if (reference === undefined) return undefined;
  const start = text.indexOf(`\n${reference} 0 obj\n`);
  const stream = text.indexOf("\nstream\n", start);
  if (start < 0 || stream < 0) return undefined;
  const dictionary = text.slice(start, stream);
  const length = Number(/\/Length (\d+)/.exec(dictionary)?.[1]);
  const begin = stream + "\nstream\n".length;
  const bytes = pdf.slice(begin, begin + length);
  return dictionary.includes("/FlateDecode") ? inflated(bytes) : new TextDecoder().decode(bytes);
}

/** The dictionaries of all objects. */
function objects(text: string): string[] {
  return Array.from(
    text.matchAll(/\n\d+ 0 obj\n([^]*?)(?:\nstream\n|\nendobj)/g),
    ([, body = ""]) => body,
  );
}

async function inflated(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    text += decoder.decode(value, { stream: true });
    if (text.length > BYTES_AT_MOST) throw new RangeError("the attached file is too large");
  }
}
