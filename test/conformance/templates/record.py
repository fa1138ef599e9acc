#!/usr/bin/python3
"""Fills in the answers of the case files beside this script by asking the installed ansible-core.

Run it after adding cases, then format the files with biome: record.py FILE.json...
Each case has a "source" and gets "expect" or "error" (the first cause) and "said" (the whole text).
"""
import json
import os
import sys
import tempfile
import warnings

warnings.simplefilter("ignore")
os.environ["ANSIBLE_LOCALHOST_WARNING"] = "false"

import jinja2
from ansible import constants, release
from ansible.parsing.dataloader import DataLoader
from ansible.playbook.conditional import Conditional
from ansible.template import AnsibleEnvironment, Templar
from ansible.vars.hostvars import HostVars  # noqa: F401 (loads the plugins' paths)


def to_json(value):
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**53 else {"$int": str(value)}
    if isinstance(value, float):
        return {"$float": repr(value)} if value == int(value) else value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, tuple):
        return {"$tuple": [to_json(item) for item in value]}
    if isinstance(value, (list, range)):
        return [to_json(item) for item in value]
    if isinstance(value, dict):
        if all(isinstance(key, str) for key in value):
            return {str(key): to_json(item) for key, item in value.items()}
        return {"$dict": [[to_json(key), to_json(item)] for key, item in value.items()]}
    raise TypeError(type(value))


def from_json(value):
    if isinstance(value, list):
        return [from_json(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "$float" in value:
        return float(value["$float"])
    if "$tuple" in value:
        return tuple(from_json(item) for item in value["$tuple"])
    if "$dict" in value:
        return {key: from_json(item) for key, item in value["$dict"]}
    return {key: from_json(item) for key, item in value.items()}


def message(error):
    while getattr(error, "orig_exc", None) is not None:
        error = error.orig_exc
    return f"{type(error).__name__}: {getattr(error, 'message', None) or error}"


def answer(case, kind, variables, files):
    constants.DEFAULT_JINJA2_NATIVE = kind == "native"
    templar = Templar(loader=DataLoader(), variables=variables)
    source = from_json(case["source"])
    if kind == "condition":
        conditional = Conditional(loader=DataLoader())
        conditional.when = [source]
        return bool(conditional.evaluate_conditional(templar, variables))
    if kind == "file":
        options = {"trim_blocks": True, "lstrip_blocks": False, **case.get("options", {})}
        templar = templar.copy_with_new_env(environment_class=AnsibleEnvironment, searchpath=[files], **options)
        return templar.do_template(source, preserve_trailing_newlines=True, escape_backslashes=False)
    return templar.template(source)


def record(path):
    with open(path, encoding="utf-8") as stream:
        data = json.load(stream)
    data["oracle"] = f"ansible-core {release.__version__}, Jinja2 {jinja2.__version__}"
    with tempfile.TemporaryDirectory() as files:
        for name, text in data.get("files", {}).items():
            with open(os.path.join(files, name), "w", encoding="utf-8") as stream:
                stream.write(text)
        for case in data["cases"]:
            case.pop("expect", None)
            case.pop("error", None)
            case.pop("said", None)
            try:
                case["expect"] = to_json(answer(case, data["kind"], from_json(data["vars"]), files))
            except Exception as error:
                case["error"] = message(error)
                case["said"] = str(error)
    lines = [json.dumps(case, ensure_ascii=False) for case in data.pop("cases")]
    head = json.dumps(data, ensure_ascii=False, indent=1)[:-2]
    with open(path, "w", encoding="utf-8") as stream:
        stream.write(head + ',\n "cases": [\n  ' + ",\n  ".join(lines) + "\n ]\n}\n")


for argument in sys.argv[1:]:
    record(argument)
