import assert from "node:assert/strict";
import { test } from "node:test";
import { fromBER, Integer, ObjectIdentifier } from "asn1js";
import { assert as assertProperty, bigInt, property, uint8Array } from "fast-check";
import { integer, octets, oid, OID, readAll, readDer, sequence, setOf, TAG, time } from "./der.ts";

test("whole numbers of any length are read by an independent library as they were written", () => {
  assertProperty(
    property(bigInt({ min: 0n, max: 2n ** 520n }), (value) => {
      const { result } = fromBER(new Uint8Array(integer(value)).buffer);
      return result instanceof Integer && result.toBigInt() === value;
    }),
    { seed: 20261103 },
  );
});

test("every object identifier that is used is written as an independent library reads it", () => {
  for (const dotted of Object.values(OID)) {
    const { result } = fromBER(new Uint8Array(oid(dotted)).buffer);
    assert.ok(result instanceof ObjectIdentifier);
    assert.equal(result.valueBlock.toString(), dotted);
  }
});

test("what was written is read back, at every length of the length", () => {
  for (const length of [0, 1, 127, 128, 255, 256, 65_535, 65_536]) {
    const bytes = Buffer.alloc(length, 7);
    const { tag, content, whole } = readDer(Buffer.concat([octets(bytes), Buffer.from("rest")]));
    assert.equal(tag, TAG.octetString);
    assert.deepEqual(content, bytes);
    assert.equal(whole.length, octets(bytes).length);
  }
});

test("the members of a set stand in the order of their bytes", () => {
  const [a, b] = [integer(1n), integer(300n)];
  assert.deepEqual(setOf(a, b), setOf(b, a));
  assert.notDeepEqual(sequence(a, b), sequence(b, a));
});

test("years from 2050 are written with four digits", () => {
  assert.equal(textOf("2049-12-31T23:59:59.9Z"), "491231235959Z");
  assert.equal(textOf("2050-01-01T00:00:00Z"), "20500101000000Z");
});

test("bytes that are no DER are refused, and never read beyond their end", () => {
  assertProperty(
    property(uint8Array({ maxLength: 64 }), (bytes) => {
      try {
        const values = readAll(Buffer.from(bytes));
        return values.reduce((sum, { whole }) => sum + whole.length, 0) === bytes.length;
      } catch (error) {
        return error instanceof RangeError;
      }
    }),
    { seed: 20261104, numRuns: 500 },
  );
});

/** A time's digits, behind tag and length. */
function textOf(iso: string): string {
  return time(Temporal.Instant.from(iso)).subarray(2).toString();
}
