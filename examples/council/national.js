import { el } from "/assets/dom.js";
import { nhsNumber } from "/assets/format.js";

const said = document.getElementById("said");

async function act({ id, about }) {
  const response = await fetch("/demo/national", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ id }),
  });
  said.textContent = response.ok
    ? `Done for ${about}. The council hears of it with its next mailbox reading.`
    : "Not done.";
}

const { acts } = await (await fetch("/demo/national")).json();
document
  .getElementById("acts")
  .replaceChildren(
    el(
      "ul",
      {},
      ...acts.map((one) =>
        el(
          "li",
          {},
          el("b", {}, `${one.about}, ${nhsNumber(one.nhsNumber)}`),
          el("p", { class: "acts" }, el("button", { type: "button", onclick: () => act(one) }, one.does)),
        ),
      ),
    ),
  );
