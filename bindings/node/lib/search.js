'use strict';

const check = require('./check.js');
const { atOnce, elsewhere } = require('./error.js');
const { bytesOf } = require('./hash.js');
const native = require('./native.js');

/** @import { Entry, Hash, Hit, OpenMode } from './index.js' */

/** Entries that are handed over at a time. */
const SOME = 1024;

/** @param {unknown} id */
function idOf(id) {
  if (typeof id !== 'bigint' || BigInt.asUintN(64, id) !== id) {
    check.refuse('an id must be a bigint from 0n to 2n ** 64n - 1n');
  }
  return id;
}

/** @param {any} builder @param {Entry[]} entries */
function push(builder, entries) {
  const lists = Uint16Array.from(entries, ({ list = 0 }) => check.integer(list, 'list', 0, 65_535));
  const ids = BigUint64Array.from(entries, ({ id }) => idOf(id));
  const hashes = packed(entries, ({ hash }) => hash);
  builder.push(hashes, ids, lists);
}

/**
 * Hashes one after the other, 32 bytes each.
 * @template T
 * @param {T[]} from @param {(one: T) => Hash} hash
 */
function packed(from, hash) {
  const bytes = new Uint8Array(32 * from.length);
  from.forEach((one, at) => bytes.set(bytesOf(hash(one)), 32 * at));
  return bytes;
}

/** @param {number} radius */
const radiusOf = (radius) => check.integer(radius, 'radius', 0, 256);

/** @param {number} count */
const countOf = (count) => check.integer(count, 'count', 0, check.MOST);

class Index {
  #native;

  /** @param {any} opened */
  constructor(opened) {
    if (!(opened instanceof native.Index)) {
      check.refuse('an index is opened with Index.open');
    }
    this.#native = opened;
  }

  /** @param {string | URL} path @param {Iterable<Entry> | AsyncIterable<Entry>} entries @returns {Promise<void>} */
  static async build(path, entries) {
    const to = check.path(path, 'path');
    const builder = new native.Builder();
    /** @type {Entry[]} */
    let some = [];
    for await (const entry of entries) {
      if (some.push(entry) === SOME) {
        push(builder, some);
        some = [];
      }
    }
    push(builder, some);
    return elsewhere(() => builder.publish(to));
  }

  /** @param {string | URL} path @param {OpenMode} [mode] */
  static async open(path, mode = 'mapped') {
    return new Index(await elsewhere(() => native.openIndex(check.path(path, 'path'), check.text(mode, 'mode'))));
  }

  /** @returns {number} */
  get length() {
    return atOnce(() => this.#native.length());
  }

  /** @returns {string} */
  get profile() {
    return atOnce(() => this.#native.profile());
  }

  /** @returns {Promise<void>} */
  async verify() {
    return elsewhere(() => this.#native.verify());
  }

  /** @param {Hash} hash @param {number} radius @returns {Promise<Hit[]>} */
  async within(hash, radius) {
    return elsewhere(() => this.#native.within(bytesOf(hash), radiusOf(radius)));
  }

  /** @param {Hash} hash @param {number} radius @returns {Hit[]} */
  withinSync(hash, radius) {
    return atOnce(() => this.#native.withinSync(bytesOf(hash), radiusOf(radius)));
  }

  /** @param {Hash} hash @param {number} count @returns {Promise<Hit[]>} */
  async nearest(hash, count) {
    return elsewhere(() => this.#native.nearest(bytesOf(hash), countOf(count)));
  }

  /** @param {Hash} hash @param {number} count @returns {Hit[]} */
  nearestSync(hash, count) {
    return atOnce(() => this.#native.nearestSync(bytesOf(hash), countOf(count)));
  }

  /** @param {Hash} hash @param {number} radius @returns {Promise<boolean>} */
  async any(hash, radius) {
    return elsewhere(() => this.#native.any(bytesOf(hash), radiusOf(radius)));
  }

  /** @param {Hash} hash @param {number} radius @returns {boolean} */
  anySync(hash, radius) {
    return atOnce(() => this.#native.anySync(bytesOf(hash), radiusOf(radius)));
  }

  /** @param {Iterable<Hash>} hashes @param {number} radius @returns {Promise<Hit[][]>} */
  async withinBatch(hashes, radius) {
    const all = packed([...hashes], (hash) => hash);
    return elsewhere(() => this.#native.withinBatch(all, radiusOf(radius)));
  }

  /** @returns {void} */
  close() {
    this.#native.close();
  }

  [Symbol.dispose]() {
    this.close();
  }
}

module.exports = { Index };
