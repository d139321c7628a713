import { capabilities } from "./capabilities.js";
import { otherHosts } from "./other-hosts.js";

/** Runs every check in turn, shows what came of it, and tells the demonstration's terminal. */
async function run() {
  const results = [];
  for (const { name, isOptional, check } of [...capabilities, ...otherHosts]) {
    const fault = await check().then(
      () => undefined,
      (error) => String(error?.message ?? error),
    );
    const outcome = fault === undefined ? "passed" : isOptional ? "noted" : "failed";
    results.push({ name, outcome, ...(fault === undefined ? {} : { fault }) });
    showResult(name, outcome, fault);
  }
  const failed = results.filter(({ outcome }) => outcome === "failed").length;
  document.querySelector("#verdict").textContent =
    failed === 0 ? "Yes: every check passed." : `No: ${failed} of ${results.length} checks failed.`;
  document.querySelector("#browser").textContent = navigator.userAgent;
  const body = JSON.stringify({ browser: navigator.userAgent, results });
  await fetch("/browser-check/result", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
}

function showResult(name, outcome, fault) {
  const line = document.createElement("li");
  line.className = outcome;
  line.textContent = fault === undefined ? name : `${name}: ${fault}`;
  document.querySelector("#results").append(line);
}

await run();
