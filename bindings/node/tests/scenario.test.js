'use strict';

const assert = require('node:assert/strict');
const { readFileSync } = require('node:fs');
const { join, resolve } = require('node:path');
const { test } = require('node:test');
const { pathToFileURL } = require('node:url');

const { Hash, Index, Matcher, classic, digests, hash, hashFile, hashPixels } = require('staydown');
const { built, entries, fails, folder, hits, judged, matcher, opened, vectors } = require('./given.js');

/** @param {import('./given.js').Picture} wanted */
async function hashes(wanted) {
  const bytes = readFileSync(wanted.path);
  const pdq = await hash(bytes);
  assert.equal(pdq.hash.hex, wanted.pdq, wanted.path);
  assert.equal(pdq.quality, wanted.quality);
  assert.deepEqual(pdq.orientations.map(({ hex }) => hex), wanted.orientations);
  for (const path of [wanted.path, pathToFileURL(resolve(wanted.path))]) {
    const same = await hashFile(path);
    assert.ok(same.hash.equals(pdq.hash) && same.quality === pdq.quality);
  }
  assert.equal((await classic(bytes, 'phash-64/image_hasher-3.1.1')).toString('hex'), wanted.phash);
  assert.equal((await classic(bytes, 'blockhash-256/image_hasher-3.1.1')).toString('hex'), wanted.blockhash);
  const found = await digests(bytes);
  for (const kind of /** @type {const} */ (['md5', 'sha1', 'sha256'])) {
    assert.equal(found[kind].toString('hex'), wanted[kind]);
  }
}

test('pictures hash as in every language', async () => {
  await Promise.all(vectors.pictures.map(hashes));
});

test('every classic profile has a hash of its own', async () => {
  const bytes = readFileSync('tests/data/vectors/threatexchange/data/misc-images/small.jpg');
  const found = new Set();
  for (const kind of /** @type {const} */ (['ahash', 'dhash', 'phash', 'blockhash'])) {
    for (const bits of /** @type {const} */ ([64, 256])) {
      const made = await classic(bytes, `${kind}-${bits}/image_hasher-3.1.1`);
      assert.equal(made.length, bits / 8);
      found.add(made.toString('hex'));
    }
  }
  assert.equal(found.size, 8);
});

test('what lies between rows of pixels does not count', async () => {
  const data = Uint8Array.from({ length: 64 * 80 }, (_, at) => (at * at) / 7);
  const pixels = /** @type {const} */ ({ data, width: 64, height: 64, stride: 80, channels: 1 });
  const one = await hashPixels(pixels);
  for (let row = 0; row < 64; row++) {
    data.fill(0, row * 80 + 64, row * 80 + 80);
  }
  assert.equal((await hashPixels(pixels)).hash.distance(one.hash), 0);
  const rows = Buffer.concat(Array.from({ length: 64 }, (_, row) => data.subarray(row * 80, row * 80 + 64)));
  assert.ok((await hashPixels({ data: rows, width: 64, height: 64, channels: 1 })).hash.equals(one.hash));
  const rgb = Uint8Array.from({ length: 3 * rows.length }, (_, at) => rows[Math.floor(at / 3)]);
  assert.ok((await hashPixels({ data: rgb, width: 64, height: 64, channels: 3 })).hash.distance(one.hash) <= 8);
});

test('what is no picture is refused as in every language', async () => {
  for (const { bytes, error } of vectors.bad) {
    await fails(error, () => hash(Buffer.from(bytes, 'hex')));
    await fails(error, () => classic(Buffer.from(bytes, 'hex'), 'phash-64/image_hasher-3.1.1'));
  }
  const bytes = readFileSync(vectors.pictures[0].path);
  for (const limit of ['bytes', 'pixels', 'width', 'height', 'memory']) {
    await fails('too-large', () => hash(bytes, { [limit]: 10 }));
    await fails('too-large', () => hashFile(vectors.pictures[0].path, { [limit]: 10 }));
  }
});

test('a hash goes to bytes and digits and back', () => {
  const hex = vectors.pictures[0].pdq;
  const one = Hash.parse(hex.toUpperCase());
  assert.equal(one.hex, hex);
  assert.deepEqual(one.bytes, Buffer.from(hex, 'hex'));
  one.bytes.fill(0); // a copy
  assert.equal(one.hex, hex);
  const bytes = Buffer.alloc(32);
  const zero = new Hash(bytes);
  bytes.fill(255);
  assert.equal(zero.hex, '0'.repeat(64));
  assert.equal(zero.distance(new Hash(bytes)), 256);
  assert.ok(one.equals(new Hash(one.bytes)) && !one.equals(zero));
});

/** @param {Index} index */
async function findsAll(index) {
  for (const { hash: hex, radius, hits: wanted } of vectors.index.within) {
    const asked = Hash.parse(hex);
    assert.deepEqual(await index.within(asked, radius), hits(wanted));
    assert.deepEqual(index.withinSync(asked, radius), hits(wanted));
    assert.equal(await index.any(asked, radius), wanted.length > 0);
    assert.equal(index.anySync(asked, radius), wanted.length > 0);
  }
  for (const { hash: hex, count, hits: wanted } of vectors.index.nearest) {
    assert.deepEqual(await index.nearest(Hash.parse(hex), count), hits(wanted));
    assert.deepEqual(index.nearestSync(Hash.parse(hex), count), hits(wanted));
  }
}

test('an index finds as in every language', async (context) => {
  const path = await built(context);
  for (const mode of /** @type {const} */ (['mapped', 'populated', 'memory'])) {
    const index = await Index.open(path, mode);
    await findsAll(index);
    await index.verify();
    assert.equal(index.length, entries.length);
    assert.equal(index.profile, 'pdq');
    index.close();
  }
});

test('a batch finds what each hash finds', async (context) => {
  const index = await opened(context);
  const hashes = entries.map(({ hash }) => hash);
  const all = await index.withinBatch(hashes, 31);
  assert.equal(all.length, hashes.length);
  assert.ok(all.flat().length > hashes.length);
  all.forEach((found, at) => assert.deepEqual(found, index.withinSync(hashes[at], 31)));
  assert.deepEqual(await index.withinBatch([], 31), []);
});

test('ids, lists and many entries come back as they were given', async (context) => {
  const path = join(folder(context), 'many.sdx');
  const { hash } = entries[0];
  async function* many() {
    for (let at = 0; at < 3000; at++) {
      yield { hash, id: 2n ** 64n - 1n - BigInt(at), list: 65_535 - at };
    }
  }
  await Index.build(path, many());
  const index = await Index.open(path);
  const found = await index.within(hash, 0);
  assert.equal(found.length, 3000);
  assert.deepEqual(found.at(-1), { id: 2n ** 64n - 1n, distance: 0, list: 65_535 });
  assert.deepEqual(found[0], { id: 2n ** 64n - 3000n, distance: 0, list: 65_535 - 2999 });
  await Index.build(path, []); // in its place; the open one stays
  assert.equal(index.length, 3000);
  const empty = await Index.open(path);
  assert.deepEqual([empty.length, empty.nearestSync(hash, 5), empty.anySync(hash, 256)], [0, [], false]);
  [index, empty].forEach((one) => one.close());
});

test('a matcher judges as in every language', async (context) => {
  const front = await matcher(context);
  for (const wanted of vectors.catalogue.checks) {
    judged(await front.check(readFileSync(wanted.path), { tier: wanted.tier }), wanted);
  }
  await front.refresh();
});

test('a matcher over an index alone judges as in every language', async (context) => {
  const path = join(folder(context), 'known.sdx');
  const known = vectors.alone.entries.map(({ hash, id, list }) => ({ hash: Hash.parse(hash), id: BigInt(id), list }));
  await Index.build(path, known);
  const front = await Matcher.over(path);
  const careful = await Matcher.over(path, { rules: '{"no_list": "block"}' });
  for (const wanted of vectors.alone.checks) {
    judged(await front.check(readFileSync(wanted.path), { tier: wanted.tier }), wanted);
  }
  await Index.build(path, []);
  await front.refresh();
  await careful.refresh();
  const verdict = await front.checkHash(known[0].hash, 90);
  assert.deepEqual([verdict.why, verdict.generation], ['no-list', 2n]);
  assert.equal((await careful.checkHash(known[0].hash, 90)).action, 'block');
  await fails('io', () => Matcher.over(join(path, 'none')));
  await fails('bad-index', () => Matcher.over(vectors.catalogue.path));
  front.close();
  careful.close();
});

test('a matcher judges hashes and pixels', async (context) => {
  const front = await matcher(context);
  const listed = Hash.parse(vectors.pictures[0].pdq);
  const verdict = await front.checkHash(listed, 100);
  assert.deepEqual([verdict.action, verdict.why, verdict.clean, verdict.quality], ['block', 'listed', false, 100]);
  assert.ok(!verdict.record.includes(listed.hex));
  const flat = { data: Buffer.alloc(64 * 64, 7), width: 64, height: 64, channels: /** @type {const} */ (1) };
  const none = await front.checkPixels(flat, { budgetMs: 1000, guesses: 3, limits: {} });
  assert.deepEqual([none.action, none.why, none.clean, none.quality], ['allow', 'cannot-tell', false, 0]);
  const clean = await front.checkHash(entries[0].hash, 100);
  assert.deepEqual([clean.action, clean.why, clean.clean, clean.degraded], ['allow', 'nothing-matches', true, false]);
  const text = await front.check(Buffer.from('no picture'));
  assert.deepEqual([text.undecoded, text.quality], ['unknown', null]);
  const large = await front.check(readFileSync('tests/data/photos/rocket.jpg'), { limits: { pixels: 100 } });
  assert.equal(large.undecoded, 'too-large');
  const late = await front.check(readFileSync('tests/data/photos/rocket.jpg'), { tier: 'thorough', budgetMs: 0 });
  assert.equal(late.degraded, true);
});
