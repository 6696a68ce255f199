'use strict';

const { fileURLToPath } = require('node:url');
const { isSharedArrayBuffer, isUint8Array } = require('node:util/types');

const { StaydownError } = require('./error.js');

/** @import { Limits, Pixels } from './index.js' */

const MOST = 2 ** 32 - 1;

/** @param {string} text @returns {never} */
function refuse(text) {
  throw new StaydownError('bad-argument', text);
}

/**
 * Bytes that no other thread of JavaScript can change: those of a SharedArrayBuffer are copied.
 * @param {unknown} value @param {string} name
 */
function bytes(value, name) {
  if (!isUint8Array(value)) {
    refuse(`${name} must be a Uint8Array, such as a Buffer`);
  }
  return isSharedArrayBuffer(value.buffer) ? new Uint8Array(value) : value;
}

/** @param {unknown} value @param {string} name @param {number} least @param {number} most @returns {number} */
function integer(value, name, least, most) {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    refuse(`${name} must be an integer from ${least} to ${most}`);
  }
  return value;
}

/** @param {unknown} value @param {string} name */
function text(value, name) {
  return typeof value === 'string' ? value : refuse(`${name} must be a string`);
}

/** @param {unknown} value @param {string} name */
function path(value, name) {
  return value instanceof URL ? fileURLToPath(value) : text(value, `${name}, if it is no URL,`);
}

/**
 * An object with known keys alone: a misspelt one would silently be the default.
 * @param {unknown} value @param {string} name @param {string[]} known
 * @returns {Record<string, unknown>}
 */
function options(value, name, known) {
  if (value === undefined) {
    return {};
  }
  if (typeof value !== 'object' || value === null) {
    refuse(`${name} must be an object`);
  }
  const given = Object.entries(value).filter(([, of]) => of !== undefined);
  const odd = given.find(([key]) => !known.includes(key));
  return odd ? refuse(`${name} has no ${odd[0]}, only ${known.join(', ')}`) : Object.fromEntries(given);
}

const LIMITS = {
  bytes: Number.MAX_SAFE_INTEGER,
  pixels: Number.MAX_SAFE_INTEGER,
  width: MOST,
  height: MOST,
  memory: Number.MAX_SAFE_INTEGER,
};

/** @param {Limits | undefined} value */
function limits(value) {
  const given = options(value, 'limits', Object.keys(LIMITS));
  for (const [key, most] of Object.entries(LIMITS)) {
    if (key in given) {
      integer(given[key], `limits.${key}`, 1, most);
    }
  }
  return given;
}

/** @param {Pixels} value @returns {[Uint8Array, { width: number, height: number, stride: number, channels: number }]} */
function pixels(value) {
  const given = options(value, 'pixels', ['data', 'width', 'height', 'channels', 'stride']);
  const channels = integer(given.channels, 'pixels.channels', 1, 3);
  const width = integer(given.width, 'pixels.width', 1, MOST);
  const height = integer(given.height, 'pixels.height', 1, MOST);
  const stride = integer(given.stride ?? width * channels, 'pixels.stride', 1, MOST);
  return [bytes(given.data, 'pixels.data'), { width, height, stride, channels }];
}

module.exports = { MOST, bytes, integer, limits, options, path, pixels, refuse, text };
