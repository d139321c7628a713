/** What to do when an element leaves the document and when it comes back. */
export interface ConnectionWatcher {
  readonly connected: () => void;
  readonly disconnected: () => void;
}

/**
 * Watches whether an element is part of the document. An element that is moved in one go stays connected.
 *
 * An element cannot be asked to tell this to others, so every tree that holds it is observed, shadow trees included.
 */
export function watchConnection(element: Element, watcher: ConnectionWatcher): () => void {
  let connected = element.isConnected;
  let roots: readonly Node[] = [];
  const observer = new MutationObserver(() => {
    if (element.isConnected === connected) return;
    connected = element.isConnected;
    if (connected) observe();
    (connected ? watcher.connected : watcher.disconnected)();
  });
  const observe = (): void => {
    const now = [...new Set([...rootsOf(element), document])];
    if (now.every((root) => roots.includes(root))) return;
    roots = now;
    observer.disconnect();
    for (const root of roots) observer.observe(root, { childList: true, subtree: true });
  };
  observe();
  return () => {
    observer.disconnect();
  };
}

function rootsOf(element: Element): readonly Node[] {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? [root, ...rootsOf(root.host)] : [root];
}
