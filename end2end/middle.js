// Somebody between one page and the server, who reads and changes all that goes over: as a server that cheats could.

import { createHash, randomBytes } from 'node:crypto';

/** A fingerprint that nobody's certificate has. */
const FALSE = Buffer.alloc(64);

/** Fields one after the other, each behind its length (`src/call/safety.rs`, "The rule"). */
function encode(...fields) {
  return Buffer.concat(
    fields.map(Buffer.from).flatMap((field) => {
      const length = Buffer.alloc(8);
      length.writeBigUInt64BE(BigInt(field.length));
      return [length, field];
    }),
  );
}

const bytes = (fingerprint) => Buffer.from(fingerprint.replaceAll(':', ''), 'hex');

/** What a side with this fingerprint, and the false one, would promise to show this nonce. */
function commitment(side, fingerprint, nonce) {
  const both = encode('sha-256', fingerprint, 'sha-512', FALSE);
  return createHash('sha256').update(encode('switchboard safety commitment 1', side, both, nonce)).digest('hex');
}

/**
 * Puts `change` between a page and the server, from its next load on. It gets each frame and `to`, which is `page` or
 * `server`, and returns the frame that goes on, or nothing.
 */
export async function sitBetween(page, change) {
  await page.routeWebSocket(/\/ws\?/, (near) => {
    const far = near.connectToServer();
    const carry = (from, into, to) =>
      from.onMessage((text) => {
        const frame = change(JSON.parse(text), to);
        if (frame) into.send(JSON.stringify(frame));
      });
    carry(near, far, 'server');
    carry(far, near, 'page');
  });
}

/** The nonce in a frame that goes to the page. */
export const nonceFor = (frame, to) => (to === 'page' && frame.type === 'safety' ? frame.nonce : undefined);

/** Changes the nonce that comes to the page. */
export function changeNonce(frame, to) {
  const nonce = nonceFor(frame, to);
  return nonce ? { ...frame, nonce: (nonce[0] === '0' ? '1' : '0') + nonce.slice(1) } : frame;
}

/** Calls back with each SDP in a frame, and returns the frame with what that returns. */
function withSdp(frame, work) {
  return JSON.parse(JSON.stringify(frame), (_, value) =>
    typeof value === 'string' && /^a=fingerprint:/m.test(value) ? work(value) : value,
  );
}

/**
 * Changes the fingerprints. The false one goes before the true one: Chromium checks the last alone, so the call comes
 * about as it would if somebody sat in the middle of it, with a connection to either side.
 */
export function swapFingerprints(frame) {
  const line = `a=fingerprint:sha-512 ${FALSE.toString('hex').match(/../g).join(':')}`;
  return withSdp(frame, (sdp) => sdp.replace(/^a=fingerprint:/gm, `${line}\r\na=fingerprint:`));
}

/**
 * Does all that can be done: changes the fingerprints, and goes by the rule with each side, with nonces of its own, as
 * if it were the other. `caller`: the page has called.
 */
export function impersonate({ caller }) {
  const sides = caller ? { server: 'caller', page: 'callee' } : { server: 'callee', page: 'caller' };
  const known = { server: {}, page: {} };
  return (frame, to) => {
    const one = known[to];
    withSdp(frame, (sdp) => {
      one.fingerprint ??= bytes(sdp.match(/^a=fingerprint:sha-256 (\S+)/m)[1]);
      return sdp;
    });
    if (frame.type !== 'safety') return swapFingerprints(frame);
    one.nonce ??= randomBytes(32);
    if (frame.commitment) return { ...frame, commitment: commitment(sides[to], one.fingerprint, one.nonce) };
    return { ...frame, nonce: one.nonce.toString('hex') };
  };
}
