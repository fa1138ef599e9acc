"""Records what ansible-inventory makes of inventories: python3 record.py > inventory-cases.jsonl"""
import json, os, re, shutil, subprocess, sys, tempfile

def ini(name, text, **more):
    return dict(name=name, files={"hosts": text}, sources=["hosts"], **more)

def yml(name, text, **more):
    return dict(name=name, files={"hosts.yml": text}, sources=["hosts.yml"], **more)

CASES = [
    ini("plain hosts", "alpha\nbeta\n"),
    ini("groups and order", "[web]\nw2\nw1\n[db]\nd1\nw1\n"),
    ini("ungrouped before groups", "solo\n[web]\nw1\nsolo2\n"),
    ini("a host first ungrouped, then grouped", "h1\nh2\n[g]\nh1\n"),
    ini("children", "[a]\nh1\n[b]\nh2\n[top:children]\na\nb\n[top:vars]\nx=1\n"),
    ini("children declared later", "[top:children]\na\nb\n[a]\nh1\n[b]\nh2\n"),
    ini("deep children and depth precedence", "[leaf]\nh\n[mid:children]\nleaf\n[top:children]\nmid\n[leaf:vars]\nv=leaf\n[mid:vars]\nv=mid\nm=mid\n[top:vars]\nv=top\nm=top\nt=top\n"),
    ini("group priority", "[a]\nh\n[b]\nh\n[a:vars]\nv=a\nansible_group_priority=10\n[b:vars]\nv=b\n"),
    ini("same depth: the later name wins", "[b]\nh\n[a]\nh\n[a:vars]\nv=a\n[b:vars]\nv=b\n"),
    ini("all vars", "h1\n[all:vars]\nx=1\ny=two\n"),
    ini("value types", "h i=1 f=1.5 t=True f2=False n=None low=true no=no s=abc o=0644 neg=-3 hex=0x1f big=123456789012345678901 e=1e3 l=[1,2] d={'a':1} u=1_000\n"),
    ini("values with quotes", "h a='x y' b=\"x y\" c='\"quoted\"' d=\"'1'\" e=\"[1, 'a']\" f='{\"k\": \"v w\"}' g=a\\ b h=\\\"x i='it''s' j=\n"),
    ini("section values with quotes", "[g]\nh\n[g:vars]\na='x y'\nb=\"x y\"\nc=x y\nd='1'\ne=[1, 'a']\nf={'k': [1, True]}\ng = spaced \nh=\ni=a=b\nj=(1, 2)\nk='a' 'b'\nl=\"\\t\"\nm=C:\\new\n"),
    ini("comments", "# c\n; c\nh1 a=1 # c\nh2 a=x#y\n[g] # c\nh3\n[g:vars]\na=b # c\nb=1 # c\nc='x' # c\nd=#x\n"),
    ini("section value with json literals", "[g]\nh\n[g:vars]\na=[true, null]\nb={\"x\": false}\nc=null\n"),
    ini("numeric ranges", "web[1:3]\nweb[08:11]\ndb[0:10:5].example.org x=1\n"),
    ini("letter ranges", "n[a:d]\nm[a:e:2]\nx[y:B]\n"),
    ini("two ranges", "r[1:2]-[a:b]\n"),
    ini("range without begin", "r[:2]\n"),
    ini("ports", "a:2222\nb ansible_port=23\nweb[1:2].x:99\n192.0.2.1:22\n[2001:db8::1]:2022\n2001:db8::2\n"),
    ini("addresses", "192.0.2.[1:3]\nhost_name\nhost-1.example.org\n10.0.0.1 ansible_host=h\n"),
    ini("odd host names", "a/b\n@x\nüml\na..b\n-x\n"),
    ini("group names with dashes", "[my-group]\nh\n[my-group:vars]\na=1\n"),
    ini("host in several sections keeps all variables", "[a]\nh x=1 y=1\n[b]\nh y=2 z=3\n"),
    ini("empty sections", "[a]\n[b]\nh\n[c:children]\na\n"),
    ini("localhost", "localhost ansible_connection=local\n"),
    ini("indented lines", "  h1 a=1\n\t[g]\n   h2\n"),
    ini("windows line ends", "[g]\r\nh1 a=1\r\n"),
    ini("ungrouped section", "[ungrouped]\nu\n[g]\nh\n"),
    ini("unquoted templates", "h a={{b}} c='{{ d }}'\n[all:vars]\ne={{ f }} g\n"),
    yml("yaml basics", "all:\n  hosts:\n    h1:\n    h2:\n      x: 1\n  vars:\n    y: yes\n    z: 012\n  children:\n    web:\n      hosts:\n        w[1:2]:\n          p: 0.5\n      vars: {q: '1'}\n    db:\n      children:\n        pg:\n          hosts: {d1: , w1: }\n"),
    yml("yaml top groups", "web:\n  hosts:\n    a:\n    b:\ndb:\n  hosts:\n    c:\n  vars:\n    v: [1, two]\n"),
    yml("yaml hosts as text", "all:\n  hosts: one\n"),
    yml("yaml ports and addresses", "all:\n  hosts:\n    h:2222:\n    '2001:db8::1':\n    192.0.2.9:\n"),
    yml("yaml unexpected key", "all:\n  hosts:\n    a:\n  foo:\n    b:\n  bar: 1\n"),
    yml("yaml empty group", "all:\n  children:\n    g:\n    k: {}\n    m:\n      hosts: {x: }\n"),
    yml("yaml priority", "all:\n  children:\n    a:\n      hosts: {h: }\n      vars: {v: a, ansible_group_priority: 9}\n    b:\n      hosts: {h: }\n      vars: {v: b}\n"),
    yml("yaml host repeated in groups", "a:\n  hosts:\n    h: {x: 1}\nb:\n  hosts:\n    h: {y: 2, x: 3}\n"),
    dict(name="json", files={"i.json": '{"all": {"hosts": {"a": {"n": 1.0}}, "children": {"g": {"hosts": {"b": null}}}}}'}, sources=["i.json"]),
    dict(name="yaml without extension", files={"inv": "all:\n  hosts:\n    a:\n"}, sources=["inv"]),
    dict(name="ini with a yaml extension", files={"inv.yml": "[g]\na\n"}, sources=["inv.yml"]),
    dict(name="host list", files={}, sources=["a,b:2222,c.example.org, d ,[::1]:22,"]),
    dict(name="several sources", files={"one": "[g]\na x=1\n", "two": "[g]\nb\na x=2 y=3\n[k:children]\ng\n"}, sources=["one", "two"]),
    dict(name="directory", files={"inv/10-a": "[g]\na\n", "inv/20-b.yml": "g:\n  hosts: {b: }\n", "inv/x.ini": "[no]\nn\n", "inv/x.txt": "[no]\nn\n", "inv/.hid": "nope\n", "inv/y~": "nope\n", "inv/sub/c": "[g]\nc\n", "inv/group_vars/g.yml": "v: 1\n"}, sources=["inv"]),
    dict(name="vars files", files={"hosts": "[g]\na\n[g:vars]\nw=ini\n", "group_vars/all.yml": "v: all\nw: all\nx: [1]\n", "group_vars/g/1.yml": "v: g1\n", "group_vars/g/2.yaml": "v: g2\n", "group_vars/g/sub/3": "u: 3\n", "group_vars/g/.h.yml": "v: no\n", "group_vars/g/b.bak": "v: no\n", "group_vars/g/c.json": "{\"j\": 1.5}", "group_vars/g.yml": "v: shadowed\n", "host_vars/a": "h: plain\nw: host\n"}, sources=["hosts"]),
    dict(name="vars file extensions", files={"hosts": "a\nb\nc\nd\n", "host_vars/a.yml": "v: yml\n", "host_vars/a.yaml": "v: yaml\n", "host_vars/b.yaml": "v: yaml\n", "host_vars/c.json": "{\"v\": \"json\"}", "host_vars/d.ini": "v: no\n", "host_vars/all": "v: no\n"}, sources=["hosts"]),
    dict(name="vars of two sources", files={"i1/hosts": "[g]\na\n", "i1/group_vars/g": "v: 1\nw: 1\n", "i2/hosts": "[g]\nb\n", "i2/group_vars/g": "v: 2\n"}, sources=["i1/hosts", "i2"]),
    dict(name="script with _meta", files={"s.sh": "#!/bin/sh\necho '{\"g\": {\"hosts\": [\"a\", \"b\"], \"vars\": {\"x\": 1}, \"children\": [\"k\"]}, \"k\": [\"c\"], \"solo\": {\"v\": 1}, \"_meta\": {\"hostvars\": {\"a\": {\"y\": [1, 2.0]}}}}'\n"}, sources=["s.sh"]),
    dict(name="script with --host", files={"s.sh": "#!/bin/sh\nif [ \"$1\" = --host ]; then echo \"{\\\"me\\\": \\\"$2\\\"}\"; else echo '{\"g\": {\"hosts\": [\"a\", \"b\"]}}'; fi\n"}, sources=["s.sh"]),
    dict(name="constructed", files={"1": "[web]\nw1 os=debian rank=3 tags='[\"a\", \"b-c\"]'\nw2 os=rocky rank=5\n[web:vars]\nzone=z1\nsum='{{ rank }}x'\n", "2.yml": "plugin: constructed\nstrict: false\ncompose:\n  double: rank * 2\n  place: zone ~ '-' ~ os\n  gone: nope.x\n  viaTemplate: sum\ngroups:\n  high: rank > 4\n  my-debs: os == 'debian'\n  broken: nope > 1\nkeyed_groups:\n  - key: os\n    prefix: os\n  - key: tags | default([])\n  - key: zone\n    separator: ''\n    parent_group: zones\n  - key: \"{'k': os, 'e': ''}\"\n    prefix: d\n    trailing_separator: false\n"}, sources=["1", "2.yml"]),
    dict(name="generator", files={"g.yml": "plugin: ansible.builtin.generator\nhosts:\n  name: \"{{ op }}_{{ app }}_{{ n }}\"\n  parents:\n    - name: \"{{ op }}_{{ app }}\"\n      parents:\n        - name: \"{{ app }}\"\n          vars: {application: \"{{ app }}\", fixed: \"one\"}\n    - name: everything\nlayers:\n  op: [build, run]\n  app: [web, api]\n  n: [1, 2]\n"}, sources=["g.yml"]),
    dict(name="bad: unknown plugin", files={"g.yml": "plugin: no_such_plugin\n"}, sources=["g.yml"]),
    ini("bad: unknown group in children", "[a:children]\nnope\n"),
    ini("bad: vars of an unknown group", "[a:vars]\nx=1\n"),
    ini("bad: word without equals", "h1\nh2 foo\n"),
    ini("bad: unknown section kind", "[a:foo]\nh\n"),
    ini("bad: section with a space", "[a b]\nh\n"),
    ini("bad: open quote", "h a='x\n"),
    ini("bad: uneven range", "h[08:100]\n"),
    ini("bad: descending letters", "h[d:a]\n"),
    ini("bad: cycle", "[a:children]\nb\n[b:children]\na\n"),
    ini("bad: group below itself", "[a:children]\na\n[a]\nh\n"),
    yml("bad: hosts as a list", "all:\n  hosts:\n    - a\n"),
    yml("bad: number as a host", "all:\n  hosts:\n    12:\n"),
]

def record(case):
    work = tempfile.mkdtemp(prefix="inventory-")
    try:
        for path, text in case["files"].items():
            full = os.path.join(work, path)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "w", encoding="utf-8", newline="") as out:
                out.write(text)
            if text.startswith("#!"):
                os.chmod(full, 0o755)
        elsewhere = os.path.join(work, ".cwd")
        os.mkdir(elsewhere)
        sources = [s if "," in s else os.path.join(work, s) for s in case["sources"]]
        args = [a for s in sources for a in ("-i", s)]
        env = dict(os.environ, ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED="1", ANSIBLE_NOCOLOR="1")
        done = subprocess.run(["ansible-inventory", "--list", *args], cwd=elsewhere, env=env, capture_output=True, text=True)
        if done.returncode != 0:
            return {**case, "error": True}
        return {**case, "list": json.loads(done.stdout.replace(work, "WORK"))}
    finally:
        shutil.rmtree(work)

if __name__ == "__main__":
    for case in CASES:
        print(json.dumps(record(case), ensure_ascii=False), flush=True)
