import { html, nothing, type TemplateResult } from "lit/html.js";
import type { ProtectionRecord } from "../src/domain/protection-record.js";
import type { AnswerHost } from "./banner-host.js";
import { heading, table } from "./details-parts.js";
import { formatDateTime } from "./format-person.js";
import { notKnown } from "./wording.js";
import { countDiffers } from "./wording-record.js";
import {
  accessColumns,
  accessUnreadable,
  listLimits,
  listLimitsTitle,
  openedByTitle,
  showAll,
  thisCheck,
} from "./wording-details.js";

const shownFirst = 10;

/** Who opened the record, with this check marked as such and the list's limits always beside it (R-34, H-16). */
export function openedBy(record: ProtectionRecord, host: AnswerHost): TemplateResult {
  const { accesses, gaps, declaredAccessRecords } = record;
  const shown = host.showsAll ? accesses : accesses.slice(0, shownFirst);
  const rows = shown.map(({ at, name, role, organisation, isThisCheck }) => ({
    marked: isThisCheck,
    cells: [
      formatDateTime(at),
      html`${isThisCheck ? html`<span class="tag check">${thisCheck}</span> ` : nothing}${name}`,
      role ?? notKnown,
      organisation,
    ],
  }));
  return html`${heading(host, openedByTitle)}${table(openedByTitle, accessColumns, rows)}${
      shown.length < accesses.length
        ? html`<button
            class="small"
            @click=${() => {
              host.showAll();
            }}
          >
            ${showAll(accesses.length)}
          </button>`
        : nothing
    }${gaps.includes("access-unreadable") ? html`<p class="foot b">${accessUnreadable}</p>` : nothing}${
      gaps.includes("access-count-differs") || gaps.includes("too-many-accesses")
        ? html`<p class="foot b">${countDiffers(declaredAccessRecords, accesses.length, "openings")}</p>`
        : nothing
    }
    <p class="limits"><b>${listLimitsTitle}</b> ${listLimits}</p>`;
}
