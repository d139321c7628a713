/** Between two questions, and how long an answer may take: together less than the two seconds within which it is said. */
const everyMs = 800;
const answerWithinMs = 1_000;

/**
 * Asks the gateway whether it is there, and says so at each change.
 *
 * A connection held open would notice sooner, but browsers allow six to one server for all tabs together. A page that
 * nobody sees asks nothing, and asks at once when it is seen again.
 */
export function watchGateway(gatewayUrl: string, changed: (isReachable: boolean) => void): () => void {
  let isReachable = true;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;
  const look = async (): Promise<void> => {
    clearTimeout(timer);
    if (document.visibilityState === "visible") {
      const now = await answers(`${gatewayUrl}/health/live`);
      if (now !== isReachable && !stopped()) {
        isReachable = now;
        changed(now);
      }
    }
    clearTimeout(timer);
    if (!stopped()) timer = setTimeout(() => void look(), everyMs);
  };
  const stopped = (): boolean => isStopped;
  const seen = (): void => void look();
  document.addEventListener("visibilitychange", seen);
  void look();
  return () => {
    isStopped = true;
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", seen);
  };
}

async function answers(address: string): Promise<boolean> {
  try {
    const response = await fetch(address, {
      cache: "no-store",
      credentials: "omit",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(answerWithinMs),
    });
    return response.ok;
  } catch {
    return false;
  }
}
