'use strict';

/** @import { ErrorCode } from './index.js' */

/** @type {ReadonlySet<unknown>} */
const CODES = new Set([
  'bad-argument',
  'closed-handle',
  'io',
  'bad-index',
  'bad-catalogue',
  'no-hash',
  'panic',
  'unknown',
  'unsupported',
  'too-large',
  'too-small',
  'truncated',
  'corrupt',
  'panicked',
]);

class StaydownError extends Error {
  /** @param {ErrorCode} code @param {string} message */
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}
Object.defineProperty(StaydownError.prototype, 'name', { value: 'StaydownError' });

/** @param {any} error */
function own(error) {
  const native = !(error instanceof StaydownError) && CODES.has(error?.code);
  return native ? new StaydownError(error.code, error.message) : error;
}

/**
 * Does work on this thread.
 * @template T
 * @param {() => T} work
 */
function atOnce(work) {
  try {
    return work();
  } catch (error) {
    throw own(error);
  }
}

/**
 * Waits for work on another thread.
 * @template T
 * @param {() => Promise<T>} work
 */
async function elsewhere(work) {
  try {
    return await work();
  } catch (error) {
    throw own(error);
  }
}

module.exports = { CODES, StaydownError, atOnce, elsewhere };
