// Browser bundles, made from what tsc left in dist/: ES modules that need nothing but one another.
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
  "cpis-console": `
    import "./dist/widgets/console/define-console.js";
    import { createConsole } from "./dist/src/plugin/console/create-console.js";
    createConsole({ element: document.querySelector("cpis-console") }).start();`,
  "cpis-host": `
    export { createHostBridge } from "./dist/src/host/create-host-bridge.js";`,
  "cpis-message-port": `
    export { createMessagePortAdapter as createAdapter } from "./dist/adapters/message-port-adapter.js";`,
  "cpis-webview": `
    export { createWebviewAdapter as createAdapter } from "./dist/adapters/webview-adapter.js";`,
  "cpis-arbitrated": `
    export { createArbitratedAdapter } from "./dist/adapters/arbitrated-adapter.js";`,
  "cpis-launch": `
    export { createLaunchAdapter as createAdapter } from "./dist/adapters/launch-adapter.js";`,
  // The page that the gateway serves: the banner as on any page, and the one adapter that its settings name.
  "cpis-hosted": `
    import { createCpisPlugin } from "./cpis.js";
    import { startHostedPage } from "./dist/src/plugin/hosted/create-hosted-page.js";
    const page = JSON.parse(document.querySelector('meta[name="cpis-page"]').content);
    const { createAdapter } = await {
      "message-port": () => import("./cpis-message-port.js"),
      webview: () => import("./cpis-webview.js"),
      launch: () => import("./cpis-launch.js"),
    }[page.transport]();
    startHostedPage({
      element: document.querySelector("cpis-alert-banner"),
      note: document.getElementById("cpis-note"),
      strip: document.getElementById("cpis-patient"),
      channel: createAdapter(page),
      locationId: page.locationId,
      signIn: { place: document.getElementById("cpis-sign-in"), at: page.signInAt },
      createPlugin: createCpisPlugin,
    });`,
};

/**
 * What the first script leaves out, in one file: it is asked for as soon as the first runs, and nothing is asked of the
 * gateway before it has come.
 */
const answers = {
  "cpis-alert-banner": ["./dist/widgets/answer-box.js"],
  cpis: ["./dist/widgets/answer-box.js", "./dist/src/plugin/asking.js"],
};

const answersOf = (name) => ({
  name: "answers",
  resolveDynamicImport: (specifier) =>
    typeof specifier === "string" && answers[name]?.some((file) => file.endsWith(specifier.slice(1)))
      ? answersId
      : null,
  resolveId: (id) => (id === answersId ? id : null),
  load: (id) =>
    id === answersId
      ? answers[name].map((file) => `export * from "${import.meta.dirname}/${file}";`).join("\n")
      : null,
});
const answersId = `${import.meta.dirname}/answers.entry.js`;

const fetchesParts = /[\\/]dist[\\/](widgets|src[\\/]plugin)[\\/]/;

/**
 * A browser may keep an address that once failed for failed, for as long as the page lives. A part is therefore asked for
 * again under its address with a mark (`#1`), which no server sees. A page that pins its scripts by an import map is
 * offered only addresses that it pins: what failed because it was altered must not come in by another name.
 */
const partsAgain = {
  name: "parts-again",
  transform(code, id) {
    if (!fetchesParts.test(id) || !/\bimport\("/.test(code)) return null;
    const asking = code.replace(/\bimport\("[^"]*"\)/g, "fetchPart((addressOf) => $&)");
    return { code: `import { fetchPart } from "fetch-part";\n${asking}`, map: null };
  },
  renderDynamicImport: ({ moduleId }) =>
    fetchesParts.test(moduleId) ? { left: "import(addressOf(", right: "))" } : null,
  resolveId: (id) => (id === "fetch-part" ? "\0fetch-part" : null),
  load: (id) => (id === "\0fetch-part" ? fetchPart : null),
};

const fetchPart = `
  const failures = {};
  export async function fetchPart(load) {
    let part;
    const addressOf = (address) => {
      part = address;
      const failed = failures[part];
      const maps = [...document.querySelectorAll("script[type=importmap]")].map((map) => map.text).join();
      const marked = part + "#" + failed;
      return failed && (!maps.includes("integrity") || maps.includes(marked.slice(2))) ? marked : part;
    };
    try {
      return await load(addressOf);
    } catch (error) {
      failures[part] = (failures[part] ?? 0) + 1;
      throw error;
    }
  }`;

/** Scripts that stand beside one another in a page are loaded, not copied into one another. */
const beside = {
  name: "beside",
  resolveId: (id) => (/^\.\/cpis[a-z-]*\.js$/.test(id) ? { id, external: true } : null),
};

const entry = (name) => ({
  name: "entry",
  resolveId: (id) => (id === name ? `${import.meta.dirname}/${name}.entry.js` : null),
  load: (id) => (id.endsWith(`/${name}.entry.js`) ? entries[name] : null),
});

/**
 * The table of error codes is for operators, who read it elsewhere. A page keeps the codes that its own code names,
 * without their texts; any other code reaches it only as an HTTP status.
 */
const withoutOperatorTexts = {
  name: "without-operator-texts",
  renderChunk: (code) =>
    code.replace(
      /\b(CPIS_[A-Z_]+): \{\s*category: ("[a-z-]+"),\s*text: "[^"]*",?\s*\},?/g,
      (_row, name, category) =>
        code.split(new RegExp(`\\b${name}\\b`)).length > 2
          ? `${name}: { category: ${category}, text: "" },`
          : "",
    ),
};

/**
 * Readers say what is wrong with a value, and what they read, to operators and to the API's document. A page only needs
 * to know that it was wrong.
 */
const withoutReaderWords = {
  name: "without-reader-words",
  transform(code, id) {
    if (!/[\\/]contract[\\/][a-z-]+\.js$/.test(id)) return null;
    const lean = code
      .replace(/\brefuse\(place, (?:"[^"]*"|`[^`]*`)\)/g, "refuse(place)")
      .replace("return Object.assign(reader, { form });", "return reader;");
    return { code: lean, map: null };
  },
};

/** Styles are written for people; a browser needs neither their indentation nor their last semicolons. */
const withoutStyleSpaces = {
  name: "without-style-spaces",
  transform(code, id) {
    if (!/[\\/]widgets[\\/].*-styles\.js$/.test(id)) return null;
    const lean = code.replace(/css `[^`]*`/g, (styles) =>
      styles
        .replace(/\s+/g, " ")
        .replace(/ ?([{};,]) ?/g, "$1")
        .replace(/: /g, ":")
        .replace(/;}/g, "}")
        .replace(/\b0\./g, "."),
    );
    return { code: lean, map: null };
  },
};

/** After everything else: where the code is already on one line, the line ends left are those of templates. */
const withoutTemplateLines = {
  name: "without-template-lines",
  renderChunk: (code) => ({ code: code.trim().replace(/\n\s*/g, " "), map: null }),
};

/** What rxjs can also make an observable of; nothing in a page gives it any of these. */
const withoutOtherSources = {
  name: "without-other-sources",
  transform(_code, id) {
    const [, name] =
      /rxjs.*[\\/]util[\\/](isAsyncIterable|isInteropObservable|isReadableStreamLike)\.js$/.exec(id) ?? [];
    if (name === undefined) return null;
    const code = `export const ${name} = () => false; export const readableStreamLikeToAsyncGenerator = undefined;`;
    return { code, map: null };
  },
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

/** What a script of its own is for: the page's start, every answer, or the details that a person opens. */
const partOf = ({ moduleIds }) => {
  const has = (file) => moduleIds.some((id) => id.endsWith(file));
  return has("/widgets/details.js") ? "details" : has("/widgets/answer-box.js") ? "answers" : "main";
};

/**
 * `<name>.js` is what a host names. Behind it stand one part that is needed at once and one that is fetched when there
 * is an answer to open. Their names carry a hash, so that parts of two versions never meet, whatever a cache kept.
 */
export default Object.keys(entries).map((name) => ({
  input: { [name]: name },
  makeAbsoluteExternalsRelative: false,
  output: {
    dir: "dist/embed",
    format: "es",
    chunkFileNames: (chunk) => `${name}-${partOf(chunk)}-[hash].js`,
  },
  plugins: [
    entry(name),
    beside,
    answersOf(name),
    partsAgain,
    withoutOperatorTexts,
    withoutAsyncHelpers,
    withoutReaderWords,
    withoutStyleSpaces,
    withoutOtherSources,
    nodeResolve({ browser: true, exportConditions: ["production", "es2015"] }),
    terser({
      module: true,
      ecma: 2022,
      format: { comments: false },
      compress: { passes: 3, pure_getters: true },
    }),
    withoutTemplateLines,
  ],
}));
