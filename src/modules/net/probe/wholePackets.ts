import { joinSh, type Sh, sh } from '../../../shell/sh.js';
import { lacking } from './shellPieces.js';

/**
 * Sets `$whole` to the value of ping's -M that forbids fragments without trusting what the kernel remembers of the path:
 * `probe`, or on iputils before 2023 `do`, with the kernel's memory emptied. BusyBox's ping has neither.
 */
export function wholePackets(version: 4 | 6): Sh {
  const family = version === 6 ? '-6' : '-4';
  return joinSh(
    [
      sh`case $(ping -M probe -V 2>&1) in`,
      sh`  *iputils*) whole=probe ;;`,
      sh`  *'invalid -M argument'*) whole=do; ip ${family} route flush cache 2>/dev/null ;;`,
      sh`  *) ${lacking('ping of iputils (package iputils-ping), which can forbid fragments')} ;;`,
      sh`esac`,
    ],
    '\n',
  );
}
