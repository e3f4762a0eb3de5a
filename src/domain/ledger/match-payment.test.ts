import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import { asId, type BillId, type LeaseId } from "#domain/core/id.ts";
import {
  billNumbersIn,
  chosenMatch,
  matchPayment,
  type NamedBill,
  type PayingAccount,
} from "./match-payment.ts";

function account(lease: number, name: string, owedMinor: bigint): PayingAccount {
  return {
    leaseId: asId<LeaseId>(lease),
    names: [name, ""],
    title: `${name} (Unit ${lease})`,
    balanceMinor: owedMinor,
    open: owedMinor > 0n ? [{ billId: asId<BillId>(lease * 10), openMinor: owedMinor }] : [],
  };
}

const ADA = account(1, "Ada Moss", 41_250n);
const ADA_CELLAR = account(2, "Ada Moss", 3_000n);
const LI = { ...account(3, "Li", 9_900n), names: ["Li", "Harbour Bakery GmbH"] };
const JOSE = account(4, "José Núñez", 0n);

function bill(lease: number, count: number): NamedBill {
  const id = asId<BillId>(lease * 10 + count);
  return { id, number: `B1-2026-00000${count}`, leaseId: asId<LeaseId>(lease) };
}

function found(
  payer: string,
  amountMinor: bigint,
  { accounts = [ADA, LI, JOSE], bills = [] as readonly NamedBill[] } = {},
) {
  const bookedOn = Temporal.PlainDate.from("2026-10-31");
  const amount = new Decimal(amountMinor, 2);
  const match = matchPayment(
    { bookedOn, amount, amountMinor, payer, reference: "" },
    { accounts, bills },
  );
  return match.kind === "found"
    ? `${match.account.title} by ${match.by}${match.bill ? ` ${match.bill.number}` : ""}`
    : match.message;
}

test("a bill that is named tells whose a payment is, whoever pays and how much", () => {
  const bills = [bill(1, 1)];
  assert.equal(found("Somebody Else", 1n, { bills }), "Ada Moss (Unit 1) by number B1-2026-000001");
});

test("two bills of one tenant are both paid: the payment goes to the account", () => {
  const bills = [bill(1, 1), bill(1, 2)];
  assert.equal(found("", 1n, { bills }), "Ada Moss (Unit 1) by number");
});

test("bills of several tenants in one payment are for a person to divide", () => {
  const bills = [bill(1, 1), bill(3, 2)];
  assert.equal(
    found("Ada Moss", 1n, { bills }),
    "names bills of several tenants: B1-2026-000001, B1-2026-000002",
  );
});

test("a payer is known by name in any order, with more words, and without accents", () => {
  for (const payer of ["Ada Moss", "MOSS, ADA", "Ada Moss and Ben Hale"]) {
    assert.equal(found(payer, 1n), "Ada Moss (Unit 1) by name", payer);
  }
  assert.equal(found("JOSE NUNEZ", 1n), "José Núñez (Unit 4) by name");
  assert.equal(found("Harbour Bakery GmbH", 1n), "Li (Unit 3) by name");
});

test("a name of one word is not found within others", () => {
  assert.equal(found("Li", 1n), "Li (Unit 3) by name");
  assert.match(found("Li Wei Trading", 1n), /no tenant of this name: book it by hand/);
});

test("of two leases of one tenant the one that owes the amount is paid, else neither", () => {
  const accounts = [ADA, ADA_CELLAR];
  assert.equal(found("Ada Moss", 3_000n, { accounts }), "Ada Moss (Unit 2) by name");
  assert.equal(
    found("Ada Moss", 3_001n, { accounts }),
    "may be for Ada Moss (Unit 1), Ada Moss (Unit 2): book it there by hand",
  );
});

test("an amount alone books nothing, but tells who owes it", () => {
  assert.equal(
    found("Unknown", 9_900n),
    "no bill number and no tenant of this name; Li (Unit 3) owes this amount: book it there by hand if it is theirs",
  );
  const twins = [ADA, account(5, "Eve Moss", 41_250n)];
  assert.equal(
    found("Unknown", 41_250n, { accounts: twins }),
    "no bill number and no tenant of this name: book it by hand",
  );
});

test("numbers are read as people and banks write them, of this site only", () => {
  const ways = ["B1-2026-000042", "b1 2026 42", "RG.B1/2026/000042 VIELEN DANK", "B12026000042"];
  for (const text of ways) assert.deepEqual(billNumbersIn(text, 1), ["B1-2026-000042"], text);
  assert.deepEqual(billNumbersIn("B1-2026-000042 + B1-2026-000043", 1), [
    "B1-2026-000042",
    "B1-2026-000043",
  ]);
  for (const text of ["B2-2026-000042", "AB1-2026-000042", "B1-2026-0000421", "2026 42", ""]) {
    assert.deepEqual(billNumbersIn(text, 1), [], text);
  }
});

test("a person's choice takes the bill along that the reference names of that account, if it is one", () => {
  const chosen = (bills: readonly NamedBill[]) => chosenMatch(ADA, bills);
  const own = bill(1, 1);
  assert.deepEqual(chosen([]), { kind: "found", account: ADA, bill: undefined, by: "person" });
  assert.deepEqual(chosen([own, bill(3, 2)]), { ...chosen([]), bill: own });
  assert.deepEqual(chosen([own, bill(1, 2)]), chosen([]), "of two the one due first is paid");
});
