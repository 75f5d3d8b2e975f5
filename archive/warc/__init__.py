"""WARC files as the truth: written, read, recovered, checked, exported, imported.

    writer          exchanges into `NAME.warc.gz.open` (openfile), renamed when closed
    reader          captures and notes out of them again
    recovery        files that a killed writer left behind
    fixity          every record against its digests and against the catalogue (filecheck, damage)
    selection, cdxj, wacz   what leaves the collection
    foreign         WARC files of other software, brought into it
    payload         a body as a person reads it, its content-encoding undone

Beneath them: pairs and composition make the records, message their HTTP blocks, meaning what only this
archive says of them; record, members and scan take them apart again.

The format is WARC/1.1 (ISO 28500:2017), one gzip member a record.
"""
