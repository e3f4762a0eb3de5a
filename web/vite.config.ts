import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The web is built into web/dist and served by the API; `SMARTPM_API` proxies a dev server to one. */
export default defineConfig({
  root: import.meta.dirname,
  base: "/",
  plugins: [react()],
  build: { outDir: "dist", emptyOutDir: true, target: "es2023", sourcemap: false },
  server: { proxy: { "/api": process.env["SMARTPM_API"] ?? "http://127.0.0.1:8180" } },
});
