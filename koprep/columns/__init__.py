"""Token files as Arrow columns: what counting and encoding read instead of records."""
