'use strict';

const check = require('./check.js');
const { elsewhere } = require('./error.js');
const { bytesOf } = require('./hash.js');
const native = require('./native.js');

/** @import { Ask, Hash, MatcherOptions, Pixels, Verdict } from './index.js' */

/** @param {Ask | undefined} value */
function asked(value) {
  const ask = check.options(value, 'ask', ['tier', 'budgetMs', 'guesses', 'limits']);
  const { tier, budgetMs, guesses } = ask;
  if (budgetMs !== undefined && !(typeof budgetMs === 'number' && budgetMs >= 0 && budgetMs <= check.MOST)) {
    check.refuse(`ask.budgetMs must be a number from 0 to ${check.MOST}`);
  }
  return {
    tier: tier === undefined ? tier : check.text(tier, 'ask.tier'),
    budget: budgetMs,
    guesses: guesses === undefined ? guesses : check.integer(guesses, 'ask.guesses', 1, check.MOST),
    limits: check.limits(value?.limits),
  };
}

class Matcher {
  #native;

  /** @param {any} opened */
  constructor(opened) {
    if (!(opened instanceof native.Matcher)) {
      check.refuse('a matcher is opened with Matcher.open');
    }
    this.#native = opened;
  }

  /** @param {string | URL} catalogue @param {MatcherOptions} [options] */
  static async open(catalogue, options) {
    const { index, rules } = check.options(options, 'options', ['index', 'rules']);
    const lists = check.path(catalogue, 'catalogue');
    const at = index === undefined ? index : check.path(index, 'options.index');
    const by = rules === undefined ? rules : check.text(rules, 'options.rules');
    return new Matcher(await elsewhere(() => native.openMatcher(lists, at, by)));
  }

  /** @param {string | URL} index @param {Pick<MatcherOptions, 'rules'>} [options] */
  static async over(index, options) {
    const { rules } = check.options(options, 'options', ['rules']);
    const at = check.path(index, 'index');
    const by = rules === undefined ? rules : check.text(rules, 'options.rules');
    return new Matcher(await elsewhere(() => native.openMatcher(undefined, at, by)));
  }

  /** @returns {Promise<void>} */
  async refresh() {
    return elsewhere(() => this.#native.refresh());
  }

  /** @param {Uint8Array} bytes @param {Ask} [ask] @returns {Promise<Verdict>} */
  async check(bytes, ask) {
    return elsewhere(() => this.#native.check(check.bytes(bytes, 'bytes'), asked(ask)));
  }

  /** @param {Pixels} pixels @param {Ask} [ask] @returns {Promise<Verdict>} */
  async checkPixels(pixels, ask) {
    return elsewhere(() => this.#native.checkPixels(...check.pixels(pixels), asked(ask)));
  }

  /** @param {Hash} hash @param {number} quality @param {Ask} [ask] @returns {Promise<Verdict>} */
  async checkHash(hash, quality, ask) {
    const known = check.integer(quality, 'quality', 0, 100);
    return elsewhere(() => this.#native.checkHash(bytesOf(hash), known, asked(ask)));
  }

  /** @returns {void} */
  close() {
    this.#native.close();
  }

  [Symbol.dispose]() {
    this.close();
  }
}

module.exports = { Matcher };
