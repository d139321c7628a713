import { createTypeScriptImportResolver } from "eslint-import-resolver-typescript";
import { importX } from "eslint-plugin-import-x";
import lit from "eslint-plugin-lit";
import rxjs from "eslint-plugin-rxjs-x";
import wc from "eslint-plugin-wc";
import tseslint from "typescript-eslint";

/** The rooms of the house and what each may import (docs/architecture.md). A room may always import itself. */
const rooms = {
  "./src/errors": [],
  "./src/domain": ["./src/errors"],
  "./src/contract": ["./src/domain", "./src/errors"],
  "./src/codec": ["./src/domain", "./src/errors"],
  "./src/ports": ["./src/domain", "./src/contract", "./src/errors"],
  "./src/pipeline": ["./src/domain", "./src/contract", "./src/errors", "./src/ports"],
  "./src/config": ["./src/domain", "./src/errors"],
  "./src/plugin": ["./src/domain", "./src/contract", "./src/errors", "./src/ports", "./src/pipeline"],
  "./src/testing": ["./src/domain", "./src/contract", "./src/errors", "./src/ports"],
  "./src/gateway": [
    "./src/domain",
    "./src/contract",
    "./src/errors",
    "./src/ports",
    "./src/codec",
    "./src/config",
    "./src/pipeline",
  ],
  "./src/simulator": [
    "./src/domain",
    "./src/errors",
    "./src/codec",
    "./src/ports",
    "./src/config",
    "./src/testing",
  ],
  "./src/cli": [
    "./src/domain",
    "./src/contract",
    "./src/errors",
    "./src/ports",
    "./src/codec",
    "./src/config",
    "./src/gateway",
    "./src/simulator",
    "./src/testing",
  ],
  "./widgets": ["./src/domain"],
  "./src/host": ["./src/domain", "./src/contract", "./src/errors"],
  "./adapters": ["./src/domain", "./src/contract", "./src/errors", "./src/ports"],
};

const zones = Object.entries(rooms).map(([target, allowed]) => ({
  target,
  from: Object.keys(rooms).filter((room) => room !== target && !allowed.includes(room)),
  message: `${target.slice(2)} may import only: ${allowed.map((room) => room.slice(2)).join(", ") || "nothing"}.`,
}));

const onlyIn = (group, message) => ({ group, message });
const xmlReader = onlyIn(["fast-xml-parser", "saxes"], "Only src/codec/xml reads XML.");
const xmlWriter = onlyIn(["xmlbuilder2", "xmlbuilder2/*"], "Only src/codec/xml writes XML.");
const node = onlyIn(
  ["node:*"],
  "node:* belongs to the gateway, the simulator, the command line and config files.",
);
const injection = {
  group: ["inversify"],
  message: "inversify runs only in the gateway's *.module.ts files and its root.",
  allowTypeImports: true,
};
const restrict = (...patterns) => ({ "@typescript-eslint/no-restricted-imports": ["error", { patterns }] });

export default tseslint.config(
  { ignores: ["dist/**", "build/**", "coverage/**", "node_modules/**", "docs/**"] },
  {
    files: ["**/*.ts"],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { "import-x": importX, "rxjs-x": rxjs },
    settings: {
      ...importX.flatConfigs.typescript.settings,
      "import-x/resolver-next": [createTypeScriptImportResolver({ project: "./tsconfig.json" })],
    },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/consistent-type-definitions": ["error", "interface"],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/dot-notation": "off",
      "import-x/no-cycle": "error",
      "import-x/no-restricted-paths": ["error", { basePath: import.meta.dirname, zones }],
      "rxjs-x/no-unsafe-takeuntil": "error",
      "rxjs-x/no-nested-subscribe": "error",
      "rxjs-x/no-ignored-error": "off",
      "max-lines": ["error", { max: 300, skipBlankLines: false, skipComments: false }],
      eqeqeq: "error",
      "no-console": "error",
    },
  },
  {
    files: [
      "src/{errors,domain,contract,ports,pipeline,plugin,host}/**/*.ts",
      "widgets/**/*.ts",
      "adapters/**/*.ts",
    ],
    rules: restrict(xmlReader, xmlWriter, node, injection),
  },
  { files: ["src/codec/**/*.ts"], rules: restrict(xmlReader, xmlWriter, node, injection) },
  { files: ["src/codec/xml/*.ts"], rules: restrict(node, injection) },
  {
    files: ["src/config/**/*.ts", "src/simulator/**/*.ts", "src/cli/**/*.ts"],
    rules: restrict(xmlReader, xmlWriter, injection),
  },
  { files: ["src/gateway/**/*.ts"], rules: restrict(xmlReader, xmlWriter, injection) },
  {
    files: ["src/gateway/**/*.module.ts", "src/gateway/create-gateway.ts"],
    rules: restrict(xmlReader, xmlWriter),
  },
  {
    files: ["widgets/**/*.ts"],
    plugins: { lit, wc },
    rules: { ...lit.configs["flat/recommended"].rules, ...wc.configs["flat/recommended"].rules },
  },
  {
    files: ["src/cli/**/*.ts", "test/**/*.ts"],
    rules: { "no-console": "off" },
  },
  {
    files: ["test/**/*.ts"],
    rules: {
      "max-lines": "off",
      "@typescript-eslint/no-restricted-imports": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
    },
  },
);
