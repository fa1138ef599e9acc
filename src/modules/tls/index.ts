import type { Module } from '../../module/types.js';
import { certificateCompleteChain } from './certificateCompleteChain.js';
import { getCertificate } from './getCertificate.js';
import { opensshCert } from './opensshCert.js';
import { opensshKeypair } from './opensshKeypair.js';
import { opensslCsr } from './opensslCsr.js';
import { opensslCsrInfo } from './opensslCsrInfo.js';
import { opensslCsrPipe } from './opensslCsrPipe.js';
import { opensslDhparam } from './opensslDhparam.js';
import { opensslPkcs12 } from './opensslPkcs12.js';
import { opensslPrivatekey } from './opensslPrivatekey.js';
import { opensslPrivatekeyConvert } from './opensslPrivatekeyConvert.js';
import { opensslPrivatekeyInfo } from './opensslPrivatekeyInfo.js';
import { opensslPrivatekeyPipe } from './opensslPrivatekeyPipe.js';
import { opensslPublickey } from './opensslPublickey.js';
import { opensslPublickeyInfo } from './opensslPublickeyInfo.js';
import { opensslSignature } from './opensslSignature.js';
import { opensslSignatureInfo } from './opensslSignatureInfo.js';
import { tlsCertificate } from './tlsCertificate.js';
import { x509Certificate } from './x509Certificate.js';
import { x509CertificateInfo } from './x509CertificateInfo.js';
import { x509CertificatePipe } from './x509CertificatePipe.js';
import { x509Crl } from './x509Crl.js';
import { x509CrlInfo } from './x509CrlInfo.js';

/** Modules for keys and certificates: made on the controller, kept on the target. */
export const tlsModules: readonly Module[] = [
  certificateCompleteChain,
  getCertificate,
  opensshCert,
  opensshKeypair,
  opensslCsr,
  opensslCsrInfo,
  opensslCsrPipe,
  opensslDhparam,
  opensslPkcs12,
  opensslPrivatekey,
  opensslPrivatekeyConvert,
  opensslPrivatekeyInfo,
  opensslPrivatekeyPipe,
  opensslPublickey,
  opensslPublickeyInfo,
  opensslSignature,
  opensslSignatureInfo,
  tlsCertificate,
  x509Certificate,
  x509CertificateInfo,
  x509CertificatePipe,
  x509Crl,
  x509CrlInfo,
];
