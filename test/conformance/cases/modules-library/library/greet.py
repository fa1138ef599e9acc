#!/usr/bin/python
from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.politeness import polite


def main():
    module = AnsibleModule(
        argument_spec=dict(name=dict(required=True), secret=dict(no_log=True), times=dict(type='int', default=1)),
        supports_check_mode=True,
    )
    if module.params['name'] == 'nobody':
        module.fail_json(msg='there is nobody', rc=4)
    module.warn('greeting is slow')
    module.exit_json(changed=True, msg=polite(module.params['name']) * module.params['times'], ansible_facts={'greeted': module.params['name']})


if __name__ == '__main__':
    main()
