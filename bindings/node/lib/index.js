'use strict';

const { StaydownError } = require('./error.js');
const { Hash } = require('./hash.js');
const { Matcher } = require('./matcher.js');
const { VERSION: version } = require('./native.js');
const { classic, digests, hash, hashFile, hashPixels } = require('./picture.js');
const { Index } = require('./search.js');

module.exports = { Hash, Index, Matcher, StaydownError, classic, digests, hash, hashFile, hashPixels, version };
