import { expect, fields, site, within, wordsOf } from "./support.js";
import { createArbitratedAdapter } from "/embed/cpis-arbitrated.js";
import { createHostBridge } from "/embed/cpis-host.js";
import { createCpisPlugin, createElementAdapter } from "/embed/cpis.js";
import { createAdapter as createWebviewAdapter } from "/embed/cpis-webview.js";
import { createShell } from "/hosts/desktop-shell/shell.js";
import { fetchToken, post } from "/hosts/shared/site.js";

const place = document.querySelector("#other-hosts");
const getToken = () => fetchToken(site.users[0].id);
const where = { gatewayUrl: site.gatewayUrl, locationId: site.edLocationId, getToken };
let bridge;
const heard = { states: [] };
let shell;
let open = null;
let sources = [];
let plugin;

/** The ways of hosts that cannot simply run the script, each through its real protocol. */
export const otherHosts = [
  {
    name: "frame: the gateway's own page answers over its port and shows the record",
    check: async () => {
      bridge = createHostBridge({ ...where, place, silenceMs: 3000 });
      bridge.on("lookup-changed", ({ state }) => heard.states.push(state));
      bridge.on("displayed", ({ state }) => (heard.displayed = state));
      bridge.on("visibility-changed", ({ visible }) => (heard.visible = visible));
      bridge.open(fields("Fernsby"));
      place.scrollIntoView();
      await within(15_000, () => heard.displayed === "record", statesHeard);
    },
  },
  {
    name: "frame: another patient's answer takes the record's place",
    check: async () => {
      heard.states.length = 0;
      bridge.open(fields("Wren-Carter"));
      await within(15_000, () => heard.displayed === "no-record", statesHeard);
      expect(!heard.states.includes("record"), "the record came back");
    },
  },
  {
    name: "frame: the host hears of a frame that is clipped to nothing, and says so beside it",
    check: async () => {
      const frame = place.querySelector("iframe");
      const wrapped = frame.parentElement;
      frame.classList.add("away");
      await within(5000, () => heard.visible === false, "it is not noticed");
      expect(wrapped.textContent.includes("cannot be seen"), "nothing is said beside it");
      frame.classList.remove("away");
      await within(5000, () => heard.visible === true, "that it is back is not noticed");
    },
  },
  {
    name: "frame: nobody is shown once the patient is closed",
    check: async () => {
      bridge.close();
      await within(5000, () => heard.states.at(-1) === "idle", statesHeard);
    },
  },
  {
    name: "frame: the host's own words stand where the frame is dead",
    check: async () => {
      place.querySelector("iframe").src = "about:blank";
      await within(10_000, () => place.textContent.includes("Treat as unknown"), "nothing is said");
      bridge.stop();
    },
  },
  {
    name: "link: a launch posted into a frame opens its patient there, and the register is asked",
    check: async () => {
      const frame = Object.assign(document.createElement("iframe"), { name: "launched" });
      place.replaceChildren(frame);
      const before = await asked();
      const { chartId } = site.patients.find(({ familyName }) => familyName === "Fernsby");
      const encounterId = crypto.randomUUID();
      const { launch } = await post("/demo/launch", { chartId, userId: site.users[0].id, encounterId });
      submit({ action: `${site.gatewayUrl}/embed/launch`, target: "launched" }, launch);
      await within(15_000, async () => (await asked()) > before, "no question came");
      frame.remove();
    },
  },
  {
    name: "desktop shell, simulated: the banner hears its shell and shows the record",
    check: async () => {
      const [element] = banners(1);
      shell = createShell({ getToken, contextNow: () => open });
      const adapter = createWebviewAdapter({ bridge: shell.bridge, silenceMs: 15_000 });
      plugin = createCpisPlugin({ ...where, element, adapter, getToken: (hint) => adapter.getToken(hint) });
      plugin.start();
      open = fields("Fernsby");
      shell.tellContext();
      await showsRecord(element);
    },
  },
  {
    name: "desktop shell, simulated: nobody is shown once the patient is closed",
    check: async () => {
      const element = place.firstElementChild;
      open = null;
      shell.tellContext();
      await within(2000, () => !wordsOf(element).includes("Northshire"), "the record is still there");
      plugin.stop();
    },
  },
  {
    name: "two sources: their agreement is shown",
    check: async () => {
      sources = banners(2);
      const [element, service] = sources;
      service.hidden = true;
      const adapter = createArbitratedAdapter(sources.map(createElementAdapter));
      plugin = createCpisPlugin({ ...where, element, adapter });
      plugin.start();
      for (const source of sources) source.patient = fields("Fernsby");
      await showsRecord(element);
    },
  },
  {
    name: "two sources: their disagreement wipes at once, and is said after a second",
    check: async () => {
      const [element, service] = sources;
      service.patient = fields("Wren-Carter");
      expect(!wordsOf(element).includes("Northshire"), "the record is still there");
      await within(3000, () => element.getAttribute("state") === "stale", "it is not said");
      plugin.stop();
      place.replaceChildren();
    },
  },
];

const statesHeard = () => `heard instead: ${heard.states.join(", ") || "nothing"}`;

function banners(count) {
  const elements = Array.from({ length: count }, () => document.createElement("cpis-alert-banner"));
  place.replaceChildren(...elements);
  return elements;
}

function showsRecord(element) {
  const otherwise = () => `shown instead: ${wordsOf(element).trim().slice(0, 200)}`;
  return within(15_000, () => wordsOf(element).includes("Northshire"), otherwise);
}

async function asked() {
  const response = await fetch("/browser-check/asked");
  return (await response.json()).asked;
}

function submit(attributes, launch) {
  const form = Object.assign(document.createElement("form"), { method: "post", hidden: true, ...attributes });
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "t", value: launch }));
  document.body.append(form);
  form.submit();
  form.remove();
}
