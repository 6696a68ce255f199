'use strict';

/** What Rust has, without checks of what it is given. */
// @ts-expect-error: the compiler does not know what cargo built
module.exports = require('../staydown.node');
