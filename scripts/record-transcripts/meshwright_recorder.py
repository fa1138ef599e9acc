"""Callback that prints as ansible-core's default one and writes the same run as our events, one JSON object a line."""
DOCUMENTATION = """
name: meshwright_recorder
type: stdout
short_description: default output plus recorded events
extends_documentation_fragment: [default_callback, result_format_callback]
"""
import copy
import json
import os

from ansible.parsing.ajson import AnsibleJSONEncoder
from ansible.playbook.task_include import TaskInclude
from ansible.plugins.callback.default import CallbackModule as Default

ROOT = os.getcwd() + "/"


def diff_of(entry):
    diff = {}
    for side in ("before", "after"):
        text = entry.get(side)
        if isinstance(text, dict):
            text = json.dumps(text, sort_keys=True, indent=4) + "\n"
        if text is not None:
            diff[side] = text
        if side + "_header" in entry:
            diff[side + "Header"] = entry[side + "_header"]
    if "prepared" in entry:
        diff["prepared"] = entry["prepared"]
    return diff


class CallbackModule(Default):
    CALLBACK_NAME = "meshwright_recorder"

    def __init__(self):
        super().__init__()
        self.handlers = set()
        self.log = open(os.environ["MESHWRIGHT_EVENTS"], "w")

    def emit(self, kind, **fields):
        self.log.write(json.dumps({"kind": kind, **fields}, cls=AnsibleJSONEncoder, ensure_ascii=False) + "\n")
        self.log.flush()

    def task(self, task):
        file, line = task.get_path().replace(ROOT, "").rsplit(":", 1)
        return {"id": task._uuid, "name": task.get_name().strip(), "action": task.action, "handler": task._uuid in self.handlers,
                "checkMode": bool(task.check_mode), "span": {"file": file, "line": int(line), "col": 7}}

    def outcome(self, kind, result, status, ignored=False):
        raw = copy.deepcopy(result._result)
        value = {key: item for key, item in raw.items() if not key.startswith("_ansible_")}
        if status in ("failed", "skipped"):
            value[status] = True
        if result._task.loop is not None and kind == "result" and "results" in value:
            value["results"] = []
        diffs = raw.get("diff") or []
        diffs = [diff_of(diff) for diff in (diffs if isinstance(diffs, list) else [diffs]) if diff]
        record = {"status": status, "ignored": ignored, "value": value, "noLog": bool(result._task.no_log),
                  "diffs": diffs if result._task.diff else []}
        if kind == "item-result":
            record["item"] = str(raw.get("_ansible_item_label", raw.get("item")))
        if result._task.delegate_to:
            record["delegatedTo"] = result._task.delegate_to
        extra = {} if kind == "item-result" else {"loop": result._task.loop is not None}
        self.emit(kind, task=self.task(result._task), host=result._host.get_name(), result=record, **extra)

    def v2_playbook_on_start(self, playbook):
        self.emit("run-start", playbooks=[os.path.basename(playbook._file_name)], check=False, diff=True)
        super().v2_playbook_on_start(playbook)

    def v2_playbook_on_play_start(self, play):
        self.emit("play-start", name=play.get_name().strip(), hosts=[])
        super().v2_playbook_on_play_start(play)

    def v2_playbook_on_no_hosts_matched(self):
        self.emit("play-no-hosts", name="", reason="none-matched")
        super().v2_playbook_on_no_hosts_matched()

    def v2_playbook_on_no_hosts_remaining(self):
        self.emit("play-no-hosts", name="", reason="none-remaining")
        super().v2_playbook_on_no_hosts_remaining()

    def v2_playbook_on_task_start(self, task, is_conditional):
        self.emit("task-start", task=self.task(task), hosts=[])
        super().v2_playbook_on_task_start(task, is_conditional)

    def v2_playbook_on_handler_task_start(self, task):
        self.handlers.add(task._uuid)
        self.emit("task-start", task=self.task(task), hosts=[])
        super().v2_playbook_on_handler_task_start(task)

    def v2_runner_on_ok(self, result):
        if not isinstance(result._task, TaskInclude):
            self.outcome("result", result, "changed" if result._result.get("changed") else "ok")
        super().v2_runner_on_ok(result)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self.outcome("result", result, "failed", ignore_errors)
        super().v2_runner_on_failed(result, ignore_errors)

    def v2_runner_on_skipped(self, result):
        self.outcome("result", result, "skipped")
        super().v2_runner_on_skipped(result)

    def v2_runner_on_unreachable(self, result):
        self.outcome("result", result, "unreachable", bool(result._task.ignore_unreachable))
        super().v2_runner_on_unreachable(result)

    def v2_runner_item_on_ok(self, result):
        if not isinstance(result._task, TaskInclude):
            self.outcome("item-result", result, "changed" if result._result.get("changed") else "ok")
        super().v2_runner_item_on_ok(result)

    def v2_runner_item_on_failed(self, result):
        self.outcome("item-result", result, "failed")
        super().v2_runner_item_on_failed(result)

    def v2_runner_item_on_skipped(self, result):
        self.outcome("item-result", result, "skipped")
        super().v2_runner_item_on_skipped(result)

    def v2_runner_retry(self, result):
        left = result._result["retries"] - result._result["attempts"]
        value = {k: v for k, v in result._result.items() if not k.startswith("_ansible_")}
        self.emit("retry", task=self.task(result._task), host=result._host.get_name(), retriesLeft=left, value=value)
        super().v2_runner_retry(result)

    def v2_playbook_on_include(self, included):
        label = self._get_item_label(included._vars)
        fields = {"label": str(label)} if label else {}
        self.emit("include", file=included._filename.replace(ROOT, ""), hosts=[h.name for h in included._hosts], **fields)
        super().v2_playbook_on_include(included)

    def v2_playbook_on_stats(self, stats):
        names = {"ok": "ok", "changed": "changed", "unreachable": "unreachable", "failures": "failed",
                 "skipped": "skipped", "rescued": "rescued", "ignored": "ignored"}
        table = {host: {names[k]: v for k, v in stats.summarize(host).items()} for host in stats.processed}
        self.emit("run-end", stats=table, interrupted=False)
        super().v2_playbook_on_stats(stats)
