def check_all(bench): pass
def unmount(bench): pass
