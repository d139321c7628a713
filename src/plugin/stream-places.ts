/** Hands out the right to hold a stream open. Resolves with how to give it back, or with nothing if none is free. */
export type StreamPlaces = () => Promise<(() => void) | undefined>;

/**
 * A browser opens six connections to one HTTP/1.1 server, for all its tabs together. Streams may take two of them, so
 * that seven open tabs cannot keep one another from asking.
 */
const places = ["1", "2"];

/**
 * Places shared by all pages of this origin, through the browser's own locks.
 *
 * Without locks (a page that was not loaded over HTTPS) there are no places: a page cannot know of the other tabs, and
 * asking every second always works.
 */
export function createStreamPlaces(gatewayUrl: string): StreamPlaces {
  // Typed as always there, but insecure pages have none.
  const locks = navigator.locks as LockManager | undefined;
  return async () => {
    if (locks === undefined) return undefined;
    for (const place of places) {
      const release = await lock(locks, `cpis-stream ${place} ${gatewayUrl}`);
      if (release !== undefined) return release;
    }
    return undefined;
  };
}

function lock(locks: LockManager, name: string): Promise<(() => void) | undefined> {
  return new Promise((resolve) => {
    const held = locks.request(name, { ifAvailable: true }, (granted) => {
      if (granted === null) {
        resolve(undefined);
        return undefined;
      }
      return new Promise<void>((release) => {
        resolve(release);
      });
    });
    // A browser may refuse locks altogether (an opaque origin, for instance).
    held.catch(() => {
      resolve(undefined);
    });
  });
}
