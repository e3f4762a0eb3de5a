/** Two Chinese characters: no European word has so many letters with marks in a row. */
const WORD_BYTES = 4;
/** A text of whose bytes above ASCII so many stand in such rows is Chinese. */
const IN_WORDS_AT_LEAST = 0.5;
const ABOVE_ASCII = 0x80;

/**
 * The text of a file that does not say how it is written. UTF-8 and, with a byte order mark, UTF-16 are told
 * for certain. What is neither comes from an older program: letters with marks stand alone or two by two among
 * plain ones, in Windows-1252 of German banks, and Chinese characters of two bytes each in longer rows, in
 * GB 18030 of Chinese banks.
 */
export function textOfFile(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder(isChinese(bytes) ? "gb18030" : "windows-1252").decode(bytes);
  }
}

function isChinese(bytes: Uint8Array): boolean {
  let above = 0;
  let inWords = 0;
  let run = 0;
  for (let n = 0; n <= bytes.length; n += 1) {
    if ((bytes[n] ?? 0) >= ABOVE_ASCII) {
      run += 1;
      continue;
    }
    above += run;
    if (run >= WORD_BYTES) inWords += run;
    run = 0;
  }
  return inWords >= IN_WORDS_AT_LEAST * above;
}
