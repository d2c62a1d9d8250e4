// Holds several objects, or none of them.
import { setMaxListeners } from "node:events";

interface Held {
  readonly path: string;
  readonly release: () => void;
}

/** Where one cannot be had, none of the others is waited for. */
export async function holdAll<Item, T extends Held>(
  items: readonly Item[],
  signal: AbortSignal,
  hold: (item: Item, signal: AbortSignal) => Promise<T>,
): Promise<{ readonly held: readonly T[]; readonly paths: readonly string[]; readonly release: () => void }> {
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  // Each of them listens.
  setMaxListeners(0, either);
  const outcomes = await Promise.allSettled(
    items.map((item) =>
      hold(item, either).catch((thrown: unknown) => {
        stop.abort(thrown);
        throw thrown;
      }),
    ),
  );
  const held = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
  const release = (): void => held.forEach((one) => one.release());
  if (held.length === items.length) return { held, paths: held.map(({ path }) => path), release };
  release();
  signal.throwIfAborted();
  throw stop.signal.reason;
}
