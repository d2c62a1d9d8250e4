// Where a command writes: lines for people to standard output, logs to standard error.

/** The part of a stream that is needed here, so that tests can hand in an array. */
export interface OutputStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface Io {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
}
