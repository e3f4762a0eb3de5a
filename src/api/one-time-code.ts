import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** RFC 6238 with the values that every authenticator app takes for granted. */
const STEP_SECONDS = 30;
const DIGITS = 6;
const SECRET_BYTES = 20;
/** Clocks of phones go wrong by seconds: the step before and after are taken too. */
const STEPS_ASIDE = 1;

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** A secret of 160 bits, as RFC 4226 recommends, in base32 as apps take it. */
export function newSecret(): string {
  return Array.from(randomBytes((SECRET_BYTES * 8) / 5), (byte) => BASE32[byte % 32]).join("");
}

/** What an authenticator app reads out of the QR code. */
export function secretUri(secret: string, email: string): string {
  return `otpauth://totp/SmartPM:${encodeURIComponent(email)}?secret=${secret}&issuer=SmartPM`;
}

/**
 * The step of 30 seconds whose code this is, at `now` or one aside; undefined when it is none of
 * them, or of a step not after `lastStep`: no code is taken twice.
 */
export function stepOfCode(
  code: string,
  {
    secret,
    now,
    lastStep,
  }: { readonly secret: string; readonly now: Temporal.Instant; readonly lastStep: number },
): number | undefined {
  const current = Math.floor(now.epochMilliseconds / 1000 / STEP_SECONDS);
  const key = bytesOf(secret);
  for (let step = current - STEPS_ASIDE; step <= current + STEPS_ASIDE; step += 1) {
    if (step > lastStep && areEqual(codeOf(key, { step, digits: DIGITS }), code)) return step;
  }
  return undefined;
}

/** The code of a step: RFC 4226, section 5.3, over a counter of eight bytes. */
export function codeOf(
  key: Uint8Array,
  { step, digits }: { readonly step: number; readonly digits: number },
): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac("sha1", key).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 0x0f;
  const number = digest.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 10 ** digits).padStart(digits, "0");
}

/** Of base32 without padding. Throws when a letter is none of it: the database is damaged. */
function bytesOf(secret: string): Buffer {
  const bits = Array.from(secret, (letter) => {
    const value = BASE32.indexOf(letter);
    if (value < 0) throw new Error("a stored secret is not base32");
    return value.toString(2).padStart(5, "0");
  }).join("");
  const bytes = bits.match(/.{8}/g) ?? [];
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)));
}

function areEqual(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}
