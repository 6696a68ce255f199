'use strict';

const check = require('./check.js');
const { elsewhere } = require('./error.js');
const { Hash } = require('./hash.js');
const native = require('./native.js');

/** @import { ClassicProfile, Digests, Limits, Pdq, Pixels } from './index.js' */

/** @param {() => Promise<{ hashes: Buffer, quality: number }>} work @returns {Promise<Pdq>} */
async function hashed(work) {
  const { hashes, quality } = await elsewhere(work);
  const [hash, ...orientations] = Array.from({ length: 9 }, (_, at) => new Hash(hashes.subarray(32 * at, 32 * (at + 1))));
  return { hash, quality, orientations };
}

/** @param {Uint8Array} bytes @param {Limits} [limits] */
async function hash(bytes, limits) {
  return hashed(() => native.pdq(check.bytes(bytes, 'bytes'), check.limits(limits)));
}

/** @param {string | URL} path @param {Limits} [limits] */
async function hashFile(path, limits) {
  return hashed(() => native.pdqFile(check.path(path, 'path'), check.limits(limits)));
}

/** @param {Pixels} pixels */
async function hashPixels(pixels) {
  return hashed(() => native.pdqPixels(...check.pixels(pixels)));
}

/** @param {Uint8Array} bytes @param {ClassicProfile} profile @param {Limits} [limits] @returns {Promise<Buffer>} */
async function classic(bytes, profile, limits) {
  return elsewhere(() =>
    native.classic(check.bytes(bytes, 'bytes'), check.text(profile, 'profile'), check.limits(limits)),
  );
}

/** @param {Uint8Array} bytes @returns {Promise<Digests>} */
async function digests(bytes) {
  return elsewhere(() => native.digests(check.bytes(bytes, 'bytes')));
}

module.exports = { classic, digests, hash, hashFile, hashPixels };
