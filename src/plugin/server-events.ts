/** One server-sent event. */
export interface ServerEvent {
  readonly event: string;
  readonly data: string;
}

/**
 * Takes server-sent events out of text that arrives in pieces (HTML standard, section 9.2).
 *
 * Only `event` and `data` matter here: nothing is resumed, because a page re-reads what it missed.
 */
export function createServerEventReader(): (piece: string) => readonly ServerEvent[] {
  let rest = "";
  let event = "";
  let data: string[] = [];
  const take = (line: string): ServerEvent | undefined => {
    if (line === "") {
      const complete =
        data.length === 0 ? undefined : { event: event === "" ? "message" : event, data: data.join("\n") };
      event = "";
      data = [];
      return complete;
    }
    const colon = line.indexOf(":");
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") event = value;
    if (field === "data") data.push(value);
    return undefined;
  };
  return (piece) => {
    // A carriage return at the end may be half of a line end.
    const lines = (rest + piece).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? "";
    return lines.map(take).filter((complete) => complete !== undefined);
  };
}
