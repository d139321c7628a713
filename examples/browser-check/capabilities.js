import { expect, fields, site, within, wordsOf } from "./support.js";
import { fetchToken } from "/assets/site.js";
import { createCpisPlugin, createElementAdapter } from "/embed/cpis.js";

const element = document.querySelector("cpis-alert-banner");
const words = () => wordsOf(element);
let plugin;

/** What a host that runs the script needs of a browser, in the order in which a shift would ask it to; optional ones only say what it cannot. */
export const capabilities = [
  {
    name: "registers the banner's tag and draws it without inline styles",
    check: async () => {
      await within(
        5000,
        () => customElements.get("cpis-alert-banner") !== undefined,
        "the tag is not registered",
      );
      expect(
        getComputedStyle(element.shadowRoot.querySelector(".top")).display === "grid",
        "its styles are missing",
      );
    },
  },
  {
    name: "keeps its reserved height from the first moment",
    check: async () =>
      expect(Math.abs(element.getBoundingClientRect().height - expectedHeight()) < 30, "another height"),
  },
  {
    name: "asks a gateway of another origin with a token and shows the record of the open patient",
    check: async () => {
      const user = site.users[0];
      plugin = createCpisPlugin({
        gatewayUrl: site.gatewayUrl,
        locationId: site.edLocationId,
        getToken: () => fetchToken(user.id),
        element,
        adapter: createElementAdapter(element),
        dwellMs: 50,
      });
      plugin.start();
      element.patient = fields("Fernsby");
      await within(
        15_000,
        () => words().includes("Northshire"),
        `shown instead: ${element.getAttribute("state")}`,
      );
    },
  },
  {
    name: "opens the details, a second script",
    check: async () => {
      element.shadowRoot.querySelector("[aria-expanded=false]").click();
      await within(5000, () => element.shadowRoot.querySelector(".details") !== null, "they do not open");
    },
  },
  {
    name: "wipes the old answer within the assignment of another patient",
    check: async () => {
      element.patient = fields("Wren-Carter");
      expect(!words().includes("Northshire"), "the old answer is still there");
      expect(words() !== "", "the banner is blank");
    },
  },
  {
    name: "shows that nothing was found for the next one",
    check: () =>
      within(
        15_000,
        () => element.getAttribute("state") === "no-record",
        `shown instead: ${element.getAttribute("state")}`,
      ),
  },
  {
    name: "leaves the focus where it is",
    check: async () => expect(document.activeElement === document.body, "the focus has moved"),
  },
  {
    name: "notices when the banner is not displayed",
    check: async () => {
      element.scrollIntoView();
      await visibilityAfter(false, () => element.classList.add("gone"));
      await visibilityAfter(true, () => element.classList.remove("gone"));
    },
  },
  {
    name: "notices when something covers the banner",
    isOptional: true,
    check: async () => {
      const cover = Object.assign(document.createElement("div"), { id: "cover" });
      try {
        await visibilityAfter(false, () => document.body.append(cover));
      } finally {
        cover.remove();
      }
    },
  },
  {
    name: "hides the answer behind neutral words on a discreet screen",
    check: async () => {
      element.patient = fields("Fernsby");
      await within(15_000, () => words().includes("Northshire"), "no record came");
      element.discreet = true;
      expect(!words().includes("Northshire"), "the record is still there");
      element.discreet = false;
    },
  },
  {
    name: "carries messages over a port between two pages",
    check: async () => {
      const { port1, port2 } = new MessageChannel();
      const heard = new Promise((done) => (port2.onmessage = ({ data }) => done(data)));
      port1.postMessage({ kind: "hello" });
      expect((await heard).kind === "hello", "nothing was heard");
      port1.close();
    },
  },
  {
    name: "shows nobody once the patient is closed",
    check: async () => {
      element.patient = null;
      expect(!words().includes("Northshire"), "the record is still there");
      plugin.stop();
      expect(element.getAttribute("state") === "idle", `shown instead: ${element.getAttribute("state")}`);
    },
  },
];

function expectedHeight() {
  const width = element.getBoundingClientRect().width;
  return (width >= 1240 ? 112 : width >= 900 ? 172 : width >= 400 ? 284 : 392) + 26;
}

async function visibilityAfter(isVisible, change) {
  let said;
  const heard = ({ detail }) => (said = detail.visible);
  element.addEventListener("cpis-visibility-changed", heard);
  change();
  try {
    await within(3000, () => said === isVisible, "it is not noticed");
  } finally {
    element.removeEventListener("cpis-visibility-changed", heard);
  }
}
