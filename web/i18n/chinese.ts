import "@fontsource-variable/noto-sans-sc";
import type en from "./en.json";
import zh from "./zh.json";

/** The Chinese texts with the font that can show them: a part of its own, loaded when chosen. */
const texts: typeof en = zh;
export { texts as default };
