/** How long the browser has to begin keeping it. */
const keptMs = 60_000;

/** Gives the person a file to keep. It is in the browser's memory until then, and under no address of the gateway. */
export function offerFile({ name, content }: { readonly name: string; readonly content: Blob }): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(address);
  }, keptMs);
}
