'use strict';

// The vectors that every language runs, and what tests share. They run from the root of the repository.

const assert = require('node:assert/strict');
const { copyFileSync, mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const { Hash, Index, Matcher, StaydownError } = require('staydown');

/** @import { Entry, ErrorCode, Hit, Tier, Verdict } from 'staydown' */
/** @import { TestContext } from 'node:test' */

/**
 * @typedef {{ path: string, pdq: string, quality: number, orientations: string[], phash: string, blockhash: string,
 *   md5: string, sha1: string, sha256: string }} Picture
 * @typedef {{ hash: string, radius: number, hits: [number, number][] }} Within
 * @typedef {{ hash: string, count: number, hits: [number, number][] }} Nearest
 * @typedef {{ path: string, tier: Tier, action: Verdict['action'], why: string, lists: string, generation: number,
 *   entries: [string, number][], undecoded: string | null }} Check
 */

/**
 * @type {{ pictures: Picture[], bad: { bytes: string, error: ErrorCode }[],
 *   index: { entries: [string, number][], within: Within[], nearest: Nearest[] },
 *   catalogue: { path: string, checks: Check[] },
 *   alone: { entries: { hash: string, id: number, list: number }[], checks: Check[] } }}
 */
const vectors = JSON.parse(readFileSync('bindings/vectors.json', 'utf8'));
assert.ok(vectors.pictures.length >= 7 && vectors.bad.length >= 4 && vectors.catalogue.checks.length >= 12);
assert.ok(vectors.alone.entries.length >= 3 && vectors.alone.checks.length >= 6);
assert.ok(vectors.index.within.length >= 40 && vectors.index.nearest.length >= 5);

/** @type {Entry[]} */
const entries = vectors.index.entries.map(([hash, id]) => ({ hash: Hash.parse(hash), id: BigInt(id) }));

/** @param {TestContext} context */
function folder(context) {
  const path = mkdtempSync(join(tmpdir(), 'staydown-'));
  context.after(() => rmSync(path, { recursive: true }));
  return path;
}

/** @param {TestContext} context */
async function built(context) {
  const path = join(folder(context), 'known.sdx');
  await Index.build(path, entries);
  return path;
}

/** @param {TestContext} context */
async function opened(context) {
  const index = await Index.open(await built(context));
  context.after(() => index.close());
  return index;
}

/** @param {TestContext} context */
async function matcher(context) {
  const path = join(folder(context), 'catalogue.db');
  copyFileSync(vectors.catalogue.path, path);
  const found = await Matcher.open(path);
  context.after(() => found.close());
  return found;
}

/** @param {[number, number][]} wanted @returns {Hit[]} */
function hits(wanted) {
  return wanted.map(([id, distance]) => ({ id: BigInt(id), distance, list: 0 }));
}

/** @param {Verdict} verdict @param {Check} wanted */
function judged(verdict, wanted) {
  const { action, why, lists, undecoded } = verdict;
  const [generation, found] = [Number(verdict.generation), verdict.entries.map(({ list, number }) => [list, Number(number)])];
  const { path, tier, ...answer } = wanted;
  assert.deepEqual({ action, why, lists, undecoded, generation, entries: found }, answer, `${path}, ${tier}`);
  assert.equal(JSON.parse(verdict.record).why, why);
}

/** @param {ErrorCode} code @param {RegExp} [text] */
function refused(code, text = /./) {
  /** @param {unknown} error */
  return (error) => {
    assert.ok(error instanceof StaydownError, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, text);
    return true;
  };
}

/**
 * Whether a call throws or rejects as it should; one that gives a promise must not throw.
 * @param {ErrorCode} code @param {() => unknown} call @param {RegExp} [text]
 */
async function fails(code, call, text) {
  let answer;
  try {
    answer = call();
  } catch (error) {
    refused(code, text)(error);
    return;
  }
  await assert.rejects(async () => answer, refused(code, text), String(call));
}

module.exports = { built, entries, fails, folder, hits, judged, matcher, opened, vectors };
