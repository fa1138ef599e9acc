import * as arithmetic from '../../value/arithmetic.js';
import { iterate } from '../../value/iterate.js';
import { truthy } from '../../value/truth.js';
import { type Kwargs, Tuple } from '../../value/types.js';
import { Loop } from './loop.js';
import { macro } from './macro.js';
import * as operators from './operators.js';
import { unpack } from './unpack.js';

/** The keywords of a call that names none. */
const none: Kwargs = new Map();

const { add, subtract, multiply, divide, floorDivide, modulo, power, negate, positive } = arithmetic;

/** Everything generated code calls by name. */
export const runtime = {
  ...operators,
  add,
  subtract,
  multiply,
  divide,
  floorDivide,
  modulo,
  power,
  negate,
  positive,
  iterate,
  truthy,
  unpack,
  macro,
  none,
  Loop,
  Tuple,
};
