#!/usr/bin/env python3
"""Runs cases.json through ansible-playbook and writes oracle.json: check run, run, second run, resulting tree.

Usage: record.py, with ansible-core in PATH. Needs no network; works in a temporary folder.
"""
import json, os, re, shutil, subprocess, tempfile
HERE = os.path.dirname(os.path.abspath(__file__))
KEYS = ['changed', 'failed', 'skipped', 'msg', 'mode', 'state', 'checksum', 'size', 'rc', 'stdout', 'stderr', 'stdout_lines',
        'found', 'matched', 'examined', 'content', 'dest', 'path', 'stat', 'files', 'cmd', 'diff']
VOLATILE = ['inode', 'dev', 'atime', 'mtime', 'ctime', 'blocks', 'block_size']
CALLBACK = '''
from ansible.plugins.callback import CallbackBase
import json
class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'stdout'
    CALLBACK_NAME = 'record'
    def show(self, result, **more):
        print('RESULT ' + json.dumps([result._task.get_name(), {**result._result, **more}], default=str))
    def v2_runner_on_ok(self, result):
        self.show(result)
    def v2_runner_on_failed(self, result, ignore_errors=False):
        self.show(result, failed=True)
    def v2_runner_on_skipped(self, result):
        self.show(result, skipped=True)
'''

def setup(folder, files):
    os.makedirs(folder)
    for name, text in files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path.rstrip('/')), exist_ok=True)
        if name.endswith('/'):
            os.makedirs(path, exist_ok=True)
        elif text.startswith('->'):
            os.symlink(text[2:], path)
        else:
            with open(path, 'w') as out:
                out.write(text)

def tree(folder):
    found = {}
    for root, folders, files in os.walk(folder):
        for name in folders + files:
            path = os.path.join(root, name)
            info = os.lstat(path)
            entry = {'mode': format(info.st_mode & 0o7777, '04o')}
            if os.path.islink(path):
                entry = {'link': os.readlink(path)}
            elif name in files:
                entry['content'] = open(path, newline='').read()
            found[os.path.relpath(path, folder)] = entry
    return found

def scrub(value, folder):
    if isinstance(value, dict):
        return {key: scrub(one, folder) for key, one in value.items() if key not in VOLATILE}
    if isinstance(value, list):
        return [scrub(one, folder) for one in value]
    return value.replace(folder, '{dir}') if isinstance(value, str) else value

def main():
    cases = json.load(open(os.path.join(HERE, 'cases.json')))
    work = tempfile.mkdtemp()
    os.umask(0o022)
    tasks = []
    for number, case in enumerate(cases):
        folder = '%s/%d' % (work, number)
        setup(folder, case.get('setup', {}))
        args = json.loads(json.dumps(case['args']).replace('{dir}', folder))
        for step in ['check', 'run'] + ([] if case.get('once') else ['again']):
            task = {'name': json.dumps([number, step]), case['module']: args, 'ignore_errors': True}
            if '_raw_params' in args:
                rest = {k: v for k, v in args.items() if k != '_raw_params'}
                task[case['module']] = args['_raw_params']
                if rest:
                    task['args'] = rest
            tasks.append({**task, **({'check_mode': True} if step == 'check' else {})})
    os.mkdir(work + '/callback')
    open(work + '/callback/record.py', 'w').write(CALLBACK)
    json.dump([{'hosts': 'localhost', 'gather_facts': False, 'tasks': tasks}], open(work + '/play.yml', 'w'))
    env = {**os.environ, 'ANSIBLE_CALLBACK_PLUGINS': work + '/callback', 'ANSIBLE_STDOUT_CALLBACK': 'record', 'ANSIBLE_LOCALHOST_WARNING': '0',
           'ANSIBLE_PIPELINING': '1'}
    argv = ['ansible-playbook', '-i', 'localhost,', '-c', 'local', '-e', 'ansible_python_interpreter=/usr/bin/python3', '--diff', work + '/play.yml']
    output = subprocess.run(argv, env=env, stdout=subprocess.PIPE, text=True, cwd=work).stdout
    version = subprocess.run(['ansible-playbook', '--version'], stdout=subprocess.PIPE, text=True).stdout.split('\n')[0]
    recorded = {case['name']: {} for case in cases}
    for line in output.split('\n'):
        if not line.startswith('RESULT '):
            continue
        name, result = json.loads(line[7:])
        number, step = json.loads(name)
        folder = '%s/%d' % (work, number)
        recorded[cases[number]['name']][step] = scrub({k: result[k] for k in KEYS if k in result}, folder)
    for number, case in enumerate(cases):
        recorded[case['name']]['tree'] = tree('%s/%d' % (work, number))
    text = json.dumps({'oracle': version, 'cases': recorded}, indent=1)
    text = re.sub(r'/root/\.ansible/tmp/[^"]*', '{staged}', text).replace(work, '{work}')
    open(os.path.join(HERE, 'oracle.json'), 'w').write(text + '\n')
    shutil.rmtree(work)

main()
