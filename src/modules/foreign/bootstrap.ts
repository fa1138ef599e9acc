/**
 * The program that runs a Python module on the target, given to `python -c`. Standard input holds the size of the
 * arguments, the arguments (JSON, so never in argv or in a file) and the compressed sources, `{name: [is package, text]}`.
 * The sources are imported from memory. A module that starts itself again under another Python (`respawn_module`) asks
 * for a path to import them from: only then is a private zip written, and removed at the end. Python 2.7 and 3.5 up.
 */
export const bootstrap = `import json, sys, types, zlib
data = getattr(sys.stdin, 'buffer', sys.stdin).read()
size, data = data.split(b'\\n', 1)
args = data[:int(size)]
name, sources = json.loads(zlib.decompress(data[int(size):]).decode('utf-8'))
class Sources(object):
    def find_spec(self, name, path=None, target=None):
        if name not in sources:
            return None
        from importlib.machinery import ModuleSpec
        spec = ModuleSpec(name, self, origin=self.get_filename(name), is_package=sources[name][0])
        spec.has_location = True
        return spec
    def find_module(self, name, path=None):
        return self if name in sources else None
    def load_module(self, name):
        module = sys.modules.setdefault(name, types.ModuleType(name))
        module.__loader__ = self
        module.__file__ = self.get_filename(name)
        if sources[name][0]:
            module.__path__ = ['<sent>/' + name.replace('.', '/')]
        module.__package__ = name if sources[name][0] else name.rpartition('.')[0]
        try:
            self.exec_module(module)
        except BaseException:
            sys.modules.pop(name, None)
            raise
        return sys.modules[name]
    def create_module(self, spec):
        return None
    def exec_module(self, module):
        exec(self.get_code(module.__name__), module.__dict__)
    def is_package(self, name):
        return sources[name][0]
    def get_filename(self, name):
        return '<sent>/' + name.replace('.', '/') + ('/__init__.py' if sources[name][0] else '.py')
    def get_source(self, name):
        return sources[name][1]
    def get_code(self, name):
        return compile(sources[name][1].encode('utf-8'), self.get_filename(name), 'exec', 0, True)
class Main(types.ModuleType):
    @property
    def _modlib_path(self):
        import atexit, os, shutil, tempfile, zipfile
        place = tempfile.mkdtemp(prefix='mw-')
        atexit.register(shutil.rmtree, place, True)
        path = os.path.join(place, 'sources.zip')
        archive = zipfile.ZipFile(path, 'w')
        for each in sources:
            if each == '__main__':
                continue
            archive.writestr(loader.get_filename(each)[7:], sources[each][1].encode('utf-8'))
        archive.close()
        return path
loader = Sources()
sys.meta_path.insert(0, loader)
sys.argv = [loader.get_filename(name)]
import ansible.module_utils.basic
ansible.module_utils.basic._ANSIBLE_ARGS = args
code = loader.get_code(name)
sources['__main__'] = sources[name]
main = sys.modules['__main__'] = Main('__main__')
main.__dict__.update(_module_fqn=name, __file__=loader.get_filename(name), __loader__=loader, __package__=name.rpartition('.')[0], __builtins__=__builtins__)
if main.__package__ not in sys.modules:
    __import__(main.__package__)
exec(code, main.__dict__)
`;
