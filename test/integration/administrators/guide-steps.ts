/** One thing that a reader of a guide does. */
export type GuideStep =
  | {
      readonly kind: "run";
      readonly command: string;
      readonly exitCode: number;
      /** The program stays, in a terminal of its own. */
      readonly stays: boolean;
      /** The gateway is stopped before. */
      readonly stopsGateway: boolean;
    }
  /** What the commands of the block before have printed; … stands for anything. */
  | { readonly kind: "expect"; readonly lines: readonly string[] }
  /** What the gateway's own terminal then shows. */
  | { readonly kind: "hear"; readonly lines: readonly string[] }
  /** Text to add at the end of the configuration. */
  | { readonly kind: "append"; readonly text: string }
  /** A line to change in the configuration. */
  | { readonly kind: "change"; readonly from: string; readonly to: string };

/**
 * The steps of a guide, in order, from its code blocks: `sh` is run, `text` is expected, `log` is awaited from the gateway, `yaml` is added to the
 * configuration, `diff` changes it. In `sh` a comment speaks to the reader, and these words of it to this parser too:
 * "leave it running", "stop the gateway" and "exit code 1".
 */
export function stepsOf(page: string): readonly GuideStep[] {
  const blocks = [...page.matchAll(/^```([a-z]+)\n([\s\S]*?)^```/gm)];
  return blocks.flatMap(([, language = "", text = ""]) => {
    if (language === "sh") return commandsOf(text);
    if (language === "text") return [{ kind: "expect", lines: linesOf(text) } as const];
    if (language === "log") return [{ kind: "hear", lines: linesOf(text) } as const];
    if (language === "yaml") return [{ kind: "append", text } as const];
    if (language === "diff") return [changeOf(text)];
    throw new Error(`A guide has no blocks in ${language}.`);
  });
}

function commandsOf(block: string): readonly GuideStep[] {
  let said = "";
  return linesOf(block.replace(/\\\n\s*/g, "")).flatMap((line) => {
    if (line.startsWith("#")) {
      said += line;
      return [];
    }
    const [, command = "", code = "0"] = /^(.*?)(?: +# exit code (\d))?$/.exec(line) ?? [];
    const stays = said.includes("leave it running") && command.includes("cpis s");
    const step = { kind: "run", command, exitCode: Number(code), stays } as const;
    const stopsGateway = said.includes("stop the gateway");
    said = "";
    return [{ ...step, stopsGateway }];
  });
}

function changeOf(block: string): GuideStep {
  const side = (sign: string): string =>
    linesOf(block)
      .filter((line) => line.startsWith(sign))
      .map((line) => line.slice(1).trim())
      .join("\n");
  return { kind: "change", from: side("-"), to: side("+") };
}

function linesOf(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
