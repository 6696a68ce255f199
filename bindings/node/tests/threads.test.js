'use strict';

const assert = require('node:assert/strict');
const { execFileSync, spawn } = require('node:child_process');
const { once } = require('node:events');
const { copyFileSync, readFileSync } = require('node:fs');
const { writeFile } = require('node:fs/promises');
const { join } = require('node:path');
const { test } = require('node:test');
const { Worker } = require('node:worker_threads');

const { Hash, Index, Matcher, hash, hashFile } = require('staydown');
const { built, entries, folder, hits, matcher, opened, vectors } = require('./given.js');

const ROUNDS = 20;

/** @param {Index} index @param {import('staydown').Matcher} front */
async function asks(index, front) {
  for (const { hash: hex, radius, hits: wanted } of vectors.index.within) {
    const asked = Hash.parse(hex);
    assert.deepEqual(await index.within(asked, radius), hits(wanted));
    assert.equal((await front.checkHash(asked, 90)).action, 'allow');
  }
}

test('a withdrawal counts while many ask', async (context) => {
  const path = join(folder(context), 'catalogue.db');
  copyFileSync(vectors.catalogue.path, path);
  const [front, listed] = [await Matcher.open(path), Hash.parse(vectors.pictures[0].pdq)];
  const action = async () => (await front.checkHash(listed, 90)).action;
  const asking = Promise.all(
    Array.from({ length: 8 }, async () => {
      const said = [];
      for (let round = 0; round < ROUNDS; round++) {
        said.push(await action());
      }
      return said;
    }),
  );
  assert.equal(await action(), 'block');
  execFileSync('bindings/withdraw', [path, '1']);
  await front.refresh();
  assert.equal(await action(), 'allow');
  for (const said of await asking) {
    assert.deepEqual(said, said.toSorted().reverse(), 'blocked, and then allowed');
  }
  front.close();
});

test('many ask while another opens, closes, builds and refreshes', async (context) => {
  const path = await built(context);
  const [index, front] = [await Index.open(path), await matcher(context)];
  const asking = Promise.all(Array.from({ length: 8 }, () => asks(index, front)));
  for (let round = 0; round < ROUNDS; round++) {
    await Index.build(path, entries);
    const other = await Index.open(path, 'memory');
    await front.refresh();
    other.close();
  }
  await asking;
  index.close();
});

test('calls under way go on when what they use is closed', async (context) => {
  const bytes = readFileSync('tests/data/photos/rocket.jpg');
  const hashes = entries.map(({ hash }) => hash);
  for (let round = 0; round < ROUNDS; round++) {
    const [index, front] = [await opened(context), await matcher(context)];
    const found = Array.from({ length: 16 }, () => index.withinBatch(hashes, 31));
    const judged = Array.from({ length: 4 }, () => front.check(bytes));
    index.close();
    front.close();
    (await Promise.all(found)).forEach((all) => assert.equal(all.length, hashes.length));
    (await Promise.all(judged)).forEach(({ why }) => assert.equal(why, 'nothing-matches'));
  }
});

test('the main thread is free while a file is read and hashed', async (context) => {
  const [pipe, { path, pdq }] = [join(folder(context), 'pipe'), vectors.pictures[0]];
  execFileSync('mkfifo', [pipe]);
  // Were it not free, nobody but this would write into the pipe.
  const rescue = spawn(process.execPath, ['-e', `setTimeout(() => fs.writeFileSync('${pipe}', 'no picture'), 20_000)`]);
  context.after(() => rescue.kill());
  setImmediate(() => writeFile(pipe, readFileSync(path)));
  assert.equal((await hashFile(pipe)).hash.hex, pdq);
});

/** @param {string} code @param {unknown} workerData */
function worker(code, workerData) {
  const head = `const { parentPort, workerData } = require('node:worker_threads'); const staydown = require(workerData.at);`;
  return new Worker(`${head} ${code}`, { eval: true, workerData });
}

test('JavaScript threads ask beside each other, each with what it opened', async (context) => {
  const [path, at] = [await built(context), require.resolve('staydown')];
  const { hash: hex, radius, hits: wanted } = vectors.index.within[0];
  const code = `(async () => {
    const index = await staydown.Index.open(workerData.path);
    const asked = staydown.Hash.parse(workerData.hex);
    for (let round = 0; round < 200; round++) {
      if (!index.anySync(asked, 0)) throw new Error('not found');
    }
    parentPort.postMessage(await index.within(asked, workerData.radius)); // and it ends without closing
  })();`;
  const workers = Array.from({ length: 8 }, () => worker(code, { at, path, hex, radius }));
  const answers = await Promise.all(workers.map((one) => once(one, 'message')));
  answers.forEach(([found]) => assert.deepEqual(found, hits(wanted)));
  await Promise.all(workers.map((one) => one.terminate()));
});

test('a thread that is ended amid calls takes nobody with it', async (context) => {
  const [path, at] = [await built(context), require.resolve('staydown')];
  const picture = vectors.pictures[0].path;
  const code = `(async () => {
    const index = await staydown.Index.open(workerData.path);
    const bytes = require('node:fs').readFileSync(workerData.picture);
    const hash = staydown.Hash.parse('0'.repeat(64));
    for (let one = 0; one < 20; one++) {
      staydown.hash(bytes);
      index.within(hash, 120);
    }
    parentPort.postMessage('busy');
  })();`;
  for (let round = 0; round < 3; round++) {
    const one = worker(code, { at, path, picture });
    await once(one, 'message');
    await one.terminate();
  }
  assert.equal((await hash(readFileSync(picture))).hash.hex, vectors.pictures[0].pdq);
});

test('what calls have copied is freed, after failures too', async (context) => {
  const [front, bytes] = [await matcher(context), Buffer.alloc(1 << 20, 'no picture')];
  const before = process.memoryUsage.rss();
  for (let one = 0; one < 300; one++) {
    await assert.rejects(hash(bytes), { code: 'unknown' });
    assert.equal((await front.check(bytes)).undecoded, 'unknown');
  }
  const grown = process.memoryUsage.rss() - before;
  assert.ok(grown < 150 << 20, `600 MiB were copied, and ${grown >> 20} are still there`);
});

test('what nobody refers to any more is let go', async (context) => {
  const path = await built(context);
  const mapped = () => readFileSync('/proc/self/maps', 'utf8').split('\n').filter((line) => line.includes(path)).length;
  for (let one = 0; one < 50; one++) {
    await Index.open(path);
  }
  assert.ok(mapped() > 0);
  const { setFlagsFromString } = require('node:v8');
  setFlagsFromString('--expose-gc');
  const collect = require('node:vm').runInNewContext('gc');
  for (let tries = 0; tries < 100 && mapped() > 1; tries++) {
    collect();
    await new Promise((done) => setTimeout(done, 10));
  }
  assert.ok(mapped() <= 1, `${mapped()} of 50 are still mapped`);
});
