const introduction = `# Hazard log

Made from [hazards.json](hazards.json) by \`scripts/generate-hazard-log.mjs\`; a test fails when the two differ. Change that file, not this one.

This is the manufacturer's log of the hazards that software can control, in the sense of DCB0129 (clinical risk management in the
manufacture of health IT). It is **not** a clinical safety case and nobody has signed it: severity, likelihood and the acceptance of what
is left have to be decided by a clinical safety officer. The organisation that deploys the product carries out DCB0160 for its own
site, with this log as one of its sources, and adds the hazards of its own screens, networks, staff and procedures.

_Controlled_ means: the control is built, and every test named is in the repository and passes; the build fails when one is gone. It does
not mean that the risk has been accepted. _Planned_ means: do not rely on it. Tests that stand beside a planned hazard prove part of a
control.
`;

const cell = (text) => text.replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll("\n", " ");

/** Tests by file, so that a hazard with thirty of them stays readable. */
function testsOf({ tests }) {
  const byFile = Map.groupBy(tests, ({ file }) => file);
  const lines = [...byFile].map(
    ([file, entries]) => `\`${file}\`: ${entries.map(({ name }) => cell(name)).join("; ")}`,
  );
  return lines.length > 0 ? lines.join("<br>") : "none";
}

/**
 * The hazard log as Markdown.
 * @param {readonly { id: string, hazard: string, status: string, control?: string, note?: string, tests: readonly { file: string, name: string }[] }[]} hazards
 * @returns {string}
 */
export function renderHazardLog(hazards) {
  const controlled = hazards.filter(({ status }) => status === "controlled").length;
  const rows = hazards.map((each) => {
    const status = each.note === undefined ? each.status : `${each.status}: ${each.note}`;
    return `| ${each.id} | ${cell(each.hazard)} | ${cell(each.control ?? "")} | ${testsOf(each)} | ${cell(status)} |`;
  });
  return `${introduction}
${String(controlled)} of ${String(hazards.length)} hazards are controlled.

<!-- prettier-ignore-start -->

| id | hazard | control | tests | status |
| --- | --- | --- | --- | --- |
${rows.join("\n")}

<!-- prettier-ignore-end -->
`;
}
