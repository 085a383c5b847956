"""Looking at a corpus: statistics, comparisons and pictures."""
