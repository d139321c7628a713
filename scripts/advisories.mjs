// Reads what `npm audit --json` answered. Only a whole report counts as looked up: everything else is "not done".

const notDone = "NOT DONE: known vulnerabilities were not looked up, because";
const how = "Run `npm run audit:dependencies` where the registry can be reached before you release.";

/**
 * What an answer means: `clean`, `found`, or `not-done`, with the lines to print. Each vulnerable package is named, of any severity:
 * which of them matters is for a person to say, by a newer version or an override with its reason.
 */
export function readAdvisories(answer) {
  let report;
  try {
    report = JSON.parse(answer);
  } catch {
    return { state: "not-done", lines: [`${notDone} npm gave no answer.`, how] };
  }
  const total = report?.metadata?.vulnerabilities?.total;
  const looked = report?.metadata?.dependencies?.total;
  if (report?.auditReportVersion !== 2 || !Number.isInteger(total) || !(looked > 0)) {
    const status = report?.statusCode ?? report?.error?.code ?? "no report";
    return { state: "not-done", lines: [`${notDone} the registry does not answer (${status}).`, how] };
  }
  if (total === 0) {
    return { state: "clean", lines: [`No known vulnerability in ${looked} packages that are shipped.`] };
  }
  const lines = Object.values(report.vulnerabilities).map(
    ({ name, severity, range }) => `${name} ${range}: ${severity}`,
  );
  return { state: "found", lines };
}
