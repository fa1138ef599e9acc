'use strict';
// Runs the bundled program from V8's code cache, which the build leaves beside it: a start then compiles nothing.
// The cache carries the digest of its program, since V8 itself compares no more than lengths; without one, or with
// that of another version of Node, the program is compiled as usual.
const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { dirname, join } = require('node:path');
const { Script } = require('node:vm');

const file = join(__dirname, '../dist/bundle/meshwright.cjs');

/** The program's exports, and its script, whose cache the build takes. */
function load() {
  const source = readFileSync(file, 'utf8');
  const cache = `${file}.${createHash('sha1').update(source).digest('hex')}.cache`;
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {${source}\n})`, {
    filename: file,
    cachedData: read(cache),
  });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(file), module, file, dirname(file));
  return { program: module.exports, script, cache };
}

function read(path) {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

module.exports = { load };
