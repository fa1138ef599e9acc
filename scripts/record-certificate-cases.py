#!/usr/bin/python3
"""Writes what community.crypto makes of keys and arguments drawn by chance, and what it tells about some of that.

The results are src/modules/tls/testdata/generated.json and told.json. The draw is the same in every run; keys, serial numbers and signatures are not. Takes some minutes.
"""
import json
import pathlib
import random
import subprocess
import tempfile

OUT = pathlib.Path(__file__).parent.parent / "src/modules/tls/testdata"
COUNT = 60
TOLD = 20
NOT_TOLD = ("ansible_facts", "ansible_loop_var", "changed", "failed", "invocation", "item")
KEYS = {
    "rsa": {"type": "RSA", "size": 2048},
    "p256": {"type": "ECC", "curve": "secp256r1"},
    "p384": {"type": "ECC", "curve": "secp384r1"},
    "p521": {"type": "ECC", "curve": "secp521r1"},
    "ed25519": {"type": "Ed25519"},
    "ed448": {"type": "Ed448"},
}
CAS = ["rsa", "p256", "p384", "ed25519"]
USAGES = ["digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement", "keyCertSign", "cRLSign"]
PURPOSES = ["serverAuth", "clientAuth", "codeSigning", "emailProtection", "timeStamping", "OCSPSigning", "1.2.3.4.5"]
NAMES = [
    "DNS:www.example.com", "DNS:*.example.com", "DNS:xn--bcher-kva.example", "IP:192.0.2.1", "IP:2001:db8::17",
    "email:admin@example.com", "URI:https://example.com/a?b=c", "RID:1.2.3.4", "dirName:CN=x, O=Example",
    "otherName:1.3.6.1.4.1.311.20.2.3;UTF8:user@example.com",
]
SUBJECT = {
    "country_name": ["DE", "US"],
    "state_or_province_name": ["Bayern", "Český kraj"],
    "locality_name": ["München", "x" * 64],
    "organization_name": ["Example, Inc.", 'A "quoted" + one'],
    "organizational_unit_name": ["IT", "a=b"],
    "common_name": ["www.example.com", "Ein Gerät", "*.example.com"],
    "email_address": ["root@example.com"],
}

draw = random.Random(18)


def some(values, least=0):
    return draw.sample(values, draw.randint(least, len(values)))


def chance(odds=0.5):
    return draw.random() < odds


def request_args():
    args = {name: draw.choice(values) for name, values in SUBJECT.items() if chance()}
    if chance():
        args["use_common_name_for_san"] = chance()
    if " " in args.get("common_name", ""):
        args["use_common_name_for_san"] = False
    if chance(0.7):
        args["subject_alt_name"] = some(NAMES, 1)
        args["subject_alt_name_critical"] = chance(0.2)
    if chance():
        args["key_usage"] = some(USAGES, 1)
        args["key_usage_critical"] = chance()
    if chance():
        args["extended_key_usage"] = some(PURPOSES, 1)
        args["extended_key_usage_critical"] = chance(0.2)
    if chance():
        args["basic_constraints"] = draw.choice([["CA:FALSE"], ["CA:TRUE"], ["CA:TRUE", "pathlen:%d" % draw.randint(0, 9)]])
        args["basic_constraints_critical"] = chance()
    if chance(0.3):
        args["create_subject_key_identifier"] = True
    if chance(0.2):
        args["name_constraints_permitted"] = draw.sample(["DNS:example.com", "IP:192.0.2.0/24", "email:example.com"], 2)
        args["name_constraints_critical"] = chance()
    if chance(0.2):
        args["crl_distribution_points"] = [{"full_name": ["URI:http://example.com/%d.crl" % draw.randint(0, 99)]}]
    if chance(0.2):
        args["ocsp_must_staple"] = True
    return args


def certificate_args():
    return {
        "digest": draw.choice(["sha256", "sha384", "sha512"]),
        "not_before": draw.choice(["20260101000000Z", "19991231235959Z", "20500101000000Z"]),
        "not_after": draw.choice(["20501231235959Z", "20991231235959Z", "99991231235959Z"]),
        "create_subject_key_identifier": draw.choice(["create_if_not_provided", "always_create", "never_create"]),
    }


cases = [
    {
        "key": draw.choice(list(KEYS)),
        "ca": draw.choice(CAS),
        "request": request_args(),
        "digest": draw.choice(["sha256", "sha384", "sha512"]),
        "certificate": certificate_args(),
        "authority_key": chance(0.8),
    }
    for _ in range(COUNT)
]

PLAY = """
- hosts: localhost
  connection: local
  gather_facts: false
  tasks:
    - community.crypto.openssl_privatekey_pipe: "{{ item.value }}"
      loop: "{{ kinds | dict2items }}"
      register: made
    - set_fact: {keys: "{{ dict(made.results | map(attribute='item.key') | zip(made.results | map(attribute='privatekey'))) }}"}
    - community.crypto.openssl_csr_pipe:
        privatekey_content: "{{ keys[item] }}"
        common_name: "{{ item }} CA"
        basic_constraints: [CA:TRUE]
      loop: "{{ cas }}"
      register: ca_requests
    - community.crypto.x509_certificate_pipe:
        provider: selfsigned
        privatekey_content: "{{ keys[item.item] }}"
        csr_content: "{{ item.csr }}"
        selfsigned_not_after: 99991231235959Z
      loop: "{{ ca_requests.results }}"
      register: ca_certificates
    - set_fact: {authorities: "{{ dict(cas | zip(ca_certificates.results | map(attribute='certificate'))) }}"}
    - community.crypto.openssl_csr_pipe: "{{ item.request | combine({'privatekey_content': keys[item.key], 'digest': item.digest}) }}"
      loop: "{{ cases }}"
      register: requests
    - community.crypto.x509_certificate_pipe: "{{ dict(item.1.certificate.keys() | map('regex_replace', '^', 'selfsigned_') | zip(item.1.certificate.values())) | combine({'provider': 'selfsigned', 'privatekey_content': keys[item.1.key], 'csr_content': item.0.csr}) }}"
      loop: "{{ requests.results | zip(cases) }}"
      register: selfsigned
    - community.crypto.x509_certificate_pipe: "{{ dict(item.1.certificate.keys() | map('regex_replace', '^', 'ownca_') | zip(item.1.certificate.values())) | combine({'provider': 'ownca', 'csr_content': item.0.csr, 'ownca_content': authorities[item.1.ca], 'ownca_privatekey_content': keys[item.1.ca], 'ownca_create_authority_key_identifier': item.1.authority_key}) }}"
      loop: "{{ requests.results | zip(cases) }}"
      register: ownca
    - community.crypto.x509_certificate_info: {content: "{{ item.certificate }}"}
      loop: "{{ ownca.results[:told] }}"
      register: certificates
    - community.crypto.openssl_csr_info: {content: "{{ item.csr }}"}
      loop: "{{ requests.results[:told] }}"
      register: asked
    - community.crypto.openssl_privatekey_info: {content: "{{ item.value }}", return_private_key_data: true}
      loop: "{{ keys | dict2items }}"
      register: opened
    - copy:
        dest: "{{ out }}"
        content: "{{ {'keys': keys, 'authorities': authorities, 'requests': requests.results | map(attribute='csr'), 'selfsigned': selfsigned.results | map(attribute='certificate'), 'ownca': ownca.results | map(attribute='certificate'), 'told': {'certificates': certificates.results, 'requests': asked.results, 'keys': opened.results}} | to_json }}"
"""

with tempfile.TemporaryDirectory() as folder:
    work = pathlib.Path(folder)
    (work / "play.yml").write_text(PLAY)
    given = {"kinds": KEYS, "cas": CAS, "cases": cases, "told": TOLD, "out": str(work / "made.json")}
    (work / "vars.json").write_text(json.dumps(given))
    command = ["ansible-playbook", "-i", "localhost,", "-e", "@%s" % (work / "vars.json"), str(work / "play.yml")]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    made = json.loads((work / "made.json").read_text())

for case, request, selfsigned, ownca in zip(cases, made["requests"], made["selfsigned"], made["ownca"]):
    case["made"] = {"request": request, "selfsigned": selfsigned, "ownca": ownca}
def without_loop(result):
    return {key: value for key, value in result.items() if key not in NOT_TOLD}


told = {kind: [without_loop(result) for result in results] for kind, results in made["told"].items()}
files = {"generated.json": {"keys": made["keys"], "authorities": made["authorities"], "cases": cases}, "told.json": told}
for name, content in files.items():
    (OUT / name).write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")
subprocess.run(["npx", "biome", "format", "--write", *files], check=True, cwd=OUT, stdout=subprocess.DEVNULL)
