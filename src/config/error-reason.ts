const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "no permission",
  EPERM: "no permission",
  EISDIR: "it is a directory",
  NOT_A_FILE: "it is a pipe, a socket or a device, and no file",
  TOO_LARGE: "it is larger than 4 MiB",
  ENOTDIR: "part of the path is not a directory",
};

/** Why the operating system refused, in words where they are known; its code otherwise. */
export function errorReason(error: unknown): string {
  const code =
    typeof error === "object" && error !== null && "code" in error ? String(error.code) : "unknown reason";
  return reasons[code] ?? code;
}
