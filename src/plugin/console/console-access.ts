import type { ConsoleRole } from "../../domain/console-role.js";
import type { ConsolePageName } from "../../domain/console-view.js";

/** Who sees which page; the gateway decides, this only spares people a page that would refuse them. */
const pages: readonly (readonly [ConsolePageName, string, readonly ConsoleRole[]])[] = [
  ["overview", "Overview", ["administrator", "safeguarding-lead", "auditor"]],
  ["work-lists", "Work lists", ["administrator", "safeguarding-lead"]],
  ["preview", "Preview", ["administrator", "safeguarding-lead", "auditor"]],
  ["audit", "Audit", ["auditor"]],
  ["configuration", "Configuration", ["administrator", "auditor"]],
  ["pause", "Pause", ["administrator", "safeguarding-lead"]],
];

/** The pages of somebody with these roles. */
export const pagesOf = (
  roles: readonly ConsoleRole[],
): readonly { readonly name: ConsolePageName; readonly label: string }[] =>
  pages
    .filter(([, , allowed]) => allowed.some((role) => roles.includes(role)))
    .map(([name, label]) => ({ name, label }));

/** Where an address leads. */
export interface ConsoleRoute {
  readonly page: ConsolePageName;
  /** The list of a work-list address. */
  readonly part: string;
}

/** `#/work-lists/not-checked` as a route; what leads nowhere leads to the overview. */
export function routeOf(hash: string): ConsoleRoute {
  const [name = "", part = ""] = hash.replace(/^#\/?/, "").split("/");
  const page = pages.find(([one]) => one === name)?.[0];
  return page === undefined ? { page: "overview", part: "" } : { page, part };
}

/** A role in words, after a name. */
export const roleWords = (role: ConsoleRole): string => role.replaceAll("-", " ");
