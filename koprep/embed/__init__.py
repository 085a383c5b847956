"""Word embeddings: counts, PPMI and SVD, word2vec, FastText, GloVe; and what asks them."""
