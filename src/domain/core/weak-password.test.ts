import { suite, test } from "node:test";
import { passwordWeakness } from "./weak-password.ts";

const CASES: Readonly<Record<string, ReturnType<typeof passwordWeakness>>> = {
  "Password123!": "common",
  "P@ssw0rd2026": "common",
  "123letmein456": "common",
  Willkommen1: "common",
  qwertyuiop: "sequence",
  "1234567890": "sequence",
  "9876543210": "sequence",
  abcdefghijk: "sequence",
  "1qaz2wsx3edc": "sequence",
  "zxcvbnm,./": "sequence",
  aaaaaaaaaaaa: "repeated",
  abababababab: "repeated",
  testtesttest: "repeated",
  "ada.lovelace": "about-you",
  Lovelace2026: "about-you",
  "a long enough password": undefined,
  "correct horse battery staple": undefined,
  "lovelace reads gas meters": undefined,
  Vh7qTz2mPx: undefined,
  门牌号是四十二和三栋楼: undefined,
};

suite("a password that is tried first", () => {
  for (const [password, weakness] of Object.entries(CASES)) {
    test(`${password}: ${weakness ?? "not known to be weak"}`, (t) => {
      t.assert.equal(
        passwordWeakness(password, ["ada@lovelace.example", "Ada Lovelace"]),
        weakness,
      );
    });
  }
});
