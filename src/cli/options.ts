import { InvalidArgumentError, Option } from "commander";

/** `--port N`, 0 for any free one; `flag` names another option of the same kind. */
export function portOption(description: string, whenAbsent?: number, flag = "--port"): Option {
  const option = new Option(`${flag} <number>`, description).argParser((text) => {
    const port = Number(text);
    if (/^[0-9]+$/.test(text) && port <= 65_535) return port;
    throw new InvalidArgumentError("A port is a number from 0 to 65535.");
  });
  return whenAbsent === undefined ? option : option.default(whenAbsent);
}
