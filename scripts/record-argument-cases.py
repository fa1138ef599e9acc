#!/usr/bin/python3
"""Fills the `expect` of every case in src/spec/check.cases.json with what ansible-core's validator answers."""
import copy
import json
import pathlib

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

CASES = pathlib.Path(__file__).parent.parent / "src/spec/check.cases.json"


def expectation(case):
    validator = ArgumentSpecValidator(copy.deepcopy(case["args"]), **case.get("rules", {}))
    result = validator.validate(copy.deepcopy(case["raw"]))
    if result.error_messages:
        return {"errors": result.error_messages}
    return {"args": result.validated_parameters}


cases = json.loads(CASES.read_text())
for case in cases:
    case["expect"] = expectation(case)
CASES.write_text("[\n" + ",\n".join("  " + json.dumps(case, ensure_ascii=False) for case in cases) + "\n]\n")
