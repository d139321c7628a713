// Browser bundles, made from what tsc left in dist/. Each is one ES module that needs nothing beside it.
import { nodeResolve } from "@rollup/plugin-node-resolve";
import terser from "@rollup/plugin-terser";

/** Written here because no room of the house may import both the plugin and the widgets. */
const entries = {
  "cpis-alert-banner": `
    import "./dist/widgets/define.js";
    export { CpisAlertBanner } from "./dist/widgets/alert-banner.js";`,
  cpis: `
    import "./dist/widgets/define.js";
    export { CpisAlertBanner } from "./dist/widgets/alert-banner.js";
    export { createElementAdapter } from "./dist/adapters/element-adapter.js";
    export { createCpisPlugin } from "./dist/src/plugin/create-plugin.js";`,
  "cpis-panel": `
    import "./dist/widgets/panel/define-panel.js";
    export { CpisSocialCarePanel } from "./dist/widgets/panel/social-care-panel.js";
    export { CpisTeamView } from "./dist/widgets/panel/team-view.js";
    export { createCouncilPanel } from "./dist/src/plugin/council/create-council-panel.js";
    export { createTeamView } from "./dist/src/plugin/council/create-team-view.js";`,
};

const entry = (name) => ({
  name: "entry",
  resolveId: (id) => (id === name ? `${import.meta.dirname}/${name}.entry.js` : null),
  load: (id) => (id.endsWith(`/${name}.entry.js`) ? entries[name] : null),
});

/** Operators read the texts of error codes, and a page has none: it keeps the codes. */
const withoutOperatorTexts = {
  name: "without-operator-texts",
  transform: (code, id) =>
    /[\\/]dist[\\/]src[\\/]errors[\\/]codes\.js$/.test(id)
      ? code.replace(/\btext: "[^"]*"/g, 'text: ""')
      : null,
};

/** rxjs carries helpers for asynchronous iterables of old browsers along; nothing in a page iterates so. */
const withoutAsyncHelpers = {
  name: "without-async-helpers",
  resolveId: (id) => (id === "tslib" ? "\0tslib" : null),
  load: (id) =>
    id === "\0tslib"
      ? `const unsupported = () => { throw new TypeError("asynchronous iterables are not supported here"); };
         export { unsupported as __asyncGenerator, unsupported as __asyncValues, unsupported as __await, unsupported as __awaiter };`
      : null,
};

export default Object.keys(entries).map((name) => ({
  input: name,
  output: { file: `dist/embed/${name}.js`, format: "es", inlineDynamicImports: true },
  plugins: [
    entry(name),
    withoutOperatorTexts,
    withoutAsyncHelpers,
    nodeResolve({ browser: true, exportConditions: ["production", "es2015"] }),
    terser({
      module: true,
      ecma: 2020,
      format: { comments: false },
      compress: { passes: 3, pure_getters: true },
    }),
  ],
}));
