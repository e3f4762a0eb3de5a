import { readFile } from "node:fs/promises";
import { verifyPdf } from "#documents/verify-pdf.ts";
import { errorCode, errorText, Refusal } from "#platform/refusal.ts";
import type { Command } from "./command.ts";
import { parseCommandLine } from "./parse-command-line.ts";

const OPTIONS = { certificate: { type: "string" } } as const;

const SHA256_DIGITS = 64;

export const verifyCommand: Command = {
  usage: `Usage: ./smartpm verify BILL.pdf [--certificate SHA256]

Says whether a bill is, byte for byte, what its issuer signed, and whose signature it bears. The
exit code is 0 when it is. Needs no database and no network.

  --certificate SHA256  the certificate that it must be signed with, as 64 hexadecimal digits:
                        anybody can make a certificate in any name, so compare with the digits
                        that your issuer has told you, or that a bill you trust shows here`,

  async run(args) {
    const { values, words } = parseCommandLine({ args, options: OPTIONS, words: ["BILL.pdf"] });
    const [path = ""] = words;
    const wanted = certificateOption(values.certificate);
    const verdict = verifyPdf(await readDocument(path));
    if (!verdict.valid) {
      process.stdout.write(`${path} is NOT as its issuer signed it: ${verdict.reason}\n`);
      return 1;
    }
    const { signedBy, signedAt, certificateSha256 } = verdict;
    if (wanted !== undefined && wanted !== certificateSha256) {
      process.stdout.write(
        `${path} is NOT signed with that certificate, but with ${certificateSha256} (${signedBy})\n`,
      );
      return 1;
    }
    process.stdout.write(
      [
        `${path} is unchanged since it was signed.`,
        `  signed by           ${signedBy}`,
        `  signed at           ${signedAt}`,
        `  certificate SHA-256 ${certificateSha256}`,
        "",
      ].join("\n"),
    );
    return 0;
  },
};

/** In lower case without the colons that other programs write. */
function certificateOption(given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  const digits = given.replaceAll(":", "").toLowerCase();
  if (/^[0-9a-f]+$/.test(digits) && digits.length === SHA256_DIGITS) return digits;
  throw new Refusal(`--certificate is not ${SHA256_DIGITS} hexadecimal digits: "${given}"`);
}

async function readDocument(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const reasons: Readonly<Record<string, string>> = {
      ENOENT: "there is no such file",
      EISDIR: "it is a folder",
      EACCES: "no permission",
    };
    throw new Refusal(
      `cannot read ${path}: ${reasons[errorCode(error) ?? ""] ?? errorText(error)}`,
    );
  }
}
