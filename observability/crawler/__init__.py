"""What is known of every table, in one document: the catalog that pages and other tools read.

Pure functions: what they are given was read elsewhere (`runner/crawling.py`), and only `glue.py`
speaks to anybody.
"""
