'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const ts = require('typescript');

/** @type {Record<string, any>} */
const staydown = require('staydown');
const { CODES } = require('../lib/error.js');

const path = require('node:path').join(__dirname, '../lib/index.d.ts');
const program = ts.createProgram([path], { target: ts.ScriptTarget.ES2022, types: ['node'] });
const checker = program.getTypeChecker();
const source = program.getSourceFile(path);
const symbol = source && checker.getSymbolAtLocation(source);
const documented = symbol ? checker.getExportsOfModule(symbol) : [];

/** @param {import('typescript').Symbol[]} symbols */
const names = (symbols) => symbols.map(({ name }) => name.replace(/^__@(\w+)@\d+$/, '$1')).sort();

/** @param {object} of @param {string[]} without */
function own(of, without) {
  const keys = Reflect.ownKeys(of).map((key) => (key === Symbol.dispose ? 'dispose' : String(key)));
  return keys.filter((key) => !without.includes(key)).sort();
}

test('what is documented is there, and what is there is documented', () => {
  const values = documented.filter(({ flags }) => flags & ts.SymbolFlags.Value);
  assert.deepEqual(names(values), Object.keys(staydown).sort());
  const classes = values.filter(({ flags }) => flags & ts.SymbolFlags.Class);
  assert.deepEqual(names(classes), ['Hash', 'Index', 'Matcher', 'StaydownError']);
  for (const one of classes.filter(({ name }) => name !== 'StaydownError')) {
    const { name } = one;
    const methods = checker.getDeclaredTypeOfSymbol(one).getProperties();
    assert.deepEqual(names(methods), own(staydown[name].prototype, ['constructor']));
    const statics = checker.getTypeOfSymbol(one).getProperties();
    assert.deepEqual(names(statics), own(staydown[name], ['length', 'name']));
  }
});

test('every code is documented', () => {
  const codes = documented.find(({ name }) => name === 'ErrorCode');
  assert.ok(codes);
  const type = checker.getDeclaredTypeOfSymbol(codes);
  assert.ok(type.isUnion());
  assert.deepEqual(type.types.map((one) => one.isStringLiteral() && one.value).sort(), [...CODES].sort());
});

test('everything has a comment', () => {
  const all = documented.flatMap((one) => [one, ...(one.members?.values() ?? []), ...(one.exports?.values() ?? [])]);
  const kinds = ts.SymbolFlags.Prototype | ts.SymbolFlags.Constructor;
  const silent = all.filter((one) => !(one.flags & kinds) && one.getDocumentationComment(checker).length === 0);
  assert.ok(all.length > 80, `${all.length}`);
  assert.deepEqual(names(silent), []);
});
