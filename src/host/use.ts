/** Whether people use the host's page, for the frame that clears itself on an idle screen. */
export interface Use {
  /** Whether the frame understands it. */
  tell(isHeard: boolean): void;
  /** What a ping says of it; nothing to a frame that would not understand. */
  sinceLast(): { readonly active?: boolean };
  stop(): void;
}

const names = ["pointerdown", "keydown", "wheel"];

/** Listens to the host's own page, and keeps only whether there was anything: never what. */
export function createUse(): Use {
  let isHeard = false;
  let isUsed = false;
  const used = (): void => {
    isUsed = true;
  };
  for (const name of names) addEventListener(name, used, { capture: true, passive: true });
  return {
    tell(heard) {
      isHeard = heard;
    },
    sinceLast() {
      const active = isUsed;
      isUsed = false;
      return isHeard ? { active } : {};
    },
    stop() {
      for (const name of names) removeEventListener(name, used, { capture: true });
    },
  };
}
