// What may not stand in the lock file: a package whose content nothing holds, or that a hospital may not be given, or whose makers
// have given it up.
import { isPermitted } from "./sbom-faults.mjs";

/** Licences of tools and of what the browser tests draw with: they are used here and never handed on. */
const permittedForTools = new Set(["MPL-2.0", "OFL-1.1"]);

/**
 * Every fault of a lock file, in words. `allowScripts` is the decision of package.json about each package that wants to run a script
 * when it is installed: yes or no, but taken.
 */
export function lockFaults(lock, allowScripts) {
  const entries = Object.entries(lock.packages ?? {}).filter(([place]) => place !== "");
  return [
    ...(lock.lockfileVersion === 3 ? [] : ["The lock file is of another version than 3."]),
    ...(entries.length > 0 ? [] : ["The lock file holds no package."]),
    ...entries.flatMap(([place, entry]) => packageFaults(place, entry, allowScripts)),
  ];
}

function packageFaults(place, entry, allowScripts) {
  const { version, integrity, resolved, deprecated, license, dev, hasInstallScript, link } = entry;
  const name = place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
  const what = `${name}@${version ?? "?"}`;
  const faults = [];
  if (link === true) faults.push(`${what} is a link to a folder.`);
  if (!/^sha512-[A-Za-z0-9+/]{86}==/.test(integrity ?? ""))
    faults.push(`${what} has no SHA-512 of its content.`);
  // An address in the lock would be asked instead of the registry that the site has configured.
  if (resolved !== undefined) faults.push(`${what} names the address it comes from.`);
  if (deprecated !== undefined) faults.push(`${what} is given up by its makers.`);
  if (hasInstallScript === true && typeof allowScripts[name] !== "boolean")
    faults.push(
      `${what} wants to run a script when it is installed, and package.json does not decide on it.`,
    );
  if (!isPermitted(license) && !(dev === true && permittedForTools.has(license)))
    faults.push(`${what} is licensed under ${license ?? "nothing"}.`);
  return faults;
}
