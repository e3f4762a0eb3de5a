/**
 * A journey without a mouse: on a page given here `click`, `fill` and `check` of every locator reach
 * what they act on by Tab and by the arrow keys, and act by Enter, Space and letters; what tells that
 * it has a key of its own is pressed by that. What cannot be reached, or does not show that it has the
 * focus, fails the test.
 */
import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { comesTo } from "./comes-to.ts";

/** More stops than the fullest screen has. */
const STOPS_AT_MOST = 250;
const STEPS_AT_MOST = 60;
/** Of a field of day and time: day, month, year, hour, minute, half of the day. */
const PARTS_AT_MOST = 6;

/** What an arrow key has moved is marked when the page is drawn again, not at once. */
const SHOWN = "new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))";

/**
 * A dialog looks where Tab led to from a day's field by a timer of its own, and puts the focus where it
 * should be by then: no finger is so quick that it presses the next key before.
 */
const LED = "new Promise((led) => setTimeout(led))";

const pages = new WeakSet<Page>();
let isPatched = false;

/** From now on nothing is pressed on the page by a mouse or a finger. */
export function useKeyboardAlone(page: Page): void {
  pages.add(page);
  if (isPatched) return;
  isPatched = true;
  const prototype = locatorPrototypeOf(page);
  const { click, fill, check } = prototype;
  prototype.click = function (this: Locator, ...rest) {
    return pages.has(this.page()) ? press(this) : click.apply(this, rest);
  };
  prototype.fill = function (this: Locator, ...rest) {
    return pages.has(this.page()) ? write(this, rest[0]) : fill.apply(this, rest);
  };
  prototype.check = function (this: Locator, ...rest) {
    return pages.has(this.page()) ? press(this) : check.apply(this, rest);
  };
}

/** What all locators have in common. Guaranteed by the language: an object has its class's methods. */
function locatorPrototypeOf(page: Page): Pick<Locator, "click" | "fill" | "check"> {
  return Object.getPrototypeOf(page.locator("body")) as Pick<Locator, "click" | "fill" | "check">;
}

/** What a control is to the keyboard. */
type Kind = "option" | "menuitem" | "radio" | "checkbox" | "chooser" | "other";

async function press(named: Locator): Promise<void> {
  await named.waitFor();
  const what = await labelledBy(named);
  await untilEnabled(what);
  const [shortcut] = (await what.getAttribute("aria-keyshortcuts"))?.split(" ") ?? [];
  if (shortcut) return what.page().keyboard.press(shortcut);
  const kind = await kindOf(what);
  switch (kind) {
    case "option":
      return choose(what);
    case "radio":
      return pick(what);
    case "menuitem":
      await walk(what, "ArrowDown", hasFocus);
      return what.page().keyboard.press("Enter");
    case "checkbox":
      await reach(what);
      return what.page().keyboard.press("Space");
    case "chooser":
      await reach(what);
      return what.page().keyboard.press("ArrowDown");
    case "other":
      await reach(what);
      return what.page().keyboard.press("Enter");
  }
}

/** A person waits too, before going for a button that is still grey. */
async function untilEnabled(what: Locator): Promise<void> {
  await comesTo(true, () => what.isEnabled());
}

async function write(what: Locator, text: string): Promise<void> {
  await what.waitFor();
  await untilEnabled(what);
  await reach(what);
  const { keyboard } = what.page();
  const type = await what.getAttribute("type");
  if (type === "date" && text !== "") return writeDay(what, text);
  if (type === "datetime-local" && text !== "") return writeMoment(what, text);
  await keyboard.press("ControlOrMeta+A");
  await (text === "" ? keyboard.press("Delete") : keyboard.insertText(text));
}

/** Day, month and year are parts of their own, in the order of the browser's language. */
async function writeDay(what: Locator, day: string): Promise<void> {
  for (const parts of dayParts(day)) {
    await writeParts(what, parts);
    if ((await what.inputValue()) === day) return;
  }
  assert.fail(`the day ${day} could not be typed: ${await what.inputValue()}`);
}

/** A day and a time of day by 24 hours, or by 12 and the half of the day. */
async function writeMoment(what: Locator, moment: string): Promise<void> {
  const [day = "", time = ""] = moment.split("T");
  const [hour = "", minute = ""] = time.split(":");
  const hourOf12 = String(((Number(hour) + 11) % 12) + 1).padStart(2, "0");
  for (const parts of dayParts(day)) {
    for (const ofDay of [
      [hour, minute],
      [hourOf12, minute, Number(hour) < 12 ? "A" : "P"],
    ]) {
      await writeParts(what, [...parts, ...ofDay]);
      if ((await what.inputValue()) === moment) return;
    }
  }
  assert.fail(`the moment ${moment} could not be typed: ${await what.inputValue()}`);
}

function dayParts(day: string): readonly (readonly string[])[] {
  const [year = "", month = "", date = ""] = day.split("-");
  return [
    [date, month, year],
    [month, date, year],
  ];
}

/** From the first part on, wherever in the field the focus is. */
async function writeParts(what: Locator, parts: readonly string[]): Promise<void> {
  const { keyboard } = what.page();
  for (let part = 0; part < PARTS_AT_MOST; part += 1) await keyboard.press("ArrowLeft");
  for (const part of parts) {
    await keyboard.type(part);
    // A year may have more digits: it does not give way by itself.
    if (part.length > 2) await keyboard.press("ArrowRight");
  }
}

/** What a click on the text of a label reaches; anything else itself. */
async function labelledBy(what: Locator): Promise<Locator> {
  const label = what.locator("xpath=ancestor-or-self::label");
  const id = (await label.count()) > 0 ? await label.first().getAttribute("for") : null;
  return id === null ? what : what.page().locator(`[id="${id}"]`);
}

async function kindOf(what: Locator): Promise<Kind> {
  const page = what.page();
  const isOne = async (selector: string) => (await what.and(page.locator(selector)).count()) > 0;
  if (await isOne("[role=option], [role=option] *")) return "option";
  if (await isOne("[role=menuitem]")) return "menuitem";
  if (await isOne("[type=radio]")) return "radio";
  if (await isOne("[type=checkbox]")) return "checkbox";
  return (await isOne("[aria-haspopup=listbox]")) ? "chooser" : "other";
}

async function hasFocus(what: Locator): Promise<boolean> {
  return (await what.and(what.page().locator(":focus")).count()) > 0;
}

/** By Tab, however far it is; the focus must then be seen. */
async function reach(what: Locator): Promise<void> {
  await walk(what, "Tab", hasFocus);
  const isSeen = await what.page().evaluate<boolean>(`(() => {
    const focused = document.activeElement;
    const { outlineStyle, boxShadow } = getComputedStyle(focused);
    return focused.matches("input, textarea, select") || outlineStyle !== "none" ||
      boxShadow !== "none" || getComputedStyle(focused, "::after").outlineStyle !== "none";
  })()`);
  assert.ok(isSeen, `${String(what)} does not show that it has the focus`);
}

async function walk(
  what: Locator,
  key: "Tab" | "ArrowDown" | "ArrowRight",
  isThere: (what: Locator) => Promise<boolean>,
): Promise<void> {
  const atMost = key === "Tab" ? STOPS_AT_MOST : STEPS_AT_MOST;
  for (let steps = 0; steps < atMost; steps += 1) {
    if (await isThere(what)) return;
    await what.page().keyboard.press(key);
    await what.page().evaluate(key === "Tab" ? LED : SHOWN);
  }
  assert.fail(`${String(what)} is not reached by ${atMost} times ${key}`);
}

/** One of a list that hangs below a field: the field keeps the focus. */
async function choose(what: Locator): Promise<void> {
  await walk(what, "ArrowDown", async (option) => {
    const chosen = option.and(option.page().locator("[data-combobox-selected]"));
    return (await chosen.count()) > 0;
  });
  await what.page().keyboard.press("Enter");
}

/** One of a group: Tab reaches the one that is chosen, or the first, and arrows the others. */
async function pick(what: Locator): Promise<void> {
  const name = await what.getAttribute("name");
  const group = what.page().locator(`input[type=radio][name=${JSON.stringify(name)}]:focus`);
  await walk(what, "Tab", async () => (await group.count()) > 0);
  await walk(what, "ArrowRight", hasFocus);
  await what.page().keyboard.press("Space");
}
