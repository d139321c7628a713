// What makes a bill of materials incomplete, or a component one that this product may not be shipped with.

/** Licences that a hospital may be given this product under. A new one is a person's decision, made here. */
const permitted = new Set([
  "MIT",
  "ISC",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "0BSD",
  "BlueOak-1.0.0",
  "CC0-1.0",
  "Python-2.0",
]);

/** The part of a whole bill that the packages named are made of: themselves and everything they depend on. */
export function shippedPart(bill, direct) {
  const dependsOn = new Map(bill.dependencies.map(({ ref, dependsOn: refs }) => [ref, refs ?? []]));
  const byRef = new Map(bill.components.map((component) => [component["bom-ref"], component]));
  const reached = new Set();
  const waiting = (dependsOn.get(bill.metadata.component["bom-ref"]) ?? []).filter((ref) =>
    direct.includes(nameOf(byRef.get(ref) ?? {})),
  );
  for (let ref = waiting.pop(); ref !== undefined; ref = waiting.pop()) {
    if (reached.has(ref)) continue;
    reached.add(ref);
    waiting.push(...(dependsOn.get(ref) ?? []));
  }
  const own = bill.metadata.component["bom-ref"];
  return {
    ...bill,
    components: bill.components.filter((component) => reached.has(component["bom-ref"])),
    dependencies: bill.dependencies
      .filter(({ ref }) => reached.has(ref) || ref === own)
      .map((each) => ({ ...each, dependsOn: (each.dependsOn ?? []).filter((ref) => reached.has(ref)) })),
  };
}

const nameOf = ({ group, name }) => (group ? `${group}/${name}` : name);

/** Every fault of a CycloneDX bill, in words. `direct` names the packages that must be in it. */
export function billFaults(bill, direct) {
  const components = bill.components ?? [];
  const names = new Set(components.map(nameOf));
  return [
    ...(bill.bomFormat === "CycloneDX" ? [] : ["It is no CycloneDX bill."]),
    ...direct.filter((name) => !names.has(name)).map((name) => `${name} is missing from the bill.`),
    ...components.flatMap(componentFaults),
  ];
}

function componentFaults({ name, version, purl, hashes, licenses }) {
  const what = `${name}@${version}`;
  return [
    ...(version ? [] : [`${name} has no version.`]),
    ...(purl?.startsWith("pkg:npm/") ? [] : [`${what} has no package address.`]),
    ...(hashes?.length > 0 ? [] : [`${what} has no hash.`]),
    ...licenceFaults(what, licenses),
  ];
}

function licenceFaults(what, licenses = []) {
  const stated = licenses.map(({ license, expression }) => expression ?? license?.id ?? license?.name);
  if (stated.length === 0) return [`${what} states no licence.`];
  return stated.filter((each) => !isPermitted(each)).map((each) => `${what} is licensed under ${each}.`);
}

/** Whether the product may be made of it. One of several that may be chosen is enough; of several that hold together each must be permitted. */
export function isPermitted(expression = "") {
  const plain = expression.replaceAll(/[()]/g, " ").trim();
  return plain
    .split(/\s+OR\s+/)
    .some((choice) => choice.split(/\s+AND\s+/).every((licence) => permitted.has(licence.trim())));
}
