/**
 * A journey without a mouse: on a page given here `click`, `fill` and `check` of every locator reach
 * what they act on by Tab and by the arrow keys, and act by Enter, Space and letters. What cannot be
 * reached, or does not show that it has the focus, fails the test.
 */
import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";

/** More stops than the fullest screen has. */
const STOPS_AT_MOST = 250;
const STEPS_AT_MOST = 60;

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

async function press(what: Locator): Promise<void> {
  await what.waitFor();
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

async function write(what: Locator, text: string): Promise<void> {
  await what.waitFor();
  await reach(what);
  const { keyboard } = what.page();
  if ((await what.getAttribute("type")) === "date" && text !== "") return writeDay(what, text);
  await keyboard.press("ControlOrMeta+A");
  await (text === "" ? keyboard.press("Delete") : keyboard.insertText(text));
}

/** Day, month and year are parts of their own, in the order of the browser's language. */
async function writeDay(what: Locator, day: string): Promise<void> {
  const { year, month, date } =
    /^(?<year>\d+)-(?<month>\d+)-(?<date>\d+)$/.exec(day)?.groups ?? assert.fail(day);
  const { keyboard } = what.page();
  for (const parts of [
    [date, month],
    [month, date],
  ]) {
    // From the first part on, wherever in it the focus is.
    for (let part = 0; part < 3; part += 1) await keyboard.press("ArrowLeft");
    await keyboard.type(`${parts.join("")}${year}`);
    if ((await what.inputValue()) === day) return;
  }
  assert.fail(`the day ${day} could not be typed: ${await what.inputValue()}`);
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
