'use strict';

const check = require('./check.js');
const { atOnce } = require('./error.js');
const native = require('./native.js');

/** @type {(hash: unknown) => Uint8Array} */
let bytesOf;

class Hash {
  #bytes;

  static {
    bytesOf = (hash) =>
      typeof hash === 'object' && hash !== null && #bytes in hash ? hash.#bytes : check.refuse('a Hash is asked for');
  }

  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    const given = check.bytes(bytes, 'bytes');
    if (given.length !== 32) {
      check.refuse(`a hash has 32 bytes, not ${given.length}`);
    }
    this.#bytes = Buffer.from(given);
  }

  /** @param {string} hex */
  static parse(hex) {
    return new Hash(atOnce(() => native.parse(check.text(hex, 'hex'))));
  }

  get bytes() {
    return Buffer.from(this.#bytes);
  }

  get hex() {
    return this.#bytes.toString('hex');
  }

  /** @param {Hash} other @returns {number} */
  distance(other) {
    return atOnce(() => native.distance(this.#bytes, bytesOf(other)));
  }

  /** @param {Hash} other */
  equals(other) {
    return this.#bytes.equals(bytesOf(other));
  }
}

module.exports = { Hash, bytesOf };
