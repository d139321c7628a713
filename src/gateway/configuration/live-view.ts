/** Views whose current value somebody may want whole. */
const readers = new WeakMap<object, () => object>();

/**
 * An object that always shows what `read` gives at that moment: the groups of a plan that may be replaced while its readers
 * run. A group inside it is such a view too; a list or a single value is the one in force when it is read.
 *
 * Whoever keeps a value read from it keeps an old one. Whoever decides in several steps takes `planNow` first, so that all of
 * them are of one plan.
 */
export function liveView<T extends object>(read: () => T): T {
  const inside = new Map<PropertyKey, object>();
  const handler: ProxyHandler<T> = {
    get: (_target, name) => {
      const value: unknown = Reflect.get(read(), name);
      return isGroup(value) ? groupAt(name) : value;
    },
    has: (_target, name) => Reflect.has(read(), name),
    ownKeys: () => Reflect.ownKeys(read()),
    // A view owns nothing itself, so what it shows must be said to be replaceable.
    getOwnPropertyDescriptor: (_target, name) => {
      const found = Reflect.getOwnPropertyDescriptor(read(), name);
      return found === undefined ? undefined : { ...found, configurable: true, writable: false };
    },
    set: () => false,
    defineProperty: () => false,
    deleteProperty: () => false,
  };
  const groupAt = (name: PropertyKey): object => {
    const known = inside.get(name) ?? liveView(() => groupIn(read(), name));
    inside.set(name, known);
    return known;
  };
  const view = new Proxy({} as T, handler);
  readers.set(view, read);
  return view;
}

/** The plan, or the group of one, that is in force now, as a value that stays as it is. */
export function planNow<T extends object>(plan: T): T {
  // Only `liveView` registers readers, each beside the view of its own type.
  return (readers.get(plan)?.() as T | undefined) ?? plan;
}

/** Makes something of a plan, and makes it anew whenever another plan is in force. */
export function remadeWith<P extends object, T>(plan: P, make: (now: P) => T): () => T {
  let known: { readonly of: P; readonly made: T } | undefined;
  return () => {
    const now = planNow(plan);
    if (known?.of !== now) known = { of: now, made: make(now) };
    return known.made;
  };
}

function isGroup(value: unknown): value is object {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function groupIn(plan: object, name: PropertyKey): object {
  const value: unknown = Reflect.get(plan, name);
  return isGroup(value) ? value : {};
}
