"""Learners: from the texts or tokens of a corpus to a model file that a stage takes."""
