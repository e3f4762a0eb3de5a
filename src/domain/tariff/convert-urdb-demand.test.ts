/** Demand of the rate database: its months, units and periods. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { faultText } from "#domain/core/fault.ts";
import { convertUrdb } from "./convert-urdb.ts";

const hours = (period: number) =>
  Array.from({ length: 12 }, () => Array.from({ length: 24 }, () => period));
const ENERGY = { energyratestructure: [[{ rate: 0.1 }]] };

function written(parts: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const result = convertUrdb({ ...ENERGY, ...parts });
  assert.ok(result.ok, result.ok ? "" : result.faults.map(faultText).join("; "));
  const { calendars, charges } = JSON.parse(JSON.stringify(result.value));
  return { calendars: calendars.map(({ id }: { id: string }) => id), charges: charges.slice(1) };
}
function faultsOf(parts: Readonly<Record<string, unknown>>): readonly string[] {
  const result = convertUrdb({ ...ENERGY, ...parts });
  return result.ok ? [] : result.faults.map(faultText);
}

const firstOf = ({ charges }: Readonly<Record<string, unknown>>) => {
  const [first] = Array.isArray(charges) ? charges : [];
  return first;
};

test("one price of all months needs no calendar, whether months are named or not", () => {
  const structure = { flatdemandstructure: [[{ rate: 3 }], [{ rate: 4 }]] };
  const named = written({ ...structure, flatdemandmonths: Array.from({ length: 12 }, () => 1) });
  assert.deepEqual(named["calendars"], []);
  assert.equal(firstOf(named).price, "4");
  const alone = written({ flatdemandstructure: [[{ rate: 3 }]] });
  assert.deepEqual([alone["calendars"], firstOf(alone).price], [[], "3"]);
  assert.deepEqual([firstOf(alone).kind, firstOf(alone).id], ["demand", "flat-demand"]);
});

test("of two prices the months have to say which, each of the twelve", () => {
  const structure = { flatdemandstructure: [[{ rate: 3 }], [{ rate: 4 }]] };
  assert.match(faultsOf(structure).join(""), /^flatdemandmonths: is missing/);
  assert.match(
    faultsOf({ ...structure, flatdemandmonths: [0] }).join(""),
    /^flatdemandmonths: has 1 entries/,
  );
  const months = [1, ...Array.from({ length: 11 }, () => 0)];
  assert.equal(firstOf(written({ ...structure, flatdemandmonths: months })).rates.length, 2);
});

test("demand in another unit of energy is refused with the units that are known", () => {
  const tier = [[{ rate: 3, unit: "hp" }]];
  for (const name of ["flatdemandstructure", "demandratestructure"]) {
    assert.deepEqual(
      faultsOf({
        [name]: tier,
        demandweekdayschedule: hours(0),
        demandweekendschedule: hours(0),
      }),
      [`${name}[0][0].unit: is "hp", which is not converted (only tiers in kW are)`],
    );
    const inKw = [[{ rate: 3, unit: "kW" }]];
    assert.equal(firstOf(written({ [name]: inKw })).kind, "demand");
  }
});

test("the schedule of demand is its own, and a wrong one is refused by its name", () => {
  assert.match(
    faultsOf({
      demandratestructure: [[{ rate: 3 }], [{ rate: 4 }]],
      demandweekdayschedule: hours(2),
      demandweekendschedule: hours(0),
    }).join(""),
    /^demandweekdayschedule\[0\]\[0\]: is 2/,
  );
});

test("every name of the unit of demand is read", () => {
  for (const name of ["demandunit", "flatdemandunit"]) {
    const { unit } = firstOf(written({ flatdemandstructure: [[{ rate: 3 }]], [name]: "kVA" }));
    assert.equal(unit, "kVA");
    assert.match(
      faultsOf({ flatdemandstructure: [[{ rate: 3 }]], [name]: "hp" }).join(""),
      new RegExp(`^${name}: is "hp"`),
    );
  }
});
