import { InvalidArgumentError, Option } from "commander";

/** `--port N`, 0 for any free one. */
export function portOption(description: string, whenAbsent: number): Option {
  return new Option("--port <number>", description).default(whenAbsent).argParser((text) => {
    const port = Number(text);
    if (/^[0-9]+$/.test(text) && port <= 65_535) return port;
    throw new InvalidArgumentError("A port is a number from 0 to 65535.");
  });
}
