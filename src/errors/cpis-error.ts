import { errorCodes, retryAdvice, type ErrorCategory, type ErrorCode, type RetryAdvice } from "./codes.js";

const brand = Symbol.for("cpis-plugin.error");

/** One fault among several, with the place it was found at (a JSON path, an element path, a row). */
export interface Issue {
  readonly path: string;
  readonly message: string;
  /** Where the file that was read says so, both from 1. */
  readonly line?: number;
  readonly column?: number;
}

/** Ids, counts and places only: never a name, an NHS number or a payload (they would reach a log). */
export type ErrorContext = Readonly<Record<string, string | number | boolean | undefined>>;

interface CpisErrorOptions {
  readonly context?: ErrorContext;
  readonly issues?: readonly Issue[];
  readonly cause?: unknown;
  /** What an operator should read instead of the table's text; the same rule as for the context applies. */
  readonly detail?: string;
}

/**
 * The only error type the product throws on purpose.
 *
 * Match on `code`, never on class or message: `CpisError.is` uses a shared symbol, so that two copies of the package
 * on one page agree.
 */
export class CpisError extends Error {
  readonly code: ErrorCode;
  readonly context: ErrorContext;
  readonly issues: readonly Issue[];

  constructor(code: ErrorCode, options: CpisErrorOptions = {}) {
    super(
      options.detail ?? errorCodes[code].text,
      options.cause === undefined ? {} : { cause: options.cause },
    );
    this.name = "CpisError";
    this.code = code;
    this.context = options.context ?? {};
    this.issues = options.issues ?? [];
    Object.defineProperty(this, brand, { value: true });
  }

  /** The failure's category, from the table. */
  get category(): ErrorCategory {
    return errorCodes[this.code].category;
  }

  /** Whether the operation may be repeated, from the category. */
  get retry(): RetryAdvice {
    return retryAdvice(this.category);
  }

  /** Whether a value is a `CpisError` of any copy of the package, optionally with a given code. */
  static is(value: unknown, code?: ErrorCode): value is CpisError {
    if (typeof value !== "object" || value === null || !(brand in value)) return false;
    return code === undefined || ("code" in value && value.code === code);
  }
}
