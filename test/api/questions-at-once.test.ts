/** How many questions a Modbus TCP line may have under way: kept, as many as it bears where nobody says, 1 to 16. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { asId, type LineId } from "#domain/core/id.ts";
import { FIRST_PACE } from "#domain/metering/question-pace.ts";
import { storeLinePaces } from "#storage/line-paces.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { runApi, seedUsers } from "./running-api.ts";
import { seedProperty } from "./seeded-property.ts";

test("a line keeps how many questions may be under way at once, and takes no other number than 1 to 16", async (t) => {
  const database = await testDatabase(t);
  const { bakery } = await seedProperty(database);
  await seedUsers(database, bakery.tenantId);
  const { rows } = await database.query<{ id: number }>("select id from site order by id limit 1");
  const siteId = rows[0]?.id ?? assert.fail("no site");
  const api = await runApi(t, { database });
  const cookie = await api.signIn("operator@example.org");
  const add = async (name: string, more: object) => {
    const transport = { kind: "modbus-tcp", host: "127.0.0.1", port: 1502, timeoutMs: 1000 };
    const body = { siteId, name, transport: { ...transport, ...more } };
    const answer = await api.call("POST", "/lines", { cookie, body });
    return { status: answer.status, text: await answer.text() };
  };
  for (const questionsAtOnce of [0, 17, 1.5, "many"]) {
    const { status, text } = await add("Refused", { questionsAtOnce });
    assert.ok(status === 400 || status === 422, `${status} for ${questionsAtOnce}`);
    assert.match(text, /questionsAtOnce/, "the field is named");
  }
  for (const [name, more] of Object.entries({ Several: { questionsAtOnce: 16 }, Usual: {} })) {
    const { status, text } = await add(name, more);
    assert.equal(status, 201, text);
    const { id } = JSON.parse(text) as { id: number };
    const shown = await (await api.call("GET", `/lines/${id}`, { cookie })).json();
    const { transport } = shown as { transport: { questionsAtOnce?: number } };
    assert.equal(transport.questionsAtOnce, "questionsAtOnce" in more ? 16 : undefined);
    const lineId = asId<LineId>(id);
    const borne = async () => {
      const details = await (await api.call("GET", `/lines/${id}`, { cookie })).json();
      return (details as { questionsBorne: number | null }).questionsBorne;
    };
    assert.equal(await borne(), null, "nothing is known yet");
    const learnt = { lineId, pace: { ...FIRST_PACE, atOnce: 8 }, learntAt: Temporal.Now.instant() };
    await storeLinePaces(database, [{ ...learnt, gateway: "127.0.0.1:1502" }]);
    assert.equal(await borne(), "questionsAtOnce" in more ? null : 8, "of a line that finds out");
    await storeLinePaces(database, [{ ...learnt, gateway: "127.0.0.1:502" }]);
    assert.equal(await borne(), null, "it was another gateway");
  }
});
