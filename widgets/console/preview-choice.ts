/** What is chosen in the preview. */
export interface PreviewChoice {
  readonly locationId: string;
  readonly group: string;
  readonly theme: "light" | "dark";
  readonly isDiscreet: boolean | undefined;
  readonly width: "1280" | "1000" | "420" | "320";
}

/** The first look: every kind of state, as wide as there is room. */
export const firstChoice: PreviewChoice = {
  locationId: "",
  group: "answers",
  theme: "light",
  isDiscreet: undefined,
  width: "1280",
};
