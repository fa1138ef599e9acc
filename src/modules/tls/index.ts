import type { Module } from '../../module/types.js';
import { opensslCsr } from './opensslCsr.js';
import { opensslCsrInfo } from './opensslCsrInfo.js';
import { opensslCsrPipe } from './opensslCsrPipe.js';
import { opensslPrivatekey } from './opensslPrivatekey.js';
import { opensslPrivatekeyInfo } from './opensslPrivatekeyInfo.js';
import { opensslPrivatekeyPipe } from './opensslPrivatekeyPipe.js';
import { opensslPublickey } from './opensslPublickey.js';
import { opensslPublickeyInfo } from './opensslPublickeyInfo.js';
import { x509Certificate } from './x509Certificate.js';
import { x509CertificateInfo } from './x509CertificateInfo.js';
import { x509CertificatePipe } from './x509CertificatePipe.js';

/** Modules for keys and certificates: made on the controller, kept on the target. */
export const tlsModules: readonly Module[] = [
  opensslCsr,
  opensslCsrInfo,
  opensslCsrPipe,
  opensslPrivatekey,
  opensslPrivatekeyInfo,
  opensslPrivatekeyPipe,
  opensslPublickey,
  opensslPublickeyInfo,
  x509Certificate,
  x509CertificateInfo,
  x509CertificatePipe,
];
