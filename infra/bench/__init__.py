"""The benchmark (make bench): every budget of the design, measured beside its reference in the same run.

__main__       the command; prints one table, exit code 1 when something is over its budget
table          a row and how it is printed
door           CPU of a signed webhook and of importing what it needs; child, bare, stub: its processes
acts           DynamoDB calls and units of each act; meter counts them, sizes is our own arithmetic
due            the sweep and the worklist, small against large; crowd makes the tickets
bundle, whole  the package; the whole job against a running local cloud
"""
