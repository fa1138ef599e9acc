#!/usr/bin/python3
"""Records what ansible-core answers for the filter, test and method cases of the conformance suite.

Usage: scripts/record-filter-cases.py FILE.json...

Each file holds {"oracle": ..., "cases": [{"filter" | "test" | "method": name, "input": ..., "args": [...],
"kwargs": {...}}]}. The answer is written back as "expect" (Python's repr) or "error": true. ansible.utils and
netaddr are needed for the address filters (ANSIBLE_COLLECTIONS_PATH). Jinja2's Markup is recorded as plain text.
"""
import json
import re
import sys
import warnings

import jinja2
from ansible.parsing.dataloader import DataLoader
from ansible.release import __version__
from ansible.template import Templar


def expression(case):
    names = ["a%d" % i for i in range(len(case.get("args", [])))]
    keywords = ["%s=k_%s" % (key, key) for key in case.get("kwargs", {})]
    call = "(%s)" % ", ".join(names + keywords)
    if "filter" in case:
        return "v | %s%s%s" % (case.get("collection", ""), case["filter"], call)
    if "test" in case:
        return "v is %s%s%s" % (case.get("collection", ""), case["test"], call if names or keywords else "")
    return "v.%s%s" % (case["method"], call)


def variables(case):
    values = {"v": case["input"]}
    values.update({"a%d" % i: value for i, value in enumerate(case.get("args", []))})
    values.update({"k_" + key: value for key, value in case.get("kwargs", {}).items()})
    return values


def record(case):
    case.pop("expect", None)
    case.pop("error", None)
    try:
        text = "{{ [%s] }}" % expression(case)
        answer = Templar(DataLoader(), variables=variables(case)).template(text, convert_data=False)
        case["expect"] = re.sub(r"^\[Markup\((.*)\)\]$", r"[\1]", answer, flags=re.S)
    except Exception:
        case["error"] = True


def main():
    warnings.simplefilter("ignore")
    for path in sys.argv[1:]:
        with open(path) as source:
            data = json.load(source)
        data["oracle"] = "ansible-core %s, Jinja2 %s" % (__version__, jinja2.__version__)
        for case in data["cases"]:
            record(case)
        with open(path, "w") as target:
            lines = ",\n".join(json.dumps(case) for case in data["cases"])
            target.write('{"oracle": %s, "cases": [\n%s\n]}\n' % (json.dumps(data["oracle"]), lines))


if __name__ == "__main__":
    main()
