def check_all(bench): pass
