"""psql's tab completion, in a terminal of its own: prints as JSON what becomes of each word given here, once Tab is pressed."""
import json, os, pty, re, select, sys, time

mark = "|end"
environment = {**os.environ, "TERM": "dumb", "INPUTRC": "/dev/null", "PSQL_HISTORY": "/dev/null", "PAGER": ""}
process, terminal = pty.fork()
if process == 0:
    os.execvpe("psql", ["psql", "-X"], environment)


def until(pattern):
    out, end = "", time.time() + 60
    while not re.search(pattern, out):
        assert time.time() < end, out
        if select.select([terminal], [], [], 1)[0]:
            out += os.read(terminal, 4096).decode()
    return out


def say(text):
    os.write(terminal, text.encode())


until("lake=[#>] ")
told = {}
for typed in sys.argv[1:]:
    # What follows is taken when the completion is done, and marks its end.
    say(typed + "\t" + mark)
    told[typed] = until(re.escape(mark)).replace("\a", "").split(mark)[0]
    say("\x03")
    until("lake=[#>] ")
say("\\q\n")
os.waitpid(process, 0)
print(json.dumps(told))
