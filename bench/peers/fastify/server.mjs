// The peer: what a competent Node team would run. Fastify and pg, two workers, named (so prepared) statements over eight
// connections in all, the statements of bench/statements one after the other in a transaction. It leaves out much of
// what the service does besides (problems in two languages, limits, tracing, cursors): what is measured is in its favour.
import cluster from 'node:cluster';
import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import Fastify from 'fastify';
import pg from 'pg';

const WORKERS = 2;
const [host, port] = process.env.LISTEN.split(':');
const issuer = process.env.PUBLIC_URL;
const database = new URL((process.env.DOOR_DATABASE_URL ?? process.env.DATABASE_URL).replace(/^postgres:/, 'http:').replace(/@[^/]*/, '@socket'));
const socket = decodeURIComponent((process.env.DOOR_DATABASE_URL ?? process.env.DATABASE_URL).match(/@([^/]*)/)[1]);
const connection = (user, max) => new pg.Pool({ host: socket, user, database: database.pathname.slice(1), max, min: max });

if (cluster.isPrimary) {
  for (let i = 0; i < WORKERS; i++) cluster.fork();
  cluster.on('exit', () => process.exit(1));
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));
} else {
  process.on('disconnect', () => process.exit(0));
  await serve();
}

// pgbench's script as named statements with their parameters' names: `:name` becomes $1, $2 …
function load(workload) {
  const text = readFileSync(new URL(`../../statements/${workload}.sql`, import.meta.url), 'utf8');
  const parts = text.split(/^-- statement (\w+) \d+$/m).slice(1);
  const found = {};
  for (let i = 0; i < parts.length; i += 2) {
    const names = [];
    const sql = parts[i + 1].trim().replace(/;$/, '').replace(/(?<!:):([a-z_]+)/g, (_, name) => {
      if (!names.includes(name)) names.push(name);
      return `$${names.indexOf(name) + 1}`;
    });
    found[parts[i]] = { name: `${workload}_${parts[i]}`, text: sql, names };
  }
  return found;
}

function uuid7() {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

class Refused extends Error {
  constructor(statusCode, code) {
    super(code);
    this.statusCode = statusCode;
  }
}

async function serve() {
  const pool = connection('samen_leren_tenant', 8 / WORKERS);
  const [w1, w2, w3, w5] = ['w1', 'w2', 'w3', 'w5'].map(load);

  const keys = new Map();
  async function keyOf(kid) {
    if (!keys.has(kid)) {
      const door = connection('samen_leren_sign_in', 1);
      for (const row of (await door.query('SELECT kid, public_key FROM signing_keys')).rows) {
        const jwk = { kty: 'OKP', crv: 'Ed25519', x: row.public_key.toString('base64url') };
        keys.set(row.kid, createPublicKey({ key: jwk, format: 'jwk' }));
      }
      await door.end();
    }
    return keys.get(kid);
  }

  async function claimsOf(request) {
    const [head, body, signature] = (request.headers.authorization ?? '').replace(/^Bearer /, '').split('.');
    if (!signature) throw new Refused(401, 'unauthorized');
    const header = JSON.parse(Buffer.from(head, 'base64url'));
    const key = header.alg === 'EdDSA' && header.typ === 'at+jwt' && (await keyOf(header.kid));
    if (!key || !verify(null, Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'))) throw new Refused(401, 'unauthorized');
    const claims = JSON.parse(Buffer.from(body, 'base64url'));
    if (claims.iss !== issuer || claims.aud !== issuer || claims.exp * 1000 <= Date.now()) throw new Refused(401, 'unauthorized');
    return claims;
  }

  async function transaction(request, set, role, work) {
    const claims = await claimsOf(request);
    const values = { organisation_id: claims.org, session_id: claims.sid, account_id: claims.sub, audit_id: uuid7() };
    const client = await pool.connect();
    const run = async (statement, more) => {
      if (more) Object.assign(values, more);
      const { name, text, names } = set[statement];
      return (await client.query({ name, text, values: names.map((key) => values[key]) })).rows;
    };
    try {
      await client.query('BEGIN');
      await run('enter');
      const [standing] = await run('standing');
      if (!standing?.in_good_standing || standing.expires_at <= new Date()) throw new Refused(401, 'unauthorized');
      if (!standing.roles.includes(role)) throw new Refused(403, 'forbidden');
      values.practitioner_id = standing.practitioner_id;
      const answer = await work(run, values);
      await client.query('COMMIT');
      client.release();
      return answer;
    } catch (error) {
      await client.query('ROLLBACK').then(() => client.release(), (broken) => client.release(broken));
      throw error;
    }
  }

  const camel = (row) => {
    const out = {};
    for (const key in row) out[key.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase())] = row[key];
    return out;
  };
  const by = (rows, key) => {
    const groups = new Map();
    for (const row of rows) groups.has(row[key]) ? groups.get(row[key]).push(row) : groups.set(row[key], [row]);
    return (id) => groups.get(id) ?? [];
  };

  const app = Fastify({ logger: false });
  app.get('/readyz', async () => {
    await pool.query('SELECT 1');
    return {};
  });

  app.get('/v1/trajectories/:id', async (request, reply) =>
    transaction(request, w1, 'practitioner', async (run, { practitioner_id }) => {
      const [trajectory] = await run('trajectory', { trajectory_id: request.params.id });
      if (!trajectory) throw new Refused(404, 'not-found');
      const children = await run('focus_children');
      const assignments = await run('assignments');
      const lasts = (row) => !row.until_on || row.until_on >= new Date();
      if (!assignments.some((row) => row.practitioner_id === practitioner_id && lasts(row))) throw new Refused(404, 'not-found');
      await run('audit', { family_id: trajectory.family_id });
      reply.header('ETag', `"${trajectory.version}"`);
      const { planned, held, ...own } = trajectory;
      return {
        ...camel(own),
        focusChildIds: children.map((row) => row.child_id),
        practitionerIds: assignments.map((row) => row.practitioner_id),
        assignments: assignments.map(camel),
        visitCount: { planned: Number(planned), held: Number(held) },
      };
    }));

  app.get('/v1/visits', async (request) =>
    transaction(request, w2, 'project_leader', async (run) => {
      const found = await run('visits');
      const page = found.slice(0, 50);
      const ids = found.map((visit) => visit.id);
      const performers = by(await run('performers', { visit_ids: ids }), 'visit_id');
      const observers = by(await run('observers'), 'visit_id');
      const parents = by(await run('parents'), 'visit_id');
      await run('audit', { family_ids: [...new Set(page.map((visit) => visit.family_id))] });
      const items = page.map((visit) => ({
        ...camel(visit),
        performerIds: performers(visit.id).map((row) => row.practitioner_id),
        observerIds: observers(visit.id).map((row) => row.practitioner_id),
        parentIdsPresent: parents(visit.id).map((row) => row.parent_id),
        licences: performers(visit.id).map(camel),
      }));
      return { items, nextCursor: found.length > 50 ? Buffer.from(ids[49]).toString('base64url') : null };
    }));

  app.get('/v1/licence-standings', async (request) =>
    transaction(request, w5, 'project_leader', async (run) => {
      const found = await run('standings');
      const people = [...new Map(found.map((row) => [row.id, row.name]))];
      const [day, rows] = [new Date(request.query.on), by(found, 'id')];
      const items = people.slice(0, 200).map(([id, name]) => {
        const begun = rows(id).filter((row) => row.valid_from && row.valid_from <= day);
        const until = begun.map((row) => row.valid_until).sort((one, two) => two - one)[0] ?? null;
        const code = rows(id).find((row) => row.measure)?.measure ?? (until >= day ? 'valid' : until ? 'expired' : 'none');
        return { practitionerId: id, name, kind: 'A', on: request.query.on, valid: code === 'valid', code, validUntil: until };
      });
      return { items, nextCursor: people.length > 200 ? Buffer.from(items[199].practitionerId).toString('base64url') : null };
    }));

  const body = {
    type: 'object',
    required: ['trajectoryId', 'status', 'step', 'mode', 'heldOn', 'minutes', 'attendance', 'performerIds'],
    additionalProperties: false,
    properties: {
      trajectoryId: { type: 'string', format: 'uuid' }, status: { const: 'held' }, step: { type: 'string' }, mode: { type: 'string' },
      heldOn: { type: 'string', format: 'date' }, minutes: { type: 'integer', minimum: 0, maximum: 600 }, attendance: { type: 'string' },
      performerIds: { type: 'array', minItems: 1, items: { type: 'string', format: 'uuid' } },
    },
  };
  app.post('/v1/visits', { schema: { body } }, async (request, reply) =>
    transaction(request, w3, 'practitioner', async (run, values) => {
      const key = request.headers['idempotency-key'];
      const [trajectory] = await run('trajectory', { trajectory_id: request.body.trajectoryId, idempotency_key: key });
      if (!trajectory) throw new Refused(400, 'unknown-reference');
      const lock = createHash('sha256').update(values.organisation_id + values.account_id + key).digest().readBigInt64BE();
      const [{ locked }] = await run('key_lock', { key_lock: lock.toString() });
      if (!locked) throw new Refused(409, 'idempotency-key-in-use');
      if ((await run('key_lookup')).length) throw new Refused(422, 'idempotency-key-reused');
      const [{ state }] = await run('subscription');
      if (state !== 'active') throw new Refused(409, 'subscription-inactive');
      if (!(await run('step'))[0]?.known) throw new Refused(400, 'validation-failed');
      // A `date` is midnight in local time to pg.
      const day = new Date(`${request.body.heldOn}T00:00:00`);
      const licences = await run('licence');
      const licence = licences.find((row) => row.valid_from <= day && row.valid_until >= day);
      const stopped = licences.some((row) => row.measure && row.from_on <= day && (!row.until_on || row.until_on >= day));
      if (!licence || stopped) throw new Refused(409, 'licence-not-valid');
      const now = new Date().toISOString();
      const visit = {
        id: uuid7(), familyId: trajectory.family_id, communication: null, plannedAt: null, plannedMinutes: null, startedAt: null,
        travelMinutes: null, withinSchoolHours: null, cancelReason: null, cancelledFrom: null, observerIds: [], parentIdsPresent: [], goalWork: [], notes: null, ...request.body,
        version: 1, createdAt: now, updatedAt: now,
      };
      await run('visit', { visit_id: visit.id, family_id: visit.familyId });
      await run('performer', { licence_id: licence.licence_id, licence_period_id: licence.licence_period_id });
      await run('touch');
      await run('audit');
      const answer = JSON.stringify(visit);
      const fingerprint = createHash('sha256').update(`POST /v1/visits ${JSON.stringify(request.body)}`).digest();
      const location = `/v1/visits/${visit.id}`;
      await run('key_store', { fingerprint, location, body: answer });
      reply.code(201).header('ETag', '"1"').header('Location', location).type('application/json');
      return answer;
    }));

  await app.listen({ host, port: Number(port) });
}
