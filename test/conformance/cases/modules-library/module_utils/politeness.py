def polite(name):
    return 'dear ' + name + ';'
