const svg = "http://www.w3.org/2000/svg";

const shapes = {
  record: [
    ["path", { d: "M12 2 23 22H1Z", fill: "currentColor" }],
    ["path", { d: "M12 9v6m0 2v2.5", stroke: "var(--chip-ground, #fff)", "stroke-width": "2.4" }],
  ],
  none: [
    ["circle", { cx: "12", cy: "12", r: "9.5", fill: "none", stroke: "currentColor", "stroke-width": "1.8" }],
    ["path", { d: "M7.5 12h9", stroke: "currentColor", "stroke-width": "2" }],
  ],
  ended: [
    [
      "rect",
      {
        x: "3",
        y: "5",
        width: "18",
        height: "16",
        fill: "none",
        stroke: "currentColor",
        "stroke-width": "2",
      },
    ],
    ["path", { d: "M3 9.5h18M8 2.5V7m8-4.5V7M8 15h8", stroke: "currentColor", "stroke-width": "2" }],
  ],
  checking: [
    [
      "path",
      {
        d: "M6 3h12M6 21h12M7 3c0 5 5 6 5 9s-5 4-5 9m10-18c0 5-5 6-5 9s5 4 5 9",
        fill: "none",
        stroke: "currentColor",
        "stroke-width": "1.8",
      },
    ],
  ],
  "not-checked": [
    [
      "circle",
      {
        cx: "12",
        cy: "12",
        r: "9.5",
        fill: "none",
        stroke: "currentColor",
        "stroke-width": "2",
        "stroke-dasharray": "4 3",
      },
    ],
  ],
  "could-not-check": [
    ["path", { d: "M12 1 23 12 12 23 1 12Z", fill: "currentColor" }],
    [
      "path",
      {
        d: "M9 9.5a3 3 0 1 1 4.4 2.6c-1 .6-1.4 1-1.4 2.2m0 1.7v2",
        fill: "none",
        stroke: "#fff",
        "stroke-width": "2",
      },
    ],
  ],
};

/** An icon for a chip. Hidden from assistive technology: the words beside it say the same. */
export function icon(shape) {
  const node = document.createElementNS(svg, "svg");
  node.setAttribute("viewBox", "0 0 24 24");
  node.setAttribute("aria-hidden", "true");
  node.classList.add("icon");
  for (const [tag, attributes] of shapes[shape]) {
    const part = document.createElementNS(svg, tag);
    for (const [key, value] of Object.entries(attributes)) part.setAttribute(key, value);
    node.append(part);
  }
  return node;
}
