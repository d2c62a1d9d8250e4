// Where a session's answers go: asked for by the session, implemented by the connection.

export interface Outlet {
  /**
   * Takes bytes, to be sent in order. They may wait for `flush`. What is written after the client is gone is dropped.
   * `onSent` is called when nobody looks at the bytes any more, unless the client is lost.
   */
  write(bytes: Buffer, onSent?: () => void): void;
  /** Sends what waits. */
  flush(): void;
  /** True: the client takes less than it is sent. */
  readonly isCongested: boolean;
  /**
   * Resolves when more may be written: at once where the client keeps up.
   * Rejects with the signal's reason when it is aborted, which it has to be when the client vanishes.
   */
  drained(signal: AbortSignal): Promise<void>;
  /** Sends what waits, and nothing more: the conversation is over. */
  end(): void;
}
