/** How the frame stands in the host's page. */
export interface FrameBoxOptions {
  /** An element of the host's, otherwise empty, in which the frame is put. */
  readonly place: HTMLElement;
  /** Kept free from the first moment, so that nothing beneath moves when an answer comes; CSS pixels, default 172. */
  readonly reservedHeightPx?: number;
  /** The host's own words for a banner that is not there. Must not read as *nothing known*. */
  readonly unavailableText?: string;
  /** The host's own words for a banner that is there but cannot be seen. */
  readonly unseenText?: string;
  /** Read by assistive technology; default: Child protection check. */
  readonly title?: string;
}

/** One iframe with its reserved place and the host's own text. */
export interface FrameBox {
  readonly frame: HTMLIFrameElement;
  /** The frame does not answer: the text takes its place. */
  showFallback(isShown: boolean): void;
  /** The frame answers but cannot be seen: the text stands beside it. */
  showUnseen(isShown: boolean): void;
  resize(blockSizePx: number): void;
  remove(): void;
}

const defaults = {
  reservedHeightPx: 172,
  title: "Child protection check",
  unavailableText:
    "CP-IS status is not available on this screen. Treat as unknown: there may be a record. Ring the safeguarding team if you are worried.",
  unseenText: "The CP-IS banner cannot be seen at the moment. Treat as unknown until you have seen it.",
};
const tallestPx = 4_000;

/** Makes the frame, with no more rights than it needs, and puts it in its place. */
export function createFrameBox(address: string, options: FrameBoxOptions): FrameBox {
  const { place } = options;
  const { reservedHeightPx, title, unavailableText, unseenText } = { ...defaults, ...options };
  const frame = document.createElement("iframe");
  frame.title = title;
  frame.referrerPolicy = "no-referrer";
  frame.allow = "clipboard-write";
  frame.setAttribute(
    "sandbox",
    "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-top-navigation-to-custom-protocols",
  );
  // Set by script, which no Content-Security-Policy of the host's needs to allow.
  Object.assign(frame.style, {
    display: "block",
    width: "100%",
    border: "0",
    height: `${reservedHeightPx}px`,
  });
  const words = document.createElement("p");
  words.setAttribute("role", "status");
  Object.assign(words.style, { margin: "0", padding: "0.75em", border: "2px solid", font: "inherit" });
  words.hidden = true;
  place.style.minHeight = `${reservedHeightPx}px`;
  let isGone = false;
  let isUnseen = false;
  const draw = (): void => {
    frame.style.display = isGone ? "none" : "block";
    words.hidden = !isGone && !isUnseen;
    words.style.display = words.hidden ? "none" : "block";
    words.textContent = isGone ? unavailableText : isUnseen ? unseenText : "";
  };
  draw();
  frame.src = address;
  place.replaceChildren(frame, words);
  return {
    frame,
    showFallback(isShown) {
      isGone = isShown;
      draw();
    },
    showUnseen(isShown) {
      isUnseen = isShown;
      draw();
    },
    resize(blockSizePx) {
      frame.style.height = `${Math.min(tallestPx, Math.max(reservedHeightPx, blockSizePx))}px`;
    },
    remove() {
      place.replaceChildren();
      place.style.minHeight = "";
    },
  };
}
