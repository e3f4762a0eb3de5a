import { defineConfig } from "oxlint";
import { MAY_IMPORT } from "./tools/architecture.ts";

const folders = Object.keys(MAY_IMPORT);
const within = (folder: string, roots: readonly string[]) =>
  roots.some((root) => folder === root || folder.startsWith(`${root}/`));
const parentImport = { regex: "^[.][.]/", message: "./ is a sibling, # is another folder." };

/** The linter's expressions cannot look ahead, and pass over one that does in silence. */
const NO_ZOD_PACKAGE = "^([^.#z]|z[^o]|zo[^d]|zod.)";

const ringRules = folders.map((folder) => {
  const allowed = [folder, ...(MAY_IMPORT[folder] ?? [])];
  const pure = folder.startsWith("domain/") || folder === "api/contract";
  const group = folders.filter((other) => !within(other, allowed)).map((other) => `#${other}/**`);
  return {
    files: [`src/${folder}/**/*.ts`],
    // A folder within with a line of its own has rules of its own: the last that fits would win.
    excludeFiles: [
      "**/*.test.ts",
      ...folders
        .filter((other) => other.startsWith(`${folder}/`))
        .map((other) => `src/${other}/**`),
    ],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            parentImport,
            ...(group.length > 0
              ? [{ group, message: `src/${folder} may import only ${allowed.join(", ")}.` }]
              : []),
            ...(folder.startsWith("domain/")
              ? [{ regex: "^[^.#]", message: "The domain imports no package." }]
              : []),
            ...(folder === "api/contract"
              ? [{ regex: NO_ZOD_PACKAGE, message: "The contract imports only zod." }]
              : []),
          ],
        },
      ],
      ...(pure && {
        "no-console": "error",
        "no-restricted-globals": [
          "error",
          "Date",
          "process",
          "fetch",
          "setTimeout",
          "setInterval",
          "Buffer",
        ],
        "no-restricted-properties": [
          "error",
          { object: "Math", property: "random" },
          { object: "Temporal", property: "Now" },
        ],
      }),
    },
  };
});

/** Outside platform/clock.ts nothing reads the time: tests and the demo move the one clock. */
const oneClock = {
  files: ["src/**/*.ts"],
  excludeFiles: ["**/*.test.ts", "src/platform/clock.ts"],
  rules: {
    "no-restricted-properties": [
      "error",
      { object: "Math", property: "random" },
      { object: "Temporal", property: "Now", message: "Ask the injected clock." },
      { object: "Date", property: "now", message: "Ask the injected clock." },
    ],
  },
};

/** What the web has in a form of its own. */
const ownComponents = {
  files: ["web/**/*.tsx"],
  excludeFiles: ["web/components/select.tsx"],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        paths: [
          {
            name: "@mantine/core",
            importNames: ["Select"],
            message: "#web/components/select.tsx makes its list when it is needed.",
          },
        ],
      },
    ],
  },
};

export default defineConfig({
  plugins: ["eslint", "typescript", "import", "unicorn", "oxc", "node", "promise", "react"],
  categories: { correctness: "error", suspicious: "error" },
  rules: {
    "import/no-cycle": ["error", { ignoreTypes: false }],
    "import/no-default-export": "error",
    "import/no-unassigned-import": "off",
    "react/react-in-jsx-scope": "off",
    "no-await-in-loop": "off",
    "no-shadow": "off",
    "max-lines": ["error", 400],
    "max-lines-per-function": ["error", { max: 70, skipBlankLines: true, skipComments: true }],
    "max-params": ["error", 3],
    "unicorn/filename-case": ["error", { case: "kebabCase" }],
    "typescript/no-explicit-any": "error",
    "no-param-reassign": "error",
  },
  overrides: [
    oneClock,
    ...ringRules,
    ownComponents,
    { files: ["*.config.ts"], rules: { "import/no-default-export": "off" } },
    {
      files: ["**/*.test.ts", "test/**", "web/**", "bench/**"],
      rules: { "max-lines-per-function": "off" },
    },
  ],
} as never);
