'use strict';

const assert = require('node:assert/strict');
const { appendFileSync, copyFileSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { test } = require('node:test');
const { inspect } = require('node:util');

const { Hash, Index, Matcher, StaydownError, classic, digests, hash, hashFile, hashPixels } = require('staydown');
const { CODES, atOnce, elsewhere } = require('../lib/error.js');
const native = require('../lib/native.js');
const { built, entries, fails, folder, matcher, opened, vectors } = require('./given.js');

const { hash: one } = entries[0];
const picture = readFileSync(vectors.pictures[0].path);

/** Anything, so that the compiler lets it be given for something else. @param {unknown} value @returns {any} */
const any = (value) => value;

const NO_BYTES = [undefined, null, 7, 'text', [1, 2], new ArrayBuffer(8), new Uint16Array(8), {}];
const NO_NUMBERS = [undefined, null, -1, 1.5, NaN, Infinity, '3', 3n, 2 ** 32];
const NO_HASHES = [undefined, null, 7, vectors.pictures[0].pdq, Buffer.alloc(32), {}, Object.create(Hash.prototype)];
const NO_PATHS = [undefined, null, 7, Buffer.from('name'), {}];

test('what is not of its type is refused', async (context) => {
  const [index, front] = [await opened(context), await matcher(context)];
  for (const wrong of NO_BYTES.map(any)) {
    await fails('bad-argument', () => hash(wrong), /bytes/);
    await fails('bad-argument', () => classic(wrong, 'phash-64/image_hasher-3.1.1'), /bytes/);
    await fails('bad-argument', () => digests(wrong), /bytes/);
    await fails('bad-argument', () => new Hash(wrong), /bytes/);
    await fails('bad-argument', () => hashPixels({ data: wrong, width: 1, height: 1, channels: 1 }), /data/);
    await fails('bad-argument', () => front.check(wrong), /bytes/);
  }
  for (const wrong of NO_NUMBERS.map(any)) {
    for (const call of [index.within, index.withinSync, index.nearest, index.nearestSync, index.any, index.anySync]) {
      await fails('bad-argument', () => any(call).call(index, one, wrong), /(radius|count) must/);
    }
    await fails('bad-argument', () => index.withinBatch([one], wrong), /radius/);
    await fails('bad-argument', () => front.checkHash(one, wrong), /quality/);
  }
  for (const wrong of NO_HASHES.map(any)) {
    for (const call of [index.within, index.withinSync, index.nearest, index.nearestSync, index.any, index.anySync]) {
      await fails('bad-argument', () => any(call).call(index, wrong, 3), /Hash/);
    }
    await fails('bad-argument', () => index.withinBatch([one, wrong], 3), /Hash/);
    await fails('bad-argument', () => front.checkHash(wrong, 3), /Hash/);
    await fails('bad-argument', () => one.distance(wrong), /Hash/);
    await fails('bad-argument', () => one.equals(wrong), /Hash/);
    await fails('bad-argument', () => Index.build('never', [{ hash: wrong, id: 1n }]), /Hash/);
  }
  for (const wrong of NO_PATHS.map(any)) {
    for (const call of [hashFile, Index.open, Matcher.open, Matcher.over]) {
      await fails('bad-argument', () => any(call).call(Index, wrong), /string/);
    }
    await fails('bad-argument', () => Index.build(wrong, []), /string/);
    await fails('bad-argument', () => Hash.parse(wrong), /string/);
  }
});

test('what is out of its range is refused', async (context) => {
  const [index, front] = [await opened(context), await matcher(context)];
  await fails('bad-argument', () => index.within(one, 257), /radius/);
  await fails('bad-argument', () => front.checkHash(one, 101), /quality/);
  for (const length of [0, 31, 33]) {
    await fails('bad-argument', () => new Hash(Buffer.alloc(length)), new RegExp(`${length}`));
    await fails('bad-argument', () => Hash.parse('0'.repeat(2 * length)), /digits/);
  }
  await fails('bad-argument', () => Hash.parse('g'.repeat(64)), /digit/);
  for (const id of [any(7), -1n, 2n ** 64n]) {
    await fails('bad-argument', () => Index.build('never', [{ hash: one, id }]), /id/);
  }
  for (const list of [-1, 0.5, 65_536]) {
    await fails('bad-argument', () => Index.build('never', [{ hash: one, id: 1n, list }]), /list/);
  }
  await fails('bad-argument', () => classic(picture, any('pdq')), /profile/);
  await fails('bad-argument', () => Index.open('never', any('quickly')), /quickly/);
  for (const limits of [{ pixel: 1 }, { pixels: 0 }, { pixels: 2 ** 54 }, { width: 2 ** 32 }, { bytes: '1' }, null, 7]) {
    await fails('bad-argument', () => hash(picture, any(limits)), /limits/);
    await fails('bad-argument', () => front.check(picture, { limits: any(limits) }), /limits/);
  }
  for (const ask of [{ tiers: 1 }, { tier: 'all' }, { tier: 3 }, { budgetMs: -1 }, { budgetMs: NaN }, { guesses: 0 }, null]) {
    await fails('bad-argument', () => front.check(picture, any(ask)), /ask|tier|all/);
    await fails('bad-argument', () => front.checkHash(one, 100, any(ask)), /ask|tier|all/);
  }
});

test('pixels must be there', async () => {
  const data = Buffer.alloc(2 * 10 + 6);
  const right = { data, width: 2, height: 3, stride: 10, channels: 3 };
  await hashPixels(any(right));
  for (const wrong of [
    { data: data.subarray(1) },
    { width: 0 },
    { width: 4 },
    { height: 4 },
    { height: 2 ** 32 - 1 },
    { stride: 5 },
    { stride: 2 ** 32 - 1 },
    { channels: 2 },
    { channels: 4 },
    { colour: 'red' },
  ]) {
    await fails('bad-argument', () => hashPixels(any({ ...right, ...wrong })), /pixels|stride/);
  }
  await fails('bad-argument', () => hashPixels(any(undefined)), /pixels/);
});

test('buffers that JavaScript changes, shares or gives away are copied first', async (context) => {
  const { pdq } = vectors.pictures[0];
  const front = await matcher(context);
  const mine = Buffer.from(picture);
  const [promise, verdict] = [hash(mine), front.check(mine)];
  mine.fill(0);
  assert.equal((await promise).hash.hex, pdq);
  assert.equal((await verdict).why, 'listed');
  const shared = new Uint8Array(new SharedArrayBuffer(picture.length));
  shared.set(picture);
  assert.equal((await hash(shared)).hash.hex, pdq);
  const gone = Uint8Array.from(picture);
  const before = hash(gone);
  structuredClone(gone, { transfer: [gone.buffer] });
  assert.equal((await before).hash.hex, pdq);
  await fails('unknown', () => hash(gone), /0 bytes/);
});

test('files that are not right say so', async (context) => {
  const [here, path] = [folder(context), await built(context)];
  const missing = join(here, 'missing');
  await fails('io', () => hashFile(missing), /missing/);
  await fails('io', () => hashFile('with\0zero'));
  await fails('io', () => hashFile(here));
  await fails('io', () => Index.open(missing), /missing/);
  await fails('io', () => Index.build(join(missing, 'known.sdx'), entries));
  await fails('bad-catalogue', () => Matcher.open(missing));
  const text = join(here, 'text');
  writeFileSync(text, 'neither an index nor a catalogue'.repeat(200));
  await fails('unknown', () => hashFile(text));
  for (const mode of /** @type {const} */ (['mapped', 'populated', 'memory'])) {
    await fails('bad-index', () => Index.open(text, mode));
  }
  await fails('bad-catalogue', () => Matcher.open(text));
  const catalogue = join(here, 'catalogue.db');
  copyFileSync(vectors.catalogue.path, catalogue);
  await fails('bad-argument', () => Matcher.open(catalogue, { rules: '{' }));
  await fails('bad-argument', () => Matcher.open(catalogue, any({ rule: '{}' })), /rule/);
  await fails('bad-argument', () => Matcher.over(path, any({ index: path })), /index/);
  await fails('bad-catalogue', () => Matcher.open(catalogue, { index: path }));
  const bytes = readFileSync(path);
  bytes[bytes.length - 100] ^= 1;
  writeFileSync(text, bytes);
  const damaged = await Index.open(text, 'memory');
  await fails('bad-index', () => damaged.verify());
  damaged.close();
  appendFileSync(text, 'more');
  await fails('bad-index', () => Index.open(text, 'memory'));
});

test('an iteration that fails leaves nothing behind', async (context) => {
  const path = await built(context);
  const failing = (function* () {
    yield entries[0];
    throw new RangeError('of the caller');
  })();
  await assert.rejects(() => Index.build(path, failing), /of the caller/);
  const index = await Index.open(path);
  assert.equal(index.length, entries.length);
  index.close();
});

test('nothing works after close, and a second close does nothing', async (context) => {
  const [index, front] = [await opened(context), await matcher(context)];
  index.close();
  front[Symbol.dispose]();
  index[Symbol.dispose]();
  front.close();
  const pixels = { data: Buffer.alloc(1), width: 1, height: 1, channels: /** @type {const} */ (1) };
  for (const call of [
    () => index.length,
    () => index.profile,
    () => index.verify(),
    () => index.within(one, 3),
    () => index.withinSync(one, 3),
    () => index.nearest(one, 3),
    () => index.nearestSync(one, 3),
    () => index.any(one, 3),
    () => index.anySync(one, 3),
    () => index.withinBatch([one], 3),
    () => front.refresh(),
    () => front.check(picture),
    () => front.checkPixels(pixels),
    () => front.checkHash(one, 100),
  ]) {
    await fails('closed-handle', call, /has been closed/);
  }
});

test('an index or matcher is made by open alone', async () => {
  for (const wrong of [undefined, {}, new native.Builder()]) {
    await fails('bad-argument', () => new (any(Index))(wrong), /open/);
    await fails('bad-argument', () => new (any(Matcher))(wrong), /open/);
  }
});

test('a panic becomes an error', async () => {
  await fails('panic', () => atOnce(() => native.panics()), /panicked/);
  await fails('panic', () => elsewhere(() => native.panicsElsewhere()), /panicked/);
});

test('errors are of one kind', async () => {
  const error = await hash(Buffer.alloc(0)).catch((error) => error);
  assert.ok(error instanceof StaydownError && error instanceof Error);
  assert.match(String(error), /^StaydownError: the 0 bytes/);
  assert.match(`${error.stack}`, /misuse\.test\.js/);
  assert.ok(CODES.has(error.code));
});

test('nothing shows a hash by accident', async () => {
  const pdq = await hash(picture);
  const shown = [inspect(pdq, { depth: 9, showHidden: true }), JSON.stringify(pdq), String(pdq.hash), `${inspect(one)}`];
  for (const text of shown) {
    assert.ok(!text.includes(pdq.hash.hex.slice(0, 8)) && !/f8[ ,]+f8[ ,]+f0/.test(text), text);
  }
});
