// A stream that a signal can end while it is silent: nobody may ever write to it again, or close it.

type Bytes = AsyncIterable<Uint8Array>;
type Next = IteratorResult<Uint8Array, unknown>;

/** The chunks until the signal comes; those that were there before it are given. */
export async function* untilAborted(
  chunks: Bytes,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  const leave = async () => void (await iterator.return?.());
  try {
    for (;;) {
      const next = await nextUnlessAborted(iterator.next(), signal);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    // A chunk may still be awaited: then the iterator hears of its end only after that.
    if (signal?.aborted === true) leave().catch(() => {});
    else await leave();
  }
}

/** Not Promise.race: each chunk would leave a listener on the signal. */
function nextUnlessAborted(pending: Promise<Next>, signal: AbortSignal | undefined): Promise<Next> {
  if (!signal) return pending;
  return new Promise((resolve, reject) => {
    const stop = () => resolve({ done: true, value: undefined });
    const forget = () => signal.removeEventListener("abort", stop);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
    pending.finally(forget).then(resolve, reject);
  });
}
