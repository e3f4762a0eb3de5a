import react from "@vitejs/plugin-react";
import { defineConfig, mergeConfig, type Plugin, type UserConfig } from "vite";
import { FIRST_REQUESTS, modulesOfFirstScreen } from "./first-screen.ts";

/**
 * The main font comes in time for the first text or not at all on that page: a text whose font is
 * exchanged under the reader's eyes moves everything below it. The Chinese one is waited for: not
 * every machine has the signs.
 */
const steadyFont: Plugin = {
  name: "steady-font",
  enforce: "pre",
  transform: {
    filter: { id: /@fontsource-variable\/inter\/.*\.css$/ },
    handler: (code) => code.replaceAll("font-display: swap", "font-display: optional"),
  },
};

const REQUESTS = "first-requests";

/** Has what the main screen shows asked for while the app itself is still read. */
const earlyRequests: Plugin = {
  name: "early-requests",
  transformIndexHtml: {
    order: "post",
    handler(_html, { bundle }) {
      const chunks = Object.values(bundle ?? {});
      const first = chunks.find(({ type, name }) => type === "chunk" && name === REQUESTS);
      if (!first) return [];
      const attrs = { type: "module", async: true, crossorigin: true, src: `/${first.fileName}` };
      return [{ tag: "script", attrs, injectTo: "head-prepend" }];
    },
  },
};

const common: UserConfig = {
  root: import.meta.dirname,
  base: "/",
  plugins: [steadyFont, react()],
  build: { outDir: "dist", emptyOutDir: true, target: "es2023", sourcemap: false },
  server: { proxy: { "/api": process.env["SMARTPM_API"] ?? "http://127.0.0.1:8180" } },
};

/** The web is built into web/dist and served by the API; `SMARTPM_API` proxies a dev server to one. */
export default defineConfig(async ({ command }) => {
  if (command === "serve") return common;
  const first = await modulesOfFirstScreen(common);
  const groups = [
    { name: REQUESTS, test: (id: string) => id === FIRST_REQUESTS, priority: 1 },
    {
      name: "first-screen",
      test: (id: string) => first.has(id) || id.includes("rolldown/runtime"),
    },
  ];
  return mergeConfig(common, {
    plugins: [earlyRequests],
    build: {
      // The first screen's scripts are one file on purpose; ./smartpm bench web says how large.
      chunkSizeWarningLimit: 900,
      rolldownOptions: {
        // What a group imports is not taken into it: else the second would take in the first.
        output: { codeSplitting: { groups, includeDependenciesRecursively: false } },
      },
    },
  });
});
