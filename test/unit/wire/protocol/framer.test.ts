// The framer cuts any stream of bytes into the same frames, wherever the stream is cut, and never believes a length.

import fc from "fast-check";
import { serialize } from "pg-protocol";
import { describe, expect, it } from "vitest";
import { PgError } from "../../../../src/errors.js";
import { limits } from "../../../../src/limits.js";
import { type Frame, Framer } from "../../../../src/wire/protocol/framer.js";

const anything = () => limits.messageBytesMax;
const sslRequest = Buffer.from("0000000804d2162f", "hex");
const gssEncRequest = Buffer.from("0000000804d21630", "hex");
const startup = serialize.startup({ user: "ada" });

function framesOf(framer: Framer, chunks: readonly Buffer[]): Frame[] {
  const frames: Frame[] = [];
  for (const chunk of chunks) {
    framer.push(chunk);
    for (let frame = framer.next(); frame !== undefined; frame = framer.next()) {
      frames.push(frame);
    }
  }
  return frames;
}

/** A framer that has its startup packet behind it. */
function startedFramer(bound: (tag: number) => number = anything): Framer {
  const framer = new Framer(bound);
  framesOf(framer, [startup]);
  return framer;
}

function message(tag: string, length: number, body = Buffer.alloc(0)): Buffer {
  const header = Buffer.from(`${tag}0000`, "latin1");
  header.writeUInt32BE(length, 1);
  return Buffer.concat([header, body]);
}

/** Cuts bytes into pieces of these sizes, over and over. */
function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? bytes.length;
    // Copies, so that a framer that writes where it must not, shows.
    chunks.push(Buffer.from(bytes.subarray(at, at + size)));
    at += size;
  }
  return chunks;
}

function thrownBy(act: () => unknown): PgError {
  try {
    act();
  } catch (thrown) {
    if (thrown instanceof PgError) {
      return thrown;
    }
    throw thrown;
  }
  throw new Error("nothing was thrown");
}

describe("the framer", () => {
  it("takes the first packet for one without a tag, and every later one for a message", () => {
    const frames = framesOf(new Framer(anything), [startup, serialize.query("select 1"), serialize.sync()]);
    expect(frames).toEqual([
      { kind: "startupPacket", body: startup.subarray(4) },
      { kind: "message", tag: 0x51, body: Buffer.from("select 1\0") },
      { kind: "message", tag: 0x53, body: Buffer.alloc(0) },
    ]);
  });

  it("expects another packet without a tag after an SSLRequest and after a GSSENCRequest", () => {
    const frames = framesOf(new Framer(anything), [gssEncRequest, sslRequest, startup, serialize.sync()]);
    expect(frames.map((frame) => frame.kind)).toEqual(["startupPacket", "startupPacket", "startupPacket", "message"]);
  });

  it("yields every message of a chunk that carries several", () => {
    const chunk = Buffer.concat([serialize.query("a"), serialize.flush(), serialize.query("b")]);
    expect(framesOf(startedFramer(), [chunk])).toHaveLength(3);
  });

  it("waits for the rest of a message", () => {
    const framer = startedFramer();
    framer.push(serialize.query("select 1").subarray(0, 7));
    expect(framer.next()).toBeUndefined();
    expect(framer.unreadBytes).toBe(7);
  });

  it("gives the same frames wherever the stream is cut", () => {
    const aMessage = fc
      .tuple(fc.constantFrom("Q", "B", "d"), fc.uint8Array({ maxLength: 300 }))
      .map(([tag, body]) => message(tag, 4 + body.length, Buffer.from(body)));
    const aStream = fc
      .tuple(fc.array(fc.constantFrom(sslRequest, gssEncRequest), { maxLength: 2 }), fc.array(aMessage))
      .map(([requests, messages]) => Buffer.concat([...requests, startup, ...messages]));
    const someSizes = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 8 });

    fc.assert(
      fc.property(aStream, someSizes, (stream, sizes) => {
        const whole = framesOf(new Framer(anything), [Buffer.from(stream)]);
        expect(framesOf(new Framer(anything), cut(stream, sizes))).toEqual(whole);
      }),
      { numRuns: 200 },
    );
  });

  it("gives the same frames to a reader who takes them only at the end", () => {
    const stream = Buffer.concat([startup, ...Array.from({ length: 500 }, (_, i) => serialize.query(`select ${i}`))]);
    const framer = new Framer(anything);
    for (const chunk of cut(stream, [1, 7, 300])) {
      framer.push(chunk);
    }
    expect(framesOf(framer, [Buffer.alloc(0)])).toEqual(framesOf(new Framer(anything), [stream]));
  });

  it("joins a message of 60 MB from small chunks in time that grows with its bytes", { timeout: 60_000 }, () => {
    const body = Buffer.alloc(60 * 1024 * 1024, "x");
    const chunks = cut(body, [4_096]);
    const framer = startedFramer();
    framer.push(message("d", 4 + body.length));
    const started = performance.now();
    const frames = framesOf(framer, chunks);
    // Joining by concatenation would copy 480 GB, which takes a minute or more.
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(frames).toHaveLength(1);
    expect(frames[0]?.body.equals(body)).toBe(true);
    expect(framer.unreadBytes).toBe(0);
  });

  it("holds little for a length that is announced and never comes", () => {
    const before = process.memoryUsage().arrayBuffers;
    const framers = Array.from({ length: 50 }, () => {
      const framer = startedFramer();
      framesOf(framer, [message("d", limits.messageBytesMax), Buffer.alloc(1_000)]);
      return framer;
    });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(framers.length * 16_384);
  });

  it("keeps no large frame alive for the few bytes behind it", () => {
    const framer = startedFramer();
    const large = message("d", 4 + 1_000_000, Buffer.alloc(1_000_000));
    framesOf(framer, [Buffer.concat([large, message("Q", 100)])]);
    expect(framer.takeUnread().buffer.byteLength).toBeLessThan(100_000);
  });

  it.each([0, 7, 10_005, 0x7fffffff, 0xffffffff])("refuses a startup packet of length %i", (length) => {
    const packet = Buffer.alloc(8);
    packet.writeUInt32BE(length);
    const framer = new Framer(anything);
    framer.push(packet);
    const error = thrownBy(() => framer.next());
    expect(error).toMatchObject({ sqlstate: "08P01", severity: "FATAL", message: "invalid length of startup packet" });
    expect(thrownBy(() => framer.next()).message).toBe(error.message);
  });

  it("refuses somebody who speaks HTTP, at the first four bytes", () => {
    const framer = new Framer(anything);
    framer.push(Buffer.from("GET / HTTP/1.1\r\n"));
    expect(thrownBy(() => framer.next()).hint).toContain("PostgreSQL protocol");
  });

  it.each([0, 3])("refuses a length of %i, that does not count itself", (length) => {
    const framer = startedFramer();
    framer.push(message("Q", length));
    expect(thrownBy(() => framer.next())).toMatchObject({ sqlstate: "08P01", severity: "FATAL" });
  });

  it("refuses a message past its bound before its body has come, and names the bound", () => {
    const framer = startedFramer(() => 100);
    framer.push(message("Q", 101));
    expect(thrownBy(() => framer.next())).toMatchObject({
      sqlstate: "08P01",
      severity: "FATAL",
      message: "invalid message length",
      detail: "A message of type 81 announces 101 bytes. At most 100 are accepted.",
    });
  });

  it("takes a message of exactly its bound", () => {
    expect(
      framesOf(
        startedFramer(() => 100),
        [message("Q", 100, Buffer.alloc(96))],
      ),
    ).toHaveLength(1);
  });

  it("holds messages to the bound of the moment", () => {
    const framer = startedFramer(() => 10);
    framer.useBound(() => 20);
    expect(framesOf(framer, [message("Q", 20, Buffer.alloc(16))])).toHaveLength(1);
  });

  it("recognises a direct TLS handshake, and hands its bytes over", () => {
    const hello = Buffer.from("160301020001", "hex");
    const framer = new Framer(anything);
    framer.push(hello);
    expect(framer.beginsTls).toBe(true);
    expect(framer.takeUnread()).toEqual(hello);
    expect(framesOf(framer, [startup])).toHaveLength(1);
  });

  it("takes a handshake byte for TLS only where a connection begins", () => {
    const framer = new Framer(anything);
    framesOf(framer, [sslRequest]);
    framer.push(Buffer.from("160301020001", "hex"));
    expect(framer.beginsTls).toBe(false);
  });

  it("refuses plaintext that came along with an SSLRequest (CVE-2021-23222)", () => {
    const framer = new Framer(anything);
    framer.push(Buffer.concat([sslRequest, startup]));
    framer.next();
    expect(thrownBy(() => framer.refuseUnread())).toMatchObject({
      sqlstate: "08P01",
      severity: "FATAL",
      message: "received unencrypted data after SSL request",
    });
  });

  it("lets an SSLRequest pass that came alone", () => {
    const framer = new Framer(anything);
    framer.push(sslRequest);
    framer.next();
    expect(() => framer.refuseUnread()).not.toThrow();
  });

  it("answers hostile bytes with frames or a PgError, wherever they are cut", () => {
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.uint8Array({ maxLength: 600 }),
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 }),
        (isStarted, bytes, sizes) => {
          const framer = isStarted ? startedFramer() : new Framer(anything);
          try {
            framesOf(framer, cut(Buffer.from(bytes), sizes));
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(PgError);
          }
          expect(framer.unreadBytes).toBeLessThanOrEqual(bytes.length);
        },
      ),
      { numRuns: 300 },
    );
  });
});
