import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** The typefaces of a bill: Latin, Greek and Cyrillic, and beside them Chinese. */
const FILES = {
  regular: "noto-sans/400Regular/NotoSans_400Regular.ttf",
  bold: "noto-sans/700Bold/NotoSans_700Bold.ttf",
  chineseRegular: "noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
  chineseBold: "noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf",
} as const;

/** Folders that have one typeface each. */
export function fontFolders(): string[] {
  return Object.values(FILES).map((file) => dirname(fontPath(file)));
}

/** A font's bytes, as a TrueType file has them. */
export function fontBytes(face: keyof typeof FILES): Buffer {
  return readFileSync(fontPath(FILES[face]));
}

function fontPath(file: string): string {
  return fileURLToPath(import.meta.resolve(`@expo-google-fonts/${file}`));
}
