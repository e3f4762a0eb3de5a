import { join } from "node:path";
import react from "@vitejs/plugin-react";
import { build, defineConfig, mergeConfig, type Plugin, type UserConfig } from "vite";
import { modulesOfFirstScreen } from "./first-screen.ts";

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

const FIRST_PAINT = "first-paint";

/** What runs before anything is painted: a script that the browser waits for, and so no module. */
const firstPaint: Plugin = {
  name: FIRST_PAINT,
  transformIndexHtml: {
    order: "post",
    handler(_html, { bundle }) {
      const chunks = Object.values(bundle ?? {});
      const script = chunks.find(({ type, name }) => type === "chunk" && name === FIRST_PAINT);
      if (script?.type !== "chunk") return [];
      if (script.imports.length > 0) throw new Error(`${FIRST_PAINT} must import nothing`);
      return [{ tag: "script", attrs: { src: `/${script.fileName}` }, injectTo: "head-prepend" }];
    },
  },
};

/** Builds, into a folder of the web's own, what the server draws the main screen with. */
function picture(): Plugin {
  let folder = "";
  return {
    name: "picture",
    configResolved({ build: { outDir } }) {
      folder = outDir;
    },
    async closeBundle() {
      await build({
        configFile: false,
        root: import.meta.dirname,
        logLevel: "warn",
        publicDir: false,
        plugins: [react()],
        define: { "process.env.NODE_ENV": '"production"' },
        // The server has no packages of the web.
        ssr: { noExternal: true },
        build: {
          ssr: "picture/main-screen.tsx",
          outDir: join(folder, "picture"),
          target: "es2024",
          rolldownOptions: {
            output: { entryFileNames: "[name].mjs", chunkFileNames: "[name]-[hash].mjs" },
          },
        },
      });
    },
  };
}

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
    {
      name: "first-screen",
      test: (id: string) => first.has(id) || id.includes("rolldown/runtime"),
    },
  ];
  return mergeConfig(common, {
    plugins: [firstPaint, picture()],
    build: {
      // The first screen's scripts are one file on purpose; ./smartpm bench web says how large.
      chunkSizeWarningLimit: 900,
      rolldownOptions: {
        input: {
          index: join(import.meta.dirname, "index.html"),
          [FIRST_PAINT]: join(import.meta.dirname, `app/${FIRST_PAINT}.ts`),
        },
        // What a group imports is not taken into it: else the second would take in the first.
        output: { codeSplitting: { groups, includeDependenciesRecursively: false } },
      },
    },
  });
});
