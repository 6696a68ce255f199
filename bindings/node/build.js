'use strict';

// Builds `staydown.node`, which the package loads. Needs Rust and a C compiler.

const { spawnSync } = require('node:child_process');
const { copyFileSync, renameSync } = require('node:fs');
const { join } = require('node:path');

const BUILT = { darwin: 'libstaydown_node.dylib', win32: 'staydown_node.dll' };

const options = { cwd: __dirname, encoding: /** @type {const} */ ('utf8'), maxBuffer: 1 << 30 };

/** @param {string[]} line @param {import('node:child_process').StdioOptions} stdio */
function cargo(line, stdio) {
  const done = spawnSync('cargo', line, { ...options, stdio });
  if (done.error || done.status !== 0) {
    console.error(done.error?.message ?? `cargo ended with ${done.status}`);
    process.exit(1);
  }
  return done.stdout;
}

cargo(['build', '--locked', '--release', '--package', 'staydown-node'], 'inherit');
const metadata = cargo(['metadata', '--locked', '--format-version=1', '--no-deps'], ['ignore', 'pipe', 'inherit']);
const name = BUILT[/** @type {keyof BUILT} */ (process.platform)] ?? 'libstaydown_node.so';
const [from, to] = [join(JSON.parse(metadata).target_directory, 'release', name), join(__dirname, 'staydown.node')];
copyFileSync(from, `${to}.part`);
renameSync(`${to}.part`, to); // what a running process has loaded must not change
