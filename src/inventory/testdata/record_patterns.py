"""Records the hosts ansible selects for patterns: python3 record_patterns.py > pattern-cases.jsonl"""
import json, os, re, subprocess, tempfile

INVENTORY = """solo
localhost ansible_connection=local
[web]
w3
w1
w2
[db]
d1
d2
w1
[west]
w1
d2
[site:children]
db
web
[v6]
2001:db8::1
2001:db8::2
[dash-ed]
x.example.org
y.example.org
"""
PATTERNS = [("all", None), ("*", None), ("web", None), ("site", None), ("w1", None), ("web:db", None), ("web,db", None), ("db:web", None),
 ("web:&west", None), ("web:!west", None), ("all:!site", None), ("!web", None), ("&west", None), ("site:&west:!d2", None), ("!w1:web", None),
 ("w*", None), ("d?", None), ("w[12]", None), ("w[!1]", None), ("*.example.org", None), ("~w[0-9]", None), ("~(w|d)1", None), ("~.*ex", None),
 ("web[0]", None), ("web[-1]", None), ("web[0:1]", None), ("web[1:]", None), ("web[0:0]", None), ("web[5:9]", None), ("site[1:2]", None), ("web[0],db[0]", None), ("w*[1]", None),
 ("2001:db8::1", None), ("2001:db8::1,w1", None), ("v6", None), ("dash-ed", None), ("ungrouped", None), ("nope", None), ("nope:w1", None), ("w1,nope*", None), ("127.0.0.1", None), ("::1", None), ("localhost", None),
 (" web , solo ", None), ("web db", None), ("w1:w1", None), ("w2,web", None), ("west:w3", None),
 ("all", "web"), ("all", "web:!w1"), ("site", "w1,d1"), ("web", "nope"), ("web", "@limit"), ("all", "west:&db"), ("web", "!w1"), ("all", "w*"), ("site", "~d"), ("web", "w1,@limit"), ("db", "web[0]"), ("web[0]", "w1"), ("nope", "w1")]

with tempfile.TemporaryDirectory() as work:
    os.chdir(work)
    open("hosts", "w").write(INVENTORY)
    open("limit", "w").write("w2\n\nd1\n")
    print(json.dumps({"inventory": INVENTORY, "limitFile": "w2\n\nd1\n"}))
    for pattern, limit in PATTERNS:
        args = ["ansible", pattern, "-i", "hosts", "--list-hosts"] + (["--limit=" + limit] if limit else [])
        done = subprocess.run(args, capture_output=True, text=True, env=dict(os.environ, ANSIBLE_NOCOLOR="1", COLUMNS="200"))
        case = {"pattern": pattern, **({"limit": limit} if limit else {})}
        text = re.sub(r"\s*\n\s*", "\n", done.stderr)
        warnings = re.findall(r"Could not match supplied host pattern, ignoring: \S+", text.replace("\n", " "))
        failed = done.returncode != 0 and "ERROR" in done.stderr and "leaves us with no hosts" not in done.stderr
        if failed:
            case["error"] = True
        else:
            case["hosts"] = [line.strip() for line in done.stdout.splitlines()[1:]]
            case["warnings"] = warnings
        print(json.dumps(case))
