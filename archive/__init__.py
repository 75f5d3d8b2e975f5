"""What is kept: WARC files, the catalogue made from them, revisions, search, and the Datasette site."""

import os

# No matrix is multiplied here: the threads that numpy would start for it cost 0.07 s a process, spinning.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
