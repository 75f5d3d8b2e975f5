"""WARC files as the truth: written, read, recovered, checked, exported, imported.

    writer    exchanges into `NAME.warc.gz.open`, renamed when closed
    reader    captures and notes out of them again
    recovery  files that a killed writer left behind
    fixity    every record against its digests and against the catalogue
    selection, cdxj, wacz   what leaves the collection
    foreign   WARC files of other software, brought into it

The format is WARC/1.1 (ISO 28500:2017), one gzip member a record.
"""
