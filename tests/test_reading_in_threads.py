"""Pages read by several threads of one process: a crawl reads short answers in its loop, and where it indexes."""

import subprocess
import sys

READ = """
import threading
from crawler.sample.portal import SamplePortal
from metadata.reader import read_page

with SamplePortal() as portal:
    answers = [portal.answer(path) for path in portal.paths() if path.endswith((".pdf", ".html"))]
bodies = [answer.body for answer in answers if hasattr(answer, "body")]
files = [body for body in bodies if body.startswith(b"%PDF")]
assert len(files) > 1
first = [repr(read_page(body, url="http://a.example/a")) for body in files]

def read():
    for body in files * 8 + bodies[:20]:
        read_page(body, url="http://a.example/a")

threads = [threading.Thread(target=read) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert first == [repr(read_page(body, url="http://a.example/a")) for body in files]
"""


def test_files_are_read_by_several_threads_at_once() -> None:
    """In a process of its own: a fault here is one of memory, and ends the process that has it."""
    done = subprocess.run([sys.executable, "-c", READ], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
