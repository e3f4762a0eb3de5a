/**
 * One text for one content: members in the order of their names (by UTF-16 code unit), no blanks,
 * `undefined` members left out. The same bill gives the same bytes before it is stored, after
 * jsonb has put its members in another order, and in the reader's browser; so does its digest.
 *
 * Throws for numbers that are not safe integers: JSON writers differ in how they print the others,
 * and exact figures are text here. Follows RFC 8785 for the values that are left.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === "boolean" || typeof value === "string") {
    return JSON.stringify(value);
  }
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new RangeError(`not a safe integer: ${value}`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object") {
    const members = value as Readonly<Record<string, unknown>>;
    let text = "";
    for (const name of Object.keys(members).toSorted()) {
      const member = members[name];
      if (member === undefined) continue;
      text += `${text === "" ? "" : ","}${nameText(name)}:${canonicalJson(member)}`;
    }
    return `{${text}}`;
  }
  throw new TypeError(`a ${typeof value} has no JSON`);
}

/** Of names that came before; few, and always the same ones. */
const nameTexts = new Map<string, string>();
const NAMES_AT_MOST = 1000;

function nameText(name: string): string {
  const known = nameTexts.get(name);
  if (known !== undefined) return known;
  if (nameTexts.size === NAMES_AT_MOST) nameTexts.clear();
  const text = JSON.stringify(name);
  nameTexts.set(name, text);
  return text;
}
