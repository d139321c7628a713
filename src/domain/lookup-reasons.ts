import type { FailedReason, NotCheckedReason } from "./lookup-state.js";

/** Every reason why the register was not asked; the compiler holds the list to the type. */
export const notCheckedReasons: Readonly<Record<NotCheckedReason, true>> = {
  "nhs-number-missing": true,
  "nhs-number-invalid": true,
  "nhs-number-unverified": true,
  "nhs-number-changed": true,
  "not-in-automatic-group": true,
  "role-not-automatic": true,
  "location-unknown": true,
  "location-not-enabled": true,
  "silent-read-not-configured": true,
  "too-many": true,
  "user-not-identified": true,
  "not-permitted": true,
  "switched-off": true,
  "automatic-switched-off": true,
};

/** Every reason why the register's answer is not known. */
export const failedReasons: Readonly<Record<FailedReason, true>> = {
  "no-answer-yet": true,
  "no-answer": true,
  "spine-unreachable": true,
  "outcome-unknown": true,
  rejected: true,
  "register-fault": true,
  "answer-unreadable": true,
  "record-unreadable": true,
  "identity-mismatch": true,
  "about-someone-else": true,
  interrupted: true,
  "gateway-unreachable": true,
  "page-incomplete": true,
  internal: true,
};
