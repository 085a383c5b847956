"""Tensors and vocabularies to and from other tools' formats, one module a format."""
