"""Records what ansible-core reads from YAML texts: python3 record.py > pyyaml-cases.jsonl"""
import json, yaml, datetime
scal = """yes Yes YES yEs no No NO on On ON off Off OFF oFF true True TRUE tRue false False FALSE y n Y N t f
null Null NULL nUll ~ none None 012 0o12 0 00 08 09 018 0x1F 0X1F 0xg 0b101 0b2 0B1 1_000 1__0 _1 1_ +5 -5 +-5 -0 +0 - + 12:30 12:60 1:2:3 190:20:30 190:20:30.15 01:30 08:30 -12:30 1:99
1e3 1.0e3 1.0e+3 1.e+3 1.0E-3 1e+3 1.5 1. .5 -.5 +.5 . .. 1.2.3 1_0.5 1._5 .inf -.inf +.inf .Inf .INF .iNf .nan .NaN .NAN -.nan inf nan 1.0 -1.0 +1.0 0.0 -0.0 00.5 1.0e+400 123456789012345678901234567890 9007199254740993 -9007199254740993 9007199254740992 0xFFFFFFFFFFFFFFFFFF 0777 0644 644 0_7 0x_1 1,000 1e 1.0e 1.0e+ 10.0.0.1 10.0.0.1/24 fe80::1 ::1 00:16:3e:00:00:01 10:20:30:40:50:59 aa:bb 2001:db8::1 22:22 80:80 1:0
2001-12-14 2001-1-1 2001-12-14T21:59:43Z 2024-02-30x 20:30 1.20 3.10 1.10.1 v1.0 1.0.0 5s 10% 1/2 a:b http://x.y/z C:\\x @a \\n a#b 'x' \"x\" \"\\x41\" '' \"\" 'it''s' \"a\\tb\" 'yes' \"012\" \"null\" !!str\x20yes !!int\x20\"5\" !!float\x201 !!bool\x20\"yes\" !!str\x20012 !!null\x20x !!float\x20\"1e3\" <<x =a -a ?a :a [a] {a:b} [] {} 'a b' -1 --1 -x -- ... .a 0.1 1e-7 1.0e-7 100000000000000000.0 1.5e+300 5e-324 0b 0b1_0 0x 0_ 1:30:xx 3:4 24:00 23:59:59.999 -190:20:30 0:0 0:1 07:08 7:08""".replace("\n"," ").split(" ")
scal=[s.replace("\x20"," ") for s in scal]
docs = ["", "---", "---\n", "--- \n...\n", "# only a comment\n", "a:", "a: \nb:\n", "- \n- ~\n-\n", "a: b\n# c\nc: d # e\n", "a: b # c\n", "a: 'b # c'\n", "a: b#c\n",
"a: |\n  x\n  y\n", "a: |-\n  x\n  y\n", "a: |+\n  x\n\n\nb: 1\n", "a: >\n  x\n  y\n\n  z\n", "a: >-\n  x\n   y\n  z\n", "a: |2\n    x\n   y\n", "a: >+\n  x\n\n", "a: |\n\n  x\n", "a: |\n  x", "a: >\n  folded {{ x }}\n  more\n",
"a: x\n  y\n  z\n", "a: \"x\n  y\n\n  z\"\n", "a: 'x\n  y'\n", "a: \"x\\\n  y\"\n", "a:\n- 1\n- 2\n", "a:\n  - 1\n  -   b: 2\n      c: 3\n", "- - a\n  - b\n- - c\n", "- a: 1\n  b: 2\n- c\n",
"{a: 1, b: [x, y], c: {d: e}}", "[a, b, ]", "[a: 1, b]", "{a, b: c}", "{\"a\":1}", "{a: , b: }", "[1, yes, 012, 1e3, '1']", "a: [\n  1,\n  2\n]\n", "a: {\n b: c\n }\n",
"? a\n: b\n", "? a\n", "1: a\n'1': b\n", "yes: a\n", "012: a\n", "~: a\n", "1.5: a\n", "null: a\n", "on: push\n", "12:30: a\n",
"a: &x 1\nb: *x\n", "a: &x {b: 1}\nc: *x\n", "x: &x {a: 1, b: 2}\ny:\n  <<: *x\n  b: 3\n", "x: &x {a: 1}\ny: &y {a: 2, b: 3}\nz:\n  <<: [*x, *y]\n  c: 4\n", "x: &x {a: 1}\ny:\n  b: 0\n  <<: *x\n", "x: &x {a: 1}\ny:\n  '<<': *x\n", "x: &x {a: 1, b: 1}\ny: &y\n  <<: *x\n  b: 2\nz:\n  <<: *y\n", "a:\n  <<: {b: 1}\n  <<: {c: 2}\n",
"a: 1\na: 2\n", "a: !!str 5\n", "a: !!set {x, y}\n", "- !!int '0x1f'\n- !!bool 'no'\n", "%YAML 1.1\n---\na: yes\n", "a: \"\\u00e9\\x41\\n\\t\\\\\\\"\\/\\0\\e\\_\\N\"\n", "a: é ü 日本\n", "'a b': c\n\"d\": e\na b: c d\n", "a: b: c\n", "a: -b\n", "a: - b\n", "a: ?b\n", "a: [b: c, d]\n", "a: 'x'\n\n\nb: y\n", "a: x'y\"z\n", "a: \\d+\\.\n", "a: \"\\d\"\n", "a: 'it''s'\n", "- {name: a, when: x == 'y'}\n", "a: {{ x }}\n", "a: \"{{ x }}\"\n", "a: x {{ y }}\n", "a: {% if x %}\n", "a: *\n", "a: &\n", "a: !\n", "a: ! x\n", "a: @x\n", "a: `x`\n", "a: %x\n", "a: >x\n", "a: |x\n", "a: [x\n", "a: x]\n", "a: {x\n", "\ta: b\n", "a:\n\tb: c\n", "a: \tb\n", "a: b\t\n", "a:\tb\n", "a: b\n c: d\n", "a: b\n  c\n", "a:\n  b: c\n d: e\n", "- a\n b\n", "- a\nb: c\n", "a: b\n- c\n", "a\nb: c\n", "a: \"b\n", "a: 'b\n", "a: 'b' c\n", "a: b\n---\nc: d\n", "a: b\n...\n", "a: *x\n", "a: &x [*x]\n", "? [a]\n: b\n", "{[a]: b}\n", "a: !foo b\n", "a:\n    b:\n      - c\n      -\n        d: e\n", "a: >\n\n  x\n\n\n  y\n", "a: |\n  x\n # comment\nb: 1\n", "#a\n  #b\na: 1\n", "a: 1\r\nb: 2\r\n", "a: |\r\n  x\r\n  y\r\n", "a: b\\\n", "a: 'b\\n'\n", "key with spaces: v\n", "a.b-c_d: 1\n", "? |\n  x\n: y\n", "- name: x\n  shell: echo \"a: b\"\n", "- name: x\n  shell: 'echo a: b'\n", "- shell: echo a:b\n", "a: b ? c : d\n", "a: foo[0]\n", "a: (b, c)\n", "a: 'a' + b\n", "a: \"x\" + y\n", "a: a, b\n", "- a, b\n", "a: 10.0.0.1, b\n", "x: !!python/unicode y\n", "x: 2001-12-14 21:59:43.10 -5\n", "a: x: y\n", "a : b\n", "'a':b\n", "{'a':b}\n", "{a:b}\n", "{a: b:c}\n", "[a:b]\n", "[a: b]\n", "[http://x/y]\n", "{x: http://y}\n", "a: --- b\n", "---a\n", "--- a\n", "--- |\n x\n", "--- {a: b}\n", "---\n- a\n---\n- b\n",
'a: "x\nb"\n', 'a: "x\n\nb"\nc: 1', "a: [b,\nc]\n", "a: {\nb: c\n}\n", "a:\n  b: [\n  1\n  ]\n", '- a: "x\n  y"\n', "- a: {\n  b: c\n}\n", 'a: "{{\n  x\n}}"\n', 'x:\n  a: "{{\n  x\n  }}"\n  b: 1\n', 'x:\n  - "a\n  b"\n', "a:\n  [\n  b ]\n", "a:\n  - b: [x,\n  y z\n w, {c: 'd\ne'}]\n    f: g\n", "- a: 'x\ny'\n  b: 2\n- c\n", "a: {b: c,\nd: \"e\nf\"}\ng: h\n", "- [a,\n  b]\n- c\n", "a: [x\n---\n", 'a: "x\n---\n', "k: >-\n  x\nl: [\n1]\n"]
def enc(v):
    if v is None or isinstance(v,(bool,str)): return v
    if isinstance(v,int): return {"int":str(v)}
    if isinstance(v,float): return {"float":repr(v)}
    if isinstance(v,(datetime.date,datetime.datetime)): return {"date":True}
    if isinstance(v,(list,tuple)): return [enc(x) for x in v]
    if isinstance(v,set): return {"dict":[[enc(k),None] for k in sorted(v)]}
    if isinstance(v,dict): return {"dict":[[enc(k),enc(x)] for k,x in v.items()]}
    raise Exception(type(v))
from ansible.parsing.yaml.loader import AnsibleLoader
out=[]
for y in [s for s in scal]+docs:
    doc = ("- "+y+"\n") if y in scal and y not in docs else y
    try:
        l=AnsibleLoader(doc); r=l.get_single_data()
        try: out.append({"yaml":doc,"value":enc(r)})
        except RecursionError: out.append({"yaml":doc,"error":True})
    except Exception as e:
        out.append({"yaml":doc,"error":True})
for case in out:
    print(json.dumps(case, ensure_ascii=False))
