"""Price files of suppliers: what they would do, bringing them in, taking the last one back; a million rows at a time.

Rows lie in temporary tables of one connection (app/db/aside.py) and are compared and written set by set.
"""
