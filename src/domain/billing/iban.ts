/** Letters count as two digits from 10 on; ISO 7064 wants the remainder 1. */
const MODULUS = 97n;
const DIGITS_OF_A_LETTER = 36;

/** Whether a text, without blanks, is an IBAN whose check digits are right (ISO 13616). */
export function isIban(text: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(text)) return false;
  const turned = text.slice(4) + text.slice(0, 4);
  const digits = turned.replaceAll(/[A-Z]/g, (letter) =>
    Number.parseInt(letter, DIGITS_OF_A_LETTER).toString(),
  );
  return BigInt(digits) % MODULUS === 1n;
}
