import "@fontsource-variable/noto-sans-sc";
import zh from "./zh.json";

/** The Chinese texts with the font that can show them: a part of its own, loaded when chosen. */
export const chinese = zh;
