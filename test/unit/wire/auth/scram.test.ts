// A client logs in with SCRAM-SHA-256 if, and only if, it knows the password.

import { createHash } from "node:crypto";
import fc from "fast-check";
import { continueSession, finalizeSession, startSession } from "pg/lib/crypto/sasl.js";
import { describe, expect, it } from "vitest";
import { PgError } from "../../../../src/errors.js";
import { type ChannelBinding, ScramServer, type ScramServerOptions } from "../../../../src/wire/auth/scram.js";
import { makeVerifier, mockVerifier, parseVerifier } from "../../../../src/wire/auth/scram-verifier.js";

// The exchange of RFC 7677, section 3.
const rfc = {
  clientFirst: "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
  serverFirst: "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
  clientFinal:
    "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
  serverFinal: "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
};
const salt = Buffer.from("W22ZaJ0SNY7soEsUEjb6gQ==", "base64");
const verifierText = await makeVerifier("pencil", salt);
const verifier = parseVerifier(verifierText);
const nonce = Buffer.from("a nonce of 18 byte").toString("base64");
const certificateHash = createHash("sha256").update("certificate").digest();

function serverFor(options: Partial<ScramServerOptions> = {}): ScramServer {
  return new ScramServer({
    role: "ada",
    verifier,
    mockSecret: Buffer.from("secret"),
    nonce,
    mechanism: "SCRAM-SHA-256",
    channelBinding: { kind: "notOffered" },
    ...options,
  });
}

/** Runs a whole login with the client of pg, which checks the server's answers. */
async function logIn(server: ScramServer, password: string): Promise<void> {
  const session = startSession(["SCRAM-SHA-256"]);
  const serverFirst = server.first(Buffer.from(session.response));
  await continueSession(session, password, serverFirst);
  finalizeSession(session, server.final(Buffer.from(session.response)));
}

function failureOf(act: () => unknown): PgError {
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

describe("a SCRAM verifier", () => {
  it("has PostgreSQL's notation", () => {
    expect(verifierText).toBe(
      "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$" +
        "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
    );
  });

  it("is parsed into what it was made of", async () => {
    expect(parseVerifier(await makeVerifier("x", salt, 10))).toMatchObject({ iterations: 10, salt });
  });

  it.each([
    "pencil",
    "",
    "md5c20ad4d76fe97759aa27a0c99bff6710",
    verifierText.replace("SCRAM-SHA-256", "SCRAM-SHA-1"),
    verifierText.replace("4096", "0"),
    verifierText.replace("4096", "9999999999"),
    verifierText.replace("W22", "*22"),
    verifierText.slice(0, -4),
    `${verifierText}x`,
    `x${verifierText}`,
  ])("is told from another text (%j)", (text) => {
    expect(parseVerifier(text)).toBeUndefined();
  });

  it("of a role that has none is the same each time, and another for each role and gateway", () => {
    const secret = Buffer.from("secret");
    expect(mockVerifier(secret, "ada")).toEqual(mockVerifier(secret, "ada"));
    expect(mockVerifier(secret, "ada").salt).not.toEqual(mockVerifier(secret, "bob").salt);
    expect(mockVerifier(secret, "ada").salt).not.toEqual(mockVerifier(Buffer.from("other"), "ada").salt);
  });
});

describe("a SCRAM exchange", () => {
  it("answers as in RFC 7677", () => {
    const server = serverFor({ nonce: "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0" });
    expect(server.first(Buffer.from(rfc.clientFirst))).toBe(rfc.serverFirst);
    expect(server.final(Buffer.from(rfc.clientFinal))).toBe(rfc.serverFinal);
  });

  it.each(["pencil", "I\u00adX", "pässwörd", "\u2168", "a,b=c"])(
    "lets pg in with the password %j",
    async (password) => {
      const server = serverFor({ verifier: parseVerifier(await makeVerifier(password, salt)) });
      await expect(logIn(server, password)).resolves.toBeUndefined();
    },
  );

  it("takes two spellings for one password", async () => {
    const server = serverFor({ verifier: parseVerifier(await makeVerifier("IX", salt)) });
    await expect(logIn(server, "\u2168")).resolves.toBeUndefined();
  });

  it("refuses a wrong password, in PostgreSQL's words", async () => {
    await expect(logIn(serverFor(), "pencils")).rejects.toMatchObject({
      sqlstate: "28P01",
      severity: "FATAL",
      message: 'password authentication failed for user "ada"',
    });
  });

  it("refuses a role without a verifier in the same words, after the same questions", async () => {
    const answer = (options: Partial<ScramServerOptions>) => serverFor(options).first(Buffer.from("n,,n=,r=abc"));
    const shape = /^r=abcYSBub25jZSBvZiAxOCBieXRl,s=[A-Za-z0-9+/]{22}==,i=4096$/;
    expect(answer({ verifier: undefined })).toMatch(shape);
    expect(answer({})).toMatch(shape);
    await expect(logIn(serverFor({ verifier: undefined }), "pencil")).rejects.toMatchObject({
      sqlstate: "28P01",
      severity: "FATAL",
      message: 'password authentication failed for user "ada"',
    });
  });

  it("asks the same salt of an unknown role each time", () => {
    const ask = () => serverFor({ verifier: undefined }).first(Buffer.from("n,,n=,r=abc"));
    expect(ask()).toBe(ask());
  });

  it("adds its own nonce to the client's", () => {
    expect(serverFor().first(Buffer.from("n,,n=,r=abc"))).toContain(`r=abc${nonce},`);
  });

  it("ignores the name inside its messages, and extensions that are optional", () => {
    expect(serverFor().first(Buffer.from("n,,n=b\xffob,r=abc,x=1,y=", "latin1"))).toContain("r=abc");
  });

  it.each<[string, string, string]>([
    ["", "08P01", "The message is empty."],
    ["n,,n=,r=a\0", "08P01", "Message length does not match input length."],
    ["x,,n=,r=a", "08P01", "Unexpected channel-binding flag \"'x'\"."],
    ["\xff", "08P01", 'Unexpected channel-binding flag "0xff".'],
    ["n", "08P01", 'Comma expected, but found character "0x00".'],
    ["nx,n=,r=a", "08P01", "Comma expected, but found character \"'x'\"."],
    ["n,x,n=,r=a", "08P01", "Unexpected attribute \"'x'\" in client-first-message."],
    ["n,,r=a", "08P01", 'Expected attribute "n" but found "\'r\'".'],
    ["n,,n,r=a", "08P01", 'Expected character "=" for attribute "n".'],
    ["n,,n=", "08P01", 'Expected attribute "r" but found "0x00".'],
    ["n,,n=,r=a,1=x", "08P01", "Attribute expected, but found invalid character \"'1'\"."],
  ])("refuses a first message that is malformed (%j)", (text, sqlstate, detail) => {
    expect(failureOf(() => serverFor().first(Buffer.from(text, "latin1")))).toMatchObject({
      sqlstate,
      severity: "FATAL",
      message: "malformed SCRAM message",
      detail,
    });
  });

  it.each<[string, string, string]>([
    ["n,a=bob,n=,r=a", "0A000", "client uses authorization identity, but it is not supported"],
    ["n,,m=x,n=,r=a", "0A000", "client requires an unsupported SCRAM extension"],
    ["n,,n=,r=a b", "08P01", "non-printable characters in SCRAM nonce"],
  ])("refuses what it does not support (%j)", (text, sqlstate, message) => {
    expect(failureOf(() => serverFor().first(Buffer.from(text)))).toMatchObject({
      sqlstate,
      severity: "FATAL",
      message,
    });
  });

  const whole = `abc${nonce}`;
  const proof = `p=${"A".repeat(43)}=`;

  it.each<[string, string, string | undefined]>([
    [`c=biws,r=abc,${proof}`, "invalid SCRAM response", "Nonce does not match."],
    [`c=biws,r=${whole}x,${proof}`, "invalid SCRAM response", "Nonce does not match."],
    [`c=eSws,r=${whole},${proof}`, "unexpected SCRAM channel-binding attribute in client-final-message", undefined],
    [`r=${whole},${proof}`, "malformed SCRAM message", 'Expected attribute "c" but found "\'r\'".'],
    [`c=biws,r=${whole}`, "malformed SCRAM message", "Attribute expected, but found end of string."],
    [`c=biws,r=${whole},p=AAAA`, "malformed SCRAM message", "Malformed proof in client-final-message."],
    [`c=biws,r=${whole},p=*${"A".repeat(42)}=`, "malformed SCRAM message", "Malformed proof in client-final-message."],
    [`c=biws,r=${whole},${proof},x=1`, "malformed SCRAM message", "Garbage found at the end of client-final-message."],
  ])("refuses a final message that is malformed (%j)", (text, message, detail) => {
    const server = serverFor();
    server.first(Buffer.from("n,,n=,r=abc"));
    expect(failureOf(() => server.final(Buffer.from(text)))).toMatchObject({
      sqlstate: "08P01",
      severity: "FATAL",
      message,
      detail,
    });
  });

  it("is over after one wrong proof", () => {
    const server = serverFor();
    server.first(Buffer.from("n,,n=,r=abc"));
    const final = Buffer.from(`c=biws,r=${whole},${proof}`);
    expect(failureOf(() => server.final(final)).sqlstate).toBe("28P01");
    expect(() => server.final(final)).toThrow("a SCRAM exchange has one client-final-message");
  });

  it("answers hostile messages with a PgError or an answer", () => {
    const aText = fc
      .array(fc.constantFrom("n", "y", "p", ",", "=", "r=", "c=biws", "r=abc", "n=", "m=", "a=", "\0", "\xff", proof))
      .map((parts) => Buffer.from(parts.join(""), "latin1"));
    fc.assert(
      fc.property(aText, aText, (first, final) => {
        const server = serverFor();
        try {
          server.first(first);
          server.final(final);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(PgError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("the binding of a login to its channel", () => {
  const offered: ChannelBinding = { kind: "offered", certificateHash };
  const plus = { mechanism: "SCRAM-SHA-256-PLUS", channelBinding: offered } as const;
  const boundInput = Buffer.concat([Buffer.from("p=tls-server-end-point,,"), certificateHash]).toString("base64");
  const final = (cbind: string) => Buffer.from(`c=${cbind},r=abc${nonce},p=${"A".repeat(43)}=`);

  it("cannot be chosen where it was not offered", () => {
    expect(failureOf(() => serverFor({ mechanism: "SCRAM-SHA-256-PLUS" }))).toMatchObject({
      sqlstate: "08P01",
      message: "client selected an invalid SASL authentication mechanism",
    });
  });

  it("is refused inside the mechanism without it", () => {
    const failure = failureOf(() => serverFor().first(Buffer.from("p=tls-server-end-point,,n=,r=abc")));
    expect(failure).toMatchObject({ sqlstate: "08P01", message: "malformed SCRAM message" });
  });

  it("may be missed by a client where it was not offered", () => {
    const server = serverFor();
    expect(server.first(Buffer.from("y,,n=,r=abc"))).toContain("r=abc");
    expect(failureOf(() => server.final(final("eSws"))).sqlstate).toBe("28P01");
  });

  it("may not be missed by a client where it was offered: somebody hid the offer", () => {
    expect(failureOf(() => serverFor({ channelBinding: offered }).first(Buffer.from("y,,n=,r=abc")))).toMatchObject({
      sqlstate: "28000",
      message: "SCRAM channel binding negotiation error",
    });
  });

  it.each(["n,,n=,r=abc", "y,,n=,r=abc"])("must be there in the mechanism with it (%j)", (text) => {
    expect(failureOf(() => serverFor(plus).first(Buffer.from(text)))).toMatchObject({
      sqlstate: "08P01",
      message: "malformed SCRAM message",
    });
  });

  it("has one type", () => {
    expect(failureOf(() => serverFor(plus).first(Buffer.from("p=tls-unique,,n=,r=abc"))).message).toBe(
      "unsupported SCRAM channel-binding type",
    );
  });

  it("fails with the hash of another certificate", () => {
    const server = serverFor(plus);
    server.first(Buffer.from("p=tls-server-end-point,,n=,r=abc"));
    expect(failureOf(() => server.final(final("biws")))).toMatchObject({
      sqlstate: "28000",
      message: "SCRAM channel binding check failed",
    });
  });

  it("holds with the hash of our own, and goes on to the proof", () => {
    const server = serverFor(plus);
    server.first(Buffer.from("p=tls-server-end-point,,n=,r=abc"));
    expect(failureOf(() => server.final(final(boundInput))).sqlstate).toBe("28P01");
  });
});
