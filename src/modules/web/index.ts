import type { Module } from '../../module/types.js';
import { getUrl } from './getUrl.js';
import { uri } from './uri.js';

export const webModules: readonly Module[] = [getUrl, uri];
