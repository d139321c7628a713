import { findSetting } from "../../config/find-setting.js";
import type { CpisError, Issue } from "../../errors/cpis-error.js";

/** One fault as `cpis config check --json` gives it. */
export interface FaultView {
  readonly path: string;
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
  /** What the setting is for, where the fault is a setting's. */
  readonly meaning?: string;
}

/** The faults of a configuration with what each setting means. Never a value. */
export function faultViews(error: CpisError): readonly FaultView[] {
  const issues: readonly Issue[] =
    error.issues.length > 0 ? error.issues : [{ path: "", message: error.message }];
  return issues.map(({ path, line, column, message }) => {
    const meaning = findSetting(path)?.description;
    return {
      path,
      ...(line === undefined ? {} : { line }),
      ...(column === undefined ? {} : { column }),
      message,
      ...(meaning === undefined ? {} : { meaning }),
    };
  });
}

/** Every fault for a person: where it is, what to change, and what the setting is for. */
export function faultText(file: string, faults: readonly FaultView[]): string {
  const count = faults.length === 1 ? "1 fault" : `${String(faults.length)} faults`;
  return [...faults.flatMap((fault) => lines(file, fault)), `${file}: ${count}. Nothing would start.`].join(
    "\n",
  );
}

function lines(file: string, { path, line, column, message, meaning }: FaultView): readonly string[] {
  const place = line === undefined ? file : `${file}:${String(line)}:${String(column ?? 1)}`;
  const name = path === "" || path === file ? "" : `${path} `;
  return [
    `${place}: ${name}${sentence(message)}`,
    ...(meaning === undefined ? [] : [`    It is ${sentence(meaning)}`]),
  ];
}

function sentence(text: string): string {
  return /[.?]$/.test(text) ? text : `${text}.`;
}
