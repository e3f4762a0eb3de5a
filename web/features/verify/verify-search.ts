/** What the code on a bill brings along; part of the address. */
export interface VerifySearch {
  readonly number?: string;
  readonly sha256?: string;
}

export function verifySearch(given: Record<string, unknown>): VerifySearch {
  // A number that is all digits comes parsed.
  const number = given["number"] === undefined ? "" : String(given["number"]);
  const sha256 = given["sha256"] === undefined ? "" : String(given["sha256"]);
  return { ...(number !== "" && { number }), ...(sha256 !== "" && { sha256 }) };
}
