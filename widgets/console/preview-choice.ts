/** What is chosen in the preview. */
export interface PreviewChoice {
  readonly locationId: string;
  readonly group: string;
  /** Which state of the group, where one is shown at a time. */
  readonly at: number;
  readonly theme: "light" | "dark";
  readonly isDiscreet: boolean | undefined;
  readonly width: "1280" | "1000" | "420" | "320";
}

/** The first look: every kind of state, as wide as there is room. */
export const firstChoice: PreviewChoice = {
  locationId: "",
  group: "answers",
  at: 0,
  theme: "light",
  isDiscreet: undefined,
  width: "1280",
};
