import { html, nothing, type TemplateResult } from "lit/html.js";
import type { AuditForm } from "../../src/domain/console-act.js";
import type { AuditPage } from "../../src/domain/console-view.js";
import type { ConsoleHost } from "./console-host.js";
import { drawButton, drawChoice, drawField } from "./draw-fields.js";
import { drawCell, drawTable } from "./draw-table.js";

/** The search of the audit: a reason before every reading, and an NHS number in no address. */
export function drawAudit(page: AuditPage, host: ConsoleHost): TemplateResult {
  const { result, chain, faults } = page;
  return html`<h1 tabindex="-1">Audit</h1>
    <p class="lead chain">
      <b>Chain</b> ${drawCell(chain)}
      ${drawButton("Verify the chain now", () => {
        host.act({ kind: "verify-chain" });
      })}
    </p>
    ${faults ? drawTable(faults) : nothing} ${drawSearch(page, host)}
    ${
      result
        ? html`<section aria-label="Found" data-place="found" tabindex="-1">
            <h2>Found</h2>
            <p>${result.count}</p>
            ${drawTable(result.table, false)}
            ${
              result.more
                ? html`<div class="actions">
                    ${drawButton("Show older rows", () => {
                      host.act({ kind: "search-more" });
                    })}
                  </div>`
                : nothing
            }
          </section>`
        : nothing
    }`;
}

function drawSearch({ locations, actions, first }: AuditPage, host: ConsoleHost): TemplateResult {
  const { resumed } = host;
  const form = resumed?.kind === "search" || resumed?.kind === "export" ? resumed.form : first;
  const search = (act: (form: AuditForm) => void) => (): void => {
    const isComplete = ["audit-from", "audit-to", "audit-reason"].every((id) => host.filled(id));
    if (isComplete) act(readForm(host));
  };
  const exportAs = (format: "csv" | "fhir"): TemplateResult =>
    drawButton(
      format === "csv" ? "Export as CSV" : "Export as FHIR",
      search((filled) => {
        host.act({ kind: "export", form: filled, format, withSubjects: host.isTicked("audit-subjects") });
      }),
    );
  return html`<section class="card form" aria-label="Search">
    <h2>Search</h2>
    <div class="fields">
      ${drawField({ id: "audit-from", label: "From", hint: "Like 19-Nov-2026 14:32", value: form.from, missing: "Say from when." }, host)}
      ${drawField({ id: "audit-to", label: "To", hint: "Like 19-Nov-2026 14:32", value: form.to, missing: "Say until when." }, host)}
      ${drawField({ id: "audit-nhs-number", label: "NHS number, if about one patient", value: form.nhsNumber }, host)}
      ${drawField({ id: "audit-user", label: "User’s id, if about one person", value: form.userId }, host)}
      ${drawChoice({ id: "audit-action", label: "What was done", value: form.action }, [
        { id: "", name: "Anything" },
        ...actions,
      ])}
      ${drawChoice({ id: "audit-location", label: "Location", value: form.locationId }, [
        { id: "", name: "Every location" },
        ...locations,
      ])}
    </div>
    ${drawField(
      {
        id: "audit-reason",
        label: "Why you read it",
        hint: "Kept in the audit with your name. Do not write a patient’s name or number here.",
        value: form.reason,
        rows: 2,
        missing: "Write why: nothing is read without a reason.",
      },
      host,
    )}
    <div class="tick">
      <input id="audit-subjects" type="checkbox" />
      <label for="audit-subjects">Export with NHS numbers and encounters</label>
    </div>
    <div class="actions">
      ${drawButton(
        "Search",
        search((filled) => {
          host.act({ kind: "search", form: filled });
        }),
        "primary",
      )}
      ${exportAs("csv")} ${exportAs("fhir")}
    </div>
    <p class="small muted">
      Searching and exporting are both written into the audit. Exporting asks you to sign in once more.
    </p>
  </section>`;
}

const readForm = ({ field }: ConsoleHost): AuditForm => ({
  from: field("audit-from"),
  to: field("audit-to"),
  nhsNumber: field("audit-nhs-number").replace(/\s/g, ""),
  userId: field("audit-user"),
  action: field("audit-action"),
  locationId: field("audit-location"),
  reason: field("audit-reason"),
});
