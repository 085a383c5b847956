"""The analyzers koprep stands on, one engine a module, each imported only there."""
