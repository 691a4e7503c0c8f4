// Access tokens for the measurements, made as the service makes them (src/http/keyring.rs): Ed25519, `at+jwt`. The key is
// sealed under SECRET_KEY as src/secrets.rs does, so that the service reads it from signing_keys like one of its own.
// In, as JSON on standard input: {secretKey, issuer, seconds, users: [{sub, sid, member, org}], seed?, kid?}.
// Out: {kid, seed, publicKey, sealed, tokens}; seed and kid given back make more tokens with the same key.
import { createPrivateKey, createPublicKey, hkdfSync, randomBytes, randomUUID, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';

const input = JSON.parse(readFileSync(0, 'utf8'));
const seed = input.seed ? Buffer.from(input.seed, 'hex') : randomBytes(32);
const kid = input.kid ?? randomUUID().replaceAll('-', '');

// PKCS#8 around the 32 bytes (RFC 8410 §7).
const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
const publicKey = Buffer.from(createPublicKey(privateKey).export({ format: 'jwk' }).x, 'base64url');

const root = Buffer.from(input.secretKey, 'base64');
const sealing = new Uint8Array(hkdfSync('sha256', root, Buffer.alloc(0), 'samen-leren/signing-key/1', 32));
const nonce = randomBytes(24);
const sealed = Buffer.concat([nonce, xchacha20poly1305(sealing, nonce).encrypt(seed)]);

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const iat = Math.floor(Date.now() / 1000);
const header = part({ typ: 'at+jwt', alg: 'EdDSA', kid });
const tokens = input.users.map((user) => {
  const claims = { iss: input.issuer, aud: input.issuer, client_id: 'app', iat, exp: iat + input.seconds, jti: randomUUID(), ...user };
  const signed = `${header}.${part(claims)}`;
  return `${signed}.${sign(null, Buffer.from(signed), privateKey).toString('base64url')}`;
});

const hex = (bytes) => Buffer.from(bytes).toString('hex');
process.stdout.write(JSON.stringify({ kid, seed: hex(seed), publicKey: hex(publicKey), sealed: hex(sealed), tokens }));
